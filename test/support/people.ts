// People of the integration tests: a buyer, an operator, a concert for them, a place in its line.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes as auth } from '../../functions/auth/contract.ts';
import { adminRoutes as catalog } from '../../functions/catalog/contract-admin.ts';
import { routes as queue } from '../../functions/queue/contract.ts';
import { type Client, createClient } from '../../functions/shared/client.ts';
import { operatorGranter } from '../../localstack/operator.ts';
import type { TestCloud } from './cloud.ts';

export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly accessToken: string;
}

/** A concert with one date of 50 seats that is on sale. */
export interface OnSale {
  readonly concertId: string;
  readonly scheduleId: string;
}

const PASSWORD = 'a password for tests';
const HOUR_MS = 3_600_000;
const ADMITTED_WITHIN_MS = 20_000;

const unique = () => randomUUID().replaceAll('-', '').toUpperCase();
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

export function createPeople(cloud: TestCloud) {
  const client: Client = createClient(cloud.apiUrl);

  const logIn = async (userId: string, email: string): Promise<Person> => {
    const { accessToken } = await client.call(auth.logIn, { body: { email, password: PASSWORD } });
    return { userId, email, accessToken };
  };

  const signUp = async () => {
    const email = `${unique().toLowerCase()}@example.com`;
    const { userId } = await client.call(auth.signUp, { body: { email, password: PASSWORD, name: '김하늘' } });
    return { userId, email };
  };

  return {
    client,

    async buyer(): Promise<Person> {
      const { userId, email } = await signUp();
      return logIn(userId, email);
    },

    async operator(): Promise<Person> {
      const { userId, email } = await signUp();
      await operatorGranter(cloud.cloud, cloud)(email);
      return logIn(userId, email);
    },

    /** @param settings of the concert, such as `holdSeconds` */
    async concert({ accessToken }: Person, settings: Readonly<Record<string, number>> = {}): Promise<OnSale> {
      const category = unique();
      await client.call(catalog.createCategory, { accessToken, body: { code: category, name: '콘서트' } });
      const sale = { bookingStartAt: inHours(-1), bookingEndAt: inHours(48) };
      const body = { code: unique(), category, name: '공연', ...sale, ...settings };
      const { concertId } = await client.call(catalog.createConcert, { accessToken, body });
      const times = { startAt: inHours(72), endAt: inHours(75) };
      const prices = { VIP: 165_000, STANDARD: 121_000, STANDING: 99_000 };
      const date = { accessToken, params: { concertId }, body: { ...times, prices } };
      const { scheduleId } = await client.call(catalog.createSchedule, date);
      return { concertId, scheduleId };
    },

    /** Joins the line and waits to be admitted: answers the queue token. */
    async admitted({ accessToken }: Person, concertId: string): Promise<string> {
      const { token } = await client.call(queue.join, { accessToken, body: { concertId } });
      const until = Date.now() + ADMITTED_WITHIN_MS;
      while (Date.now() < until) {
        const { status } = await client.call(queue.status, { accessToken, queueToken: token });
        if (status === 'ACTIVE') return token;
        await sleep(200);
      }
      throw new Error(`nobody was admitted to ${concertId} within ${ADMITTED_WITHIN_MS} ms`);
    },
  };
}
