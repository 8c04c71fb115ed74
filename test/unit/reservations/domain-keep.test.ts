// What may remain of a hold, and what giving up the rest makes of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideComplete } from '../../../functions/payments/domain-complete.ts';
import type { ReservationStatus } from '../../../functions/reservations/contract.ts';
import { decideKeep, fewer } from '../../../functions/reservations/domain-keep.ts';
import { itemOf, keptOf } from '../../../functions/reservations/keys.ts';
import { cardPayment, PAYMENT_ID } from './card-samples.ts';
import { amountOf, held, PLACES, SEATS } from './keep-samples.ts';
import { NOW, UNTIL } from './samples.ts';

const only = (...seatNos: number[]) => ({ seatNos, standing: [] });
const places = (...standing: [string, number][]) => ({
  seatNos: [],
  standing: standing.map(([section, count]) => ({ section, count })),
});
const ended = ['CANCELLED', 'FAILED', 'REFUNDED'] as const;
const under = ['PAYING', 'PAID', 'CONFIRMED'] as const;
const decide = (status: ReservationStatus, remaining = only(15)) => decideKeep(held(SEATS, { status }), remaining, NOW);

describe('what remains of a hold', () => {
  it('is what is named, in the order of the hold', () => {
    expect(decideKeep(held(), only(70, 15), NOW)).toEqual({ decision: 'keep', seats: [SEATS[0], SEATS[3]] });
  });

  it('is as it was when all is named', () => {
    expect(decideKeep(held(), only(17, 16, 15, 70), NOW)).toEqual({ decision: 'kept' });
  });

  it('may not be what it does not have, or has no more', () => {
    const missing = { decision: 'SEAT_NOT_FOUND', seatNos: [18, 1], sections: [] };
    expect(decideKeep(held(), only(15, 18, 1), NOW)).toEqual(missing);
  });

  it('of standing room is the first places of each area, which a repeat finds', () => {
    const all = held([...SEATS, ...PLACES]);
    const decided = decideKeep(all, { ...places(['Pit', 1], ['Back', 1]), seatNos: [16] }, NOW);
    expect(decided).toEqual({ decision: 'keep', seats: [SEATS[1], PLACES[0], PLACES[2]] });
    expect(decideKeep(held(PLACES), places(['Pit', 2], ['Back', 1]), NOW)).toEqual({ decision: 'kept' });
  });

  it.each([
    ['more places than it has', places(['Pit', 3]), ['Pit']],
    ['places of seats', places(['Floor', 1]), ['Floor']],
    ['places of nowhere', places(['Pit', 1], ['Roof', 1]), ['Roof']],
  ])('may not be %s', (_, remaining, sections) => {
    expect(decideKeep(held([...SEATS, ...PLACES]), remaining, NOW)).toEqual({
      decision: 'SEAT_NOT_FOUND',
      seatNos: [],
      sections,
    });
  });

  it('is never anything once its time is over', () => {
    expect(decideKeep(held(), only(15), UNTIL)).toEqual({ decision: 'settle' });
    expect(decide('EXPIRED')).toEqual({ decision: 'RESERVATION_EXPIRED' });
    expect(decideKeep(held(SEATS, { status: 'EXPIRED' }), only(15, 16, 17, 70), UNTIL).decision).toBe(
      'RESERVATION_EXPIRED',
    );
  });

  it.each(ended)('is nothing of one that is %s', (status) => {
    expect(decide(status)).toEqual({ decision: 'NOT_CHANGEABLE', status });
    expect(decide(status, only(15, 16, 17, 70))).toEqual({ decision: 'NOT_CHANGEABLE', status });
  });

  it.each(under)('is what it was of one that is %s, and a repeat is told so', (status) => {
    expect(decide(status)).toEqual({ decision: 'NOT_CHANGEABLE', status });
    expect(decide(status, only(1))).toEqual({ decision: 'NOT_CHANGEABLE', status });
    expect(decide(status, only(15, 16, 17, 70))).toEqual({ decision: 'kept' });
  });

  it('is always some of it, and asked for again is found as it is', () => {
    const all = [...SEATS, ...PLACES];
    const numbers = fc.subarray([15, 16, 17, 70]);
    const counts = fc.record({ Pit: fc.integer({ min: 0, max: 3 }), Back: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(numbers, counts, (seatNos, { Pit, Back }) => {
        const standing = [
          { section: 'Pit', count: Pit },
          { section: 'Back', count: Back },
        ].filter(({ count }) => count > 0);
        fc.pre(seatNos.length + standing.length > 0);
        const decided = decideKeep(held(all), { seatNos, standing }, NOW);
        expect(decided.decision === 'SEAT_NOT_FOUND').toBe(Pit > 2 || Back > 1);
        if (decided.decision !== 'keep') return;
        expect(decided.seats).toHaveLength(seatNos.length + Pit + Back);
        expect(decided.seats.every((seat) => all.includes(seat))).toBe(true);
        expect(decideKeep(held(decided.seats), { seatNos, standing }, NOW)).toEqual({ decision: 'kept' });
      }),
    );
  });
});

describe('giving up seats', () => {
  it('lets the amount shrink with them, and the hold go on to its own end', () => {
    const left = [...SEATS.slice(0, 2), ...PLACES.slice(0, 1)];
    const move = fewer(held([...SEATS, ...PLACES]), left, NOW + 5, 'request-2');
    expect(move).toEqual({
      from: 'PENDING',
      to: 'PENDING',
      at: NOW + 5,
      log: [held().log[0], { v: 2, type: 'SeatsGivenUp', at: NOW + 5, cause: 'journey request-2' }],
      keep: { seats: left, amount: 270_000 },
    });
  });

  it('again leaves only the newest in the log', () => {
    const once = fewer(held(), SEATS.slice(0, 3), NOW + 5, 'one');
    const { log } = fewer(
      { ...held(), ...once.keep, version: 2, log: once.log ?? [] },
      SEATS.slice(0, 1),
      NOW + 9,
      'two',
    );
    expect(log?.map(({ v, type }) => [v, type])).toEqual([
      [1, 'SeatReserved'],
      [3, 'SeatsGivenUp'],
    ]);
  });

  it('reads back the same, of whatever number of seats', () => {
    for (const count of [1, 2, 3, 4]) {
      const left = held(SEATS.slice(0, count));
      expect(keptOf(itemOf(left))).toEqual(left);
      expect('packed' in itemOf(left)).toBe(count > 1);
    }
  });

  it('ends a card payment that was begun for all of them: it cannot be completed any more', () => {
    const { intentId: _, ...left } = held(SEATS.slice(0, 1), { intentId: PAYMENT_ID });
    const { paidAt: _at, payingUntil: _until, ...begun } = cardPayment({ status: 'OPEN', amount: amountOf(SEATS) });
    expect(decideComplete(begun, held(SEATS, { intentId: PAYMENT_ID }), NOW)).toEqual({ decision: 'confirm' });
    expect(decideComplete(begun, left, NOW)).toEqual({ decision: 'RESERVATION_EXPIRED' });
  });
});
