// The states of a reservation: how it begins, what each step sets, how it ends, what repeated requests are told.
import { describe, expect, it } from 'vitest';
import {
  confirmed,
  decideRepeat,
  decideSettle,
  expired,
  failed,
  hasEnded,
  holdUntil,
  paid,
  paymentFailed,
  pending,
  type Reservation,
  refunded,
  type Tombstone,
} from '../../../functions/reservations/domain.ts';
import { journeyOf } from '../../../functions/reservations/domain-log.ts';
import { decideWatch } from '../../../functions/reservations/domain-watch.ts';
import { causeOf } from '../../../functions/shared/outbox.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const held = heldReservation();
const withStatus = (status: Reservation['status']): Reservation => ({ ...held, status });
const ENDS = ['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'] as const;
const tombstone: Tombstone = { reservationId: held.reservationId, tombstone: true, status: 'EXPIRED' };

describe('a hold', () => {
  it('ends on a whole second, never before its time', () => {
    expect(holdUntil(1_700_000_000_001, 300)).toBe(1_700_000_301_000);
    expect(holdUntil(1_700_000_000_000, 300)).toBe(1_700_000_300_000);
    expect(holdUntil(1_700_000_000_999, 2)).toBe(1_700_000_003_000);
  });

  it('begins pending, with the sum of its seats and the event SeatReserved', () => {
    const cause = { correlationId: 'journey', causationId: 'request' };
    const { seats, ...asked } = held;
    const [first] = seats;
    const two = first ? [first, { ...first, seatNo: 16, at: '0.0.G', price: 50_000 }] : [];
    const begun = pending({ ...asked, seats: two }, { expiresAt: UNTIL, now: NOW, cause });
    expect(begun).toEqual({
      ...held,
      seats: two,
      amount: 150_000,
      log: [{ v: 1, type: 'SeatReserved', at: NOW, cause: 'journey request' }],
    });
  });

  it('remembers that a short balance ends it, only where that is so', () => {
    const hold = { expiresAt: UNTIL, now: NOW, cause: { correlationId: 'journey', causationId: 'request' } };
    expect(pending({ ...held, releaseIfShort: true }, hold)).toEqual({ ...held, releaseIfShort: true });
    expect(pending(held, hold)).not.toHaveProperty('releaseIfShort');
  });
});

describe('a step', () => {
  it('expires a pending one, as ReservationFailed in the journey of its buyer', () => {
    const move = expired(held, UNTIL, 'thief');
    expect(move).toMatchObject({ from: 'PENDING', to: 'EXPIRED', at: UNTIL });
    expect(move.log?.map(({ v, type }) => [v, type])).toEqual([
      [1, 'SeatReserved'],
      [2, 'ReservationFailed'],
    ]);
    expect(move.log?.[1] && causeOf(move.log[1])).toEqual({ correlationId: 'journey', causationId: 'thief' });
  });

  it('pays without an event, as the wallet’s line is the event', () => {
    expect(paid(NOW, { paymentId: 'pay_1', walletVersion: 3 })).toEqual({
      from: 'PENDING',
      to: 'PAID',
      at: NOW,
      set: { paymentId: 'pay_1', walletVersion: 3, paidAt: NOW },
    });
  });

  it('records a refused payment and leaves the hold as it is', () => {
    const move = paymentFailed(held, NOW, 'INSUFFICIENT_BALANCE', 'request');
    expect(move).toMatchObject({ from: 'PENDING', to: 'PENDING', set: { lastFailure: 'INSUFFICIENT_BALANCE' } });
    expect(move.log?.at(-1)).toMatchObject({ v: 2, type: 'PaymentFailed', reason: 'INSUFFICIENT_BALANCE' });
  });

  it('ends a hold by a short balance with both events in one step, where the concert wants that', () => {
    const move = failed(held, NOW, 'INSUFFICIENT_BALANCE', 'request-2');
    expect(move).toMatchObject({
      from: 'PENDING',
      to: 'FAILED',
      at: NOW,
      set: { lastFailure: 'INSUFFICIENT_BALANCE' },
    });
    expect(move.log).toEqual([
      ...held.log,
      { v: 2, type: 'PaymentFailed', at: NOW, cause: 'journey request-2', reason: 'INSUFFICIENT_BALANCE' },
      { v: 2, type: 'ReservationFailed', at: NOW, cause: 'journey request-2' },
    ]);
  });

  it('stays in the journey that it began in, whoever asks for it', () => {
    expect(journeyOf(held, 'request-9')).toEqual({ correlationId: 'journey', causationId: 'request-9' });
  });

  it('confirms or refunds a paid one', () => {
    const seen = { ...withStatus('PAID'), version: 2 };
    expect(confirmed(seen, NOW, 'event')).toMatchObject({ from: 'PAID', to: 'CONFIRMED', set: { confirmedAt: NOW } });
    expect(confirmed(seen, NOW, 'event').log?.at(-1)).toMatchObject({ v: 3, type: 'ReservationCompleted' });
    expect(refunded(seen, NOW, 5, 'event')).toMatchObject({
      from: 'PAID',
      to: 'REFUNDED',
      set: { refundedAmount: 100_000, refundVersion: 5 },
    });
    expect(refunded(seen, NOW, 5, 'event').log?.at(-1)).toMatchObject({ v: 3, type: 'ReservationFailed' });
  });
});

describe('settling', () => {
  it('ends a pending one from the very second its time is over', () => {
    expect(decideSettle(held, UNTIL - 1, 'x')).toEqual({ decision: 'lives', reservation: held });
    expect(decideSettle(held, UNTIL, 'x')).toMatchObject({ decision: 'expire', seen: held, move: { to: 'EXPIRED' } });
  });

  it('entombs one that nobody wrote yet, so that a slow owner cannot', () => {
    expect(decideSettle(undefined, NOW, 'x')).toEqual({ decision: 'entomb' });
  });

  it('finds ended ones and tombstones ended', () => {
    for (const kept of [...ENDS.map(withStatus), tombstone]) {
      expect(hasEnded(kept)).toBe(true);
      expect(decideSettle(kept, UNTIL, 'x')).toEqual({ decision: 'ended' });
    }
  });

  it('never ends one that is being paid, is paid or confirmed, however late it is', () => {
    for (const status of ['PAYING', 'PAID', 'CONFIRMED'] as const) {
      expect(decideSettle(withStatus(status), UNTIL + 86_400_000, 'x').decision).toBe('lives');
    }
  });
});

describe('a request whose reservation is there already', () => {
  const again = { userId: held.userId, requestHash: held.requestHash };

  it('gets the living reservation', () => {
    for (const status of ['PENDING', 'PAYING', 'PAID', 'CONFIRMED'] as const) {
      expect(decideRepeat(withStatus(status), again, NOW)).toMatchObject({
        decision: 'answer',
        reservation: { status },
      });
    }
  });

  it('is refused when the key came with another request or another account', () => {
    expect(decideRepeat(held, { ...again, requestHash: 'other' }, NOW).decision).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(decideRepeat(held, { ...again, userId: 'other' }, NOW).decision).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('is told that its time is over', () => {
    expect(decideRepeat(held, again, UNTIL)).toEqual({ decision: 'settle' });
    for (const status of ENDS)
      expect(decideRepeat(withStatus(status), again, NOW).decision).toBe('RESERVATION_EXPIRED');
    expect(decideRepeat(tombstone, again, NOW)).toEqual({ decision: 'RESERVATION_EXPIRED' });
  });

  it('is refused as before when its claim was given back', () => {
    const refusal = { code: 'LIMIT_REACHED', fields: { limit: 4 } };
    const given = { ...tombstone, status: 'FAILED' as const, requestHash: held.requestHash, refusal };
    expect(decideRepeat(given, again, NOW)).toEqual({ decision: 'refuse-again', refusal });
    expect(decideRepeat(given, { ...again, requestHash: 'other' }, NOW).decision).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('the timer of a hold', () => {
  it('comes back a second after its end, in steps of at most 15 minutes', () => {
    expect(decideWatch(held, UNTIL - 300_000)).toEqual({ act: 'nothing', againInSeconds: 301 });
    expect(decideWatch(held, UNTIL - 1)).toEqual({ act: 'nothing', againInSeconds: 2 });
    expect(decideWatch(held, UNTIL - 3_600_000)).toEqual({ act: 'nothing', againInSeconds: 900 });
  });

  it('ends a pending one when its time is over, and looks again within a minute in case that it lived', () => {
    expect(decideWatch(held, UNTIL)).toEqual({ act: 'settle', againInSeconds: 60 });
  });

  it('asks again for the confirmation of a paid one, every minute', () => {
    expect(decideWatch(withStatus('PAID'), UNTIL - 10_000)).toEqual({ act: 'nothing', againInSeconds: 11 });
    expect(decideWatch(withStatus('PAID'), UNTIL)).toEqual({ act: 'confirm', againInSeconds: 60 });
  });

  it('asks what became of a card payment once its time to be approved is over as well, every minute', () => {
    const paying = (payingUntil: number) => ({ ...withStatus('PAYING'), payingUntil });
    expect(decideWatch(paying(UNTIL - 5_000), UNTIL - 1)).toEqual({ act: 'nothing', againInSeconds: 2 });
    expect(decideWatch(paying(UNTIL - 5_000), UNTIL)).toEqual({ act: 'inquire', againInSeconds: 60 });
    expect(decideWatch(paying(UNTIL + 30_000), UNTIL)).toEqual({ act: 'nothing', againInSeconds: 31 });
    expect(decideWatch(paying(UNTIL + 30_000), UNTIL + 29_999)).toEqual({ act: 'nothing', againInSeconds: 2 });
    expect(decideWatch(paying(UNTIL + 30_000), UNTIL + 30_000)).toEqual({ act: 'inquire', againInSeconds: 60 });
    expect(decideWatch(paying(UNTIL + 30_000), UNTIL + 270_000)).toEqual({ act: 'inquire', againInSeconds: 240 });
  });

  it('comes back to what stays unconfirmed ever more seldom, and never later than a message can wait', () => {
    const again = (minutes: number) => decideWatch(withStatus('PAID'), UNTIL + minutes * 60_000);
    expect([1, 2, 4, 8, 15, 16, 999].map((minutes) => again(minutes).againInSeconds)).toEqual([
      60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  it('is done when the reservation is confirmed, has ended or is gone', () => {
    const done = { act: 'nothing' };
    for (const status of ['CONFIRMED', ...ENDS] as const) expect(decideWatch(withStatus(status), UNTIL)).toEqual(done);
    expect(decideWatch(tombstone, UNTIL)).toEqual(done);
    expect(decideWatch(undefined, UNTIL)).toEqual(done);
  });
});
