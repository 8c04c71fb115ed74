// How groups get seats: the best side by side, and fewer when there are none for all of them.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../functions/shared/client.ts';
import { type Route, routeKey } from '../../../functions/shared/route.ts';
import type { Caller } from '../../../scripts/onsale/caller.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { PRICES } from '../../../scripts/onsale/sale.ts';
import { getSeats } from '../../../scripts/onsale/visit-seats.ts';
import { at } from './facts.ts';

const HELD = { reservationId: 'rsv_1', amount: 3 };

/** A service that answers one request after the other: with a hold, or as many seats as it says are left. */
function world(party: number, answers: readonly ('held' | number)[]) {
  const left = [...answers];
  const asked: unknown[] = [];
  const waits: number[] = [];
  const call = async (route: Route, { body, idempotencyKey }: { body?: unknown; idempotencyKey?: string }) => {
    asked.push({ route: routeKey(route), body, key: idempotencyKey });
    const answer = left.shift();
    if (answer === 'held') return { answer: HELD, sentAt: 0, answeredAt: 0 };
    throw new ApiError(409, { code: 'NOT_ENOUGH_SEATS', largest: answer }, null);
  };
  const wait = async (ms: number) => void waits.push(ms);
  const caller = { call, wait, inFlight: () => 0 } as unknown as Caller;
  const diary = newDiary({ ...at(peopleOf(1, 1), 0), party, repeats: false, chooseMs: 700 });
  const sale = { concertId: 'c', scheduleId: 'sch_1', sections: [], prices: PRICES };
  const visit = { caller, portoneUrl: '', sale, run: 'r', diary, random: () => 0, queueToken: 'q' };
  const counts = () =>
    asked.map((one) => (one as { body: { bestAvailable: { count: number } } }).body.bestAvailable.count);
  return { visit, diary, asked, waits, counts };
}

describe('a group', () => {
  it('asks for the best seats for all of it', async () => {
    const { visit, diary, asked } = world(3, ['held']);
    expect(await getSeats(visit)).toEqual(HELD);
    const body = { scheduleId: 'sch_1', bestAvailable: { count: 3 } };
    expect(asked).toEqual([{ route: 'POST /api/v1/reservations', body, key: 'r-0-group-1' }]);
    expect(diary.groups).toEqual([{ reservationId: 'rsv_1', count: 3 }]);
  });

  it('asks for as many as are left, and comes back for all of it where others were faster', async () => {
    const { visit, diary, counts } = world(4, [2, 2, 'held']);
    expect(await getSeats(visit)).toEqual(HELD);
    expect(counts()).toEqual([4, 2, 4]);
    expect(diary.groups).toEqual([{ reservationId: 'rsv_1', count: 4 }]);
  });

  it('comes back for all of it when there was nothing, three times', async () => {
    const { visit, diary, counts, waits, asked } = world(2, [0, 1, 0, 0]);
    expect(await getSeats(visit)).toBeUndefined();
    expect(counts()).toEqual([2, 2, 1, 2]);
    expect(waits).toEqual([700, 3_000, 3_000]);
    expect(new Set(asked.map((one) => (one as { key: string }).key)).size).toBe(4);
    expect(diary.groups).toEqual([]);
  });
});
