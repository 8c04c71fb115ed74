// People of the integration tests: a buyer, an operator, a concert for them, a place in its line.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes as auth } from '../../functions/auth/contract.ts';
import { routes as sessions } from '../../functions/auth/contract-sessions.ts';
import { routes as catalog, type Settings } from '../../functions/catalog/contract.ts';
import { adminRoutes as catalogAdmin } from '../../functions/catalog/contract-admin.ts';
import type { Grade } from '../../functions/catalog/contract-layout.ts';
import { routes as queue } from '../../functions/queue/contract.ts';
import { type Client, createClient } from '../../functions/shared/client.ts';
import { operatorGranter } from '../../localstack/operator.ts';
import { type HowVerified, type VerifiedAs, verifyIdentity } from '../../localstack/portone/client.ts';
import type { TestCloud } from './cloud.ts';

/** Someone with an account, signed in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a sign-up says; what is left out is unique, or what a test need not care for. */
export interface SignUp {
  readonly email?: string;
  readonly password?: string;
  readonly identityVerificationId?: string;
  readonly termsVersion?: string;
}

/** A concert with one date of 50 seats that is on sale. */
export interface OnSale {
  readonly concertId: string;
  readonly scheduleId: string;
}

/** What a date says of its seats. */
export interface OfLayout {
  readonly layoutId?: string;
  readonly prices: Partial<Record<Grade, number>>;
}

/** Of a date without a layout of its own: seats 1–10, 11–40, 41–50. */
export const PRICES = { VIP: 165_000, STANDARD: 121_000, STANDING: 99_000 };

const PASSWORD = 'a password for tests';
const HOUR_MS = 3_600_000;
const ADMITTED_WITHIN_MS = 20_000;
/** Nobody who asks so often at the front is turned away for it. */
const POLL_MS = 300;

const unique = () => randomUUID().replaceAll('-', '').toUpperCase();
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** Somebody who never came before. */
export const newIdentity = (): VerifiedAs => ({ name: `김하늘 ${unique()}`, birthDate: '1990-01-01' });

export const newEmail = () => `${unique().toLowerCase()}@example.com`;

export function createPeople(cloud: TestCloud) {
  const client: Client = createClient(cloud.apiUrl);
  let terms: Promise<string> | undefined;

  const termsVersion = () => {
    terms ??= client.call(catalog.config, {}).then((config) => config.terms.version);
    return terms;
  };

  /** Somebody new, or that person, verifies who they are. @returns the identityVerificationId */
  const verify = (person: Partial<VerifiedAs> & HowVerified = {}) =>
    verifyIdentity(cloud.portoneUrl, { ...newIdentity(), ...person });

  /** @throws ApiError when it is refused */
  const signUp = async (given: SignUp = {}) => {
    const login = { email: given.email ?? newEmail(), password: given.password ?? PASSWORD };
    const body = {
      ...login,
      identityVerificationId: given.identityVerificationId ?? (await verify()),
      termsVersion: given.termsVersion ?? (await termsVersion()),
    };
    const { userId } = await client.call(auth.signUp, { body });
    return { userId, ...login };
  };

  const logIn = async ({ userId, email, password }: Pick<Person, 'userId' | 'email' | 'password'>): Promise<Person> => {
    const { accessToken, refreshToken } = await client.call(sessions.logIn, { body: { email, password } });
    if (refreshToken === undefined) throw new Error('the login gave no refresh token');
    return { userId, email, password, accessToken, refreshToken };
  };

  return {
    client,
    verify,
    signUp,
    logIn,

    async buyer(): Promise<Person> {
      return logIn(await signUp());
    },

    async operator(): Promise<Person> {
      const login = await signUp();
      await operatorGranter(cloud.cloud, cloud)(login.email);
      return logIn(login);
    },

    /**
     * @param settings of the concert, such as `holdSeconds`; `opensInMs`: when its sale opens, from now; `layout`: of its
     *   date, and what its grades cost, in place of 50 seats
     */
    async concert(
      { accessToken }: Person,
      settings: Partial<Settings> = {},
      opensInMs = -HOUR_MS,
      layout: OfLayout = { prices: PRICES },
    ): Promise<OnSale> {
      const category = unique();
      await client.call(catalogAdmin.createCategory, { accessToken, body: { code: category, name: '콘서트' } });
      const sale = { bookingStartAt: inHours(opensInMs / HOUR_MS), bookingEndAt: inHours(48) };
      const body = { code: unique(), category, name: '공연', ...sale, ...settings };
      const { concertId } = await client.call(catalogAdmin.createConcert, { accessToken, body });
      const times = { startAt: inHours(72), endAt: inHours(75) };
      const date = { accessToken, params: { concertId }, body: { ...times, ...layout } };
      const { scheduleId } = await client.call(catalogAdmin.createSchedule, date);
      return { concertId, scheduleId };
    },

    /** Joins the line and waits to be admitted: answers the queue token. */
    async admitted({ accessToken }: Person, concertId: string): Promise<string> {
      const { token } = await client.call(queue.join, { accessToken, body: { concertId } });
      const until = Date.now() + ADMITTED_WITHIN_MS;
      while (Date.now() < until) {
        const { status } = await client.call(queue.status, { accessToken, queueToken: token });
        if (status === 'ACTIVE') return token;
        await sleep(POLL_MS);
      }
      throw new Error(`nobody was admitted to ${concertId} within ${ADMITTED_WITHIN_MS} ms`);
    },
  };
}
