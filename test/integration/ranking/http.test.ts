// The ranking over HTTP: open to everybody, cacheable, and fed by what people buy; and what a sell-out leads to.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { adminRoutes as catalog } from '../../../functions/catalog/contract-admin.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { routes } from '../../../functions/ranking/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  join,
  newAdmitted,
  newConcert,
  newPerson,
  refusalOf,
  reserve,
} from '../../support/journey.ts';
import { createPeople } from '../../support/people.ts';

const cloud = inject('cloud');

/** Events are gathered for ten seconds, and the list is kept for ten. */
const WITHIN_SECONDS = 50;
/** Two such waits, and what comes before them. */
const TEST_MS = 150_000;

const buy = async (concertId: string, seatNos: readonly number[]) =>
  buyAs(await newAdmitted(concertId), concertId, seatNos);

async function buyAs(buyer: Admitted, concertId: string, seatNos: readonly number[]): Promise<void> {
  await charge(buyer, 1_000_000);
  const { accessToken, queueToken } = buyer;
  // Held first: a place in line ends with the first purchase.
  const held = await Promise.all(seatNos.map((seatNo) => reserve(buyer, concertId, seatNo)));
  for (const { reservationId } of held) {
    await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  }
}

/** A concert whose hall has one seat, one person in front of it at a time. */
async function newTinyConcert(): Promise<string> {
  const { accessToken } = await createPeople(cloud).operator();
  const code = randomUUID().replaceAll('-', '').toUpperCase();
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const rows = [{ row: '1', grade: 'VIP' as const, from: 1, to: 1 }];
  await api.call(catalog.createCategory, { accessToken, body: { code, name: '콘서트' } });
  const body = {
    code,
    category: code,
    name: '공연',
    bookingStartAt: inHours(-1),
    bookingEndAt: inHours(48),
    capacity: 1,
  };
  const { concertId } = await api.call(catalog.createConcert, { accessToken, body });
  const layout = { name: '단석', sections: [{ section: '1', rows }] };
  const { layoutId } = await api.call(catalog.createLayout, { accessToken, body: layout });
  const date = { startAt: inHours(72), endAt: inHours(75), layoutId, prices: { VIP: 1_000 } };
  await api.call(catalog.createSchedule, { accessToken, params: { concertId }, body: date });
  return concertId;
}

const listed = async (concertId: string) => {
  const { concerts } = await api.call(routes.hotConcerts, { query: { limit: '100' } });
  return concerts.find((concert) => concert.concertId === concertId);
};

describe('the ranking', () => {
  it('is open to everybody, may be kept ten seconds by caches, and is as long as asked for', async () => {
    const response = await fetch(`${cloud.apiUrl}/api/v1/rankings/concerts?limit=1`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=10');
    const { concerts } = (await response.json()) as { concerts: unknown[] };
    expect(concerts.length).toBeLessThanOrEqual(1);
  });

  it(
    'puts the concert that sells faster in front, and leaves out one that sells nothing',
    async () => {
      const [slow, fast, none] = [await newConcert(), await newConcert(), await newConcert()];
      await buy(slow.concertId, [1]);
      await buy(fast.concertId, [1, 11, 12]);
      const [front, behind] = await eventually(async () => {
        const [one, other] = [await listed(fast.concertId), await listed(slow.concertId)];
        return one?.soldShare === 0.06 && other?.soldShare === 0.02 ? ([one, other] as const) : undefined;
      }, WITHIN_SECONDS);
      expect(front.rank).toBeLessThan(behind.rank);
      expect(front).toMatchObject({ available: 47, total: 50, soldOut: false });
      expect(await listed(none.concertId)).toBeUndefined();
    },
    TEST_MS,
  );
});

describe('the last seat that is sold', () => {
  it(
    'puts the concert on top, and nobody waits for it any more',
    async () => {
      const concertId = await newTinyConcert();
      const buyer = await newAdmitted(concertId);
      const [next, last] = [await newPerson(), await newPerson()];
      await join(next, concertId);
      const { token: queueToken } = await join(last, concertId);
      // The buyer's place goes to the next person, or to nobody; the one behind waits on.
      await buyAs(buyer, concertId, [1]);
      const told = await eventually(async () => {
        await sleep(1_000);
        const sent = { accessToken: last.accessToken, queueToken };
        const answer = await api.call(queue.status, sent).catch((error: unknown) => error);
        return answer instanceof ApiError ? answer : undefined;
      }, WITHIN_SECONDS);
      expect([told.status, told.code, told.problem.reason]).toEqual([410, 'QUEUE_TOKEN_ENDED', 'SOLD_OUT']);
      const late = await refusalOf(join(await newPerson(), concertId));
      expect([late.status, late.code]).toEqual([409, 'SOLD_OUT']);
      const top = await eventually(async () => {
        const found = await listed(concertId);
        return found?.soldOut ? found : undefined;
      }, WITHIN_SECONDS);
      expect(top).toMatchObject({ available: 0, total: 1, soldShare: 1, soldOutSeconds: expect.any(Number) });
      expect(top.score).toBeGreaterThan(1);
    },
    TEST_MS,
  );
});
