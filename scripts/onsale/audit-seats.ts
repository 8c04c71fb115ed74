// Audits seats: what is sold is confirmed, once; what was held is free again. Pure.

import type { ReservationStatus } from '../../functions/reservations/contract.ts';
import type { SeatStatus } from '../../functions/seats/contract.ts';
import type { Taken } from '../../functions/seats/domain.ts';

/** Something that must not be: the rule it breaks, and what was found. */
export interface Violation {
  readonly rule: string;
  readonly found: string;
}

/** Makes the violations of one rule. */
export function ruleOf(rule: string): (found: string) => Violation {
  return (found) => ({ rule, found });
}

export interface ReservationFact {
  readonly reservationId: string;
  readonly userId: string;
  readonly status: ReservationStatus;
  readonly seatNos: readonly number[];
  readonly amount: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Until when the outcome of a card is awaited, if one was ever asked for. */
  readonly payingUntil?: number;
  /** Whether it was ever paid. */
  readonly paid: boolean;
  /** The payment by card that paid it, if one did. */
  readonly paidByCard?: string;
  /** What it says that was given back, in won; absent while it has not ended so. */
  readonly refundedAmount?: number;
}

/** Seats side by side in one row, of one grade. */
export interface RowFact {
  readonly from: number;
  readonly to: number;
}

export interface SeatFacts {
  /** From the layout. */
  readonly rows: readonly RowFact[];
  /** From people: reservations of seats side by side, and of how many. */
  readonly groups: readonly { readonly reservationId: string; readonly count: number }[];
  /** From the table: what each seat that is not free holds. */
  readonly taken: readonly { readonly seatNo: number; readonly value: Taken }[];
  /** From the API: what each seat of the date reads as. */
  readonly shown: readonly { readonly seatNo: number; readonly status: SeatStatus }[];
  readonly reservations: readonly ReservationFact[];
  /** From the API: what each person is told of the own reservations. */
  readonly told: readonly { readonly reservationId: string; readonly userId: string; readonly status: string }[];
  /** When the seats were read, epoch milliseconds. */
  readonly at: number;
}

export function auditSeats(facts: SeatFacts): Violation[] {
  return [
    ...soldIsConfirmed(facts),
    ...soldOnce(facts),
    ...cancelledIsFree(facts),
    ...holdsEnded(facts),
    ...groupsAreWhole(facts),
    ...shownIsTrue(facts),
    ...toldIsTrue(facts),
  ];
}

function confirmedOf({ reservations }: SeatFacts): readonly ReservationFact[] {
  return reservations.filter(({ status }) => status === 'CONFIRMED');
}

/** Invariant I1: sold seats are the seats of CONFIRMED reservations, one by one. */
function soldIsConfirmed(facts: SeatFacts): Violation[] {
  const violation = ruleOf('seats sold = seats of CONFIRMED reservations');
  const sold = facts.taken.filter(({ value }) => value.status === 'SOLD');
  const confirmed = confirmedOf(facts).flatMap(({ reservationId, seatNos }) =>
    seatNos.map((seatNo) => ({ seatNo, reservationId })),
  );
  const soldTo = new Map(sold.map(({ seatNo, value }) => [seatNo, value.holder]));
  const strays = sold.flatMap(({ seatNo, value }) =>
    confirmed.some((own) => own.seatNo === seatNo && own.reservationId === value.holder)
      ? []
      : [violation(`seat ${seatNo} is sold to ${value.holder}, which is no CONFIRMED reservation of that seat`)],
  );
  const missing = confirmed.flatMap(({ seatNo, reservationId }) => {
    const owner = soldTo.get(seatNo);
    if (owner === reservationId) return [];
    const is = owner === undefined ? 'not sold' : `sold to ${owner}`;
    return [violation(`seat ${seatNo} of CONFIRMED ${reservationId} is ${is}`)];
  });
  return [...strays, ...missing];
}

function soldOnce(facts: SeatFacts): Violation[] {
  const violation = ruleOf('no seat is sold twice');
  const owners = new Map<number, string[]>();
  for (const { reservationId, seatNos } of confirmedOf(facts)) {
    for (const seatNo of seatNos) owners.set(seatNo, [...(owners.get(seatNo) ?? []), reservationId]);
  }
  return [...owners].flatMap(([seatNo, ids]) =>
    ids.length > 1 ? [violation(`seat ${seatNo} has the CONFIRMED reservations ${ids.join(' and ')}`)] : [],
  );
}

/** Who got seats side by side has as many as they were told, in one row, without a gap. */
function groupsAreWhole({ groups, rows, reservations }: SeatFacts): Violation[] {
  const violation = ruleOf('no group is split');
  const byId = new Map(reservations.map((reservation) => [reservation.reservationId, reservation.seatNos]));
  return groups.flatMap(({ reservationId, count }) => {
    const seatNos = (byId.get(reservationId) ?? []).toSorted((a, b) => a - b);
    const [first = 0] = seatNos;
    const isGapless = seatNos.every((seatNo, i) => seatNo === first + i);
    const isInOneRow = rows.some(({ from, to }) => from <= first && first + count - 1 <= to);
    if (seatNos.length === count && isGapless && isInOneRow) return [];
    return [violation(`${reservationId} is of ${count} seats side by side, and has ${seatNos.join(', ') || 'none'}`)];
  });
}

/** Whoever cancels frees the seats before the answer, and does not leave them to the time of the hold. */
function cancelledIsFree({ taken, reservations }: SeatFacts): Violation[] {
  const violation = ruleOf('the seats of CANCELLED reservations are free');
  const cancelled = new Set(
    reservations.filter(({ status }) => status === 'CANCELLED').map(({ reservationId }) => reservationId),
  );
  return taken
    .filter(({ value }) => cancelled.has(value.holder))
    .map(({ seatNo, value }) => violation(`seat ${seatNo} is still ${value.status} of CANCELLED ${value.holder}`));
}

/** What a reservation that came to its end leaves with the seller: a cancelled one leaves its fee. */
export function keptOf({ status, amount, paid, refundedAmount = 0 }: ReservationFact): number {
  if (status === 'CONFIRMED') return amount;
  return status === 'CANCELLED' && paid ? amount - refundedAmount : 0;
}

/** Audited after the last hold's time and the time to settle, so nothing may be on its way any more. */
function holdsEnded({ taken, reservations, at }: SeatFacts): Violation[] {
  const violation = ruleOf('no hold outlives its time');
  const open = reservations.filter(({ status }) => status === 'PENDING' || status === 'PAID' || status === 'PAYING');
  const late = open.map(({ reservationId, status, expiresAt }) =>
    violation(`${reservationId} is still ${status}, ${seconds(at - expiresAt)} after its time`),
  );
  const running = taken.flatMap(({ seatNo, value }) =>
    value.status === 'HOLD' && value.untilMs > at
      ? [violation(`seat ${seatNo} is held for ${seconds(value.untilMs - at)} more by ${value.holder}`)]
      : [],
  );
  return [...late, ...running];
}

/** Requirement R3.3: a hold whose time is over reads AVAILABLE, whether or not any clean-up ran. */
function shownIsTrue({ taken, shown, at }: SeatFacts): Violation[] {
  const violation = ruleOf('the map shows what is so');
  const values = new Map(taken.map(({ seatNo, value }) => [seatNo, value]));
  const unknown = taken.filter(({ seatNo }) => !shown.some((seat) => seat.seatNo === seatNo));
  return [
    ...unknown.map(({ seatNo }) => violation(`seat ${seatNo} is taken, and not on the map`)),
    ...shown.flatMap(({ seatNo, status }) => {
      const value = values.get(seatNo);
      const lapsed = value?.status === 'HOLD' && value.untilMs <= at;
      const right = value === undefined || lapsed ? 'AVAILABLE' : value.status;
      if (status === right) return [];
      return [violation(`seat ${seatNo} reads ${status}, and ${lapsed ? 'its hold is over' : `is ${right}`}`)];
    }),
  ];
}

function toldIsTrue({ reservations, told }: SeatFacts): Violation[] {
  const violation = ruleOf('everybody is told the own reservations');
  const answers = new Map(told.map((answer) => [answer.reservationId, answer]));
  const wrong = reservations.flatMap(({ reservationId, userId, status }) => {
    const answer = answers.get(reservationId);
    if (answer?.status === status && answer.userId === userId) return [];
    return [violation(`${reservationId} of ${userId} is ${status}, and the API says ${answer?.status ?? 'nothing'}`)];
  });
  const known = new Set(reservations.map(({ reservationId }) => reservationId));
  const invented = told.filter(({ reservationId }) => !known.has(reservationId));
  return [
    ...wrong,
    ...invented.map(({ reservationId }) => violation(`${reservationId} is told, and not in the table`)),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
