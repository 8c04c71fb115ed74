// The rules of giving up some seats of a hold: what remains is named, so a repeat finds it done.
import type { ReservationStatus } from './contract.ts';
import { type HeldSeat, isOver, type Move, type Reservation } from './domain.ts';
import { logged } from './domain-log.ts';

/** What a buyer keeps of a hold: seats by number, and how many places of each section of standing room. */
export interface Remaining {
  readonly seatNos: readonly number[];
  readonly standing: readonly { readonly section: string; readonly count: number }[];
}

/**
 * - `keep`: give up all but these
 * - `kept`: it has no more than these, as an earlier request did it, or there was nothing to do
 * - `settle`: its time is over, which has to be written first
 * - `SEAT_NOT_FOUND`: it does not have these; `sections`: those with fewer places of standing room than that
 */
export type KeepDecision =
  | { readonly decision: 'keep'; readonly seats: readonly HeldSeat[] }
  | { readonly decision: 'kept' | 'settle' }
  | { readonly decision: 'RESERVATION_EXPIRED' }
  | { readonly decision: 'NOT_CHANGEABLE'; readonly status: ReservationStatus }
  | { readonly decision: 'SEAT_NOT_FOUND'; readonly seatNos: readonly number[]; readonly sections: readonly string[] };

/** @param remaining without a number or a section twice */
export function decideKeep(seen: Reservation, remaining: Remaining, now: number): KeepDecision {
  const { status } = seen;
  if (isOver(seen, now)) return { decision: 'settle' };
  switch (status) {
    case 'EXPIRED':
      return { decision: 'RESERVATION_EXPIRED' };
    case 'CANCELLED':
    case 'FAILED':
    case 'REFUNDED':
      return { decision: 'NOT_CHANGEABLE', status };
    case 'PENDING':
      return among(seen, remaining);
    case 'PAYING':
    case 'PAID':
    case 'CONFIRMED':
      return among(seen, remaining).decision === 'kept' ? { decision: 'kept' } : { decision: 'NOT_CHANGEABLE', status };
    default:
      return status satisfies never;
  }
}

/** Of the places of a section, which nobody can tell apart, the first ones are kept: a repeat comes to the same. */
function among({ seats }: Reservation, { seatNos, standing }: Remaining): KeepDecision {
  const places = (section: string) => seats.filter((seat) => seat.seatNo === undefined && seat.section === section);
  const missing = seatNos.filter((seatNo) => !seats.some((seat) => seat.seatNo === seatNo));
  const short = standing.filter(({ section, count }) => places(section).length < count);
  if (missing.length + short.length > 0) {
    return { decision: 'SEAT_NOT_FOUND', seatNos: missing, sections: short.map(({ section }) => section) };
  }
  const placesKept = new Set(standing.flatMap(({ section, count }) => places(section).slice(0, count)));
  const kept = seats.filter((seat) =>
    seat.seatNo === undefined ? placesKept.has(seat) : seatNos.includes(seat.seatNo),
  );
  return kept.length === seats.length ? { decision: 'kept' } : { decision: 'keep', seats: kept };
}

/** Some of its seats are given up. Not an event: what there is to tell of its seats, its end tells. */
export function fewer(
  seen: Reservation,
  seats: readonly HeldSeat[],
  at: number,
  causationId: string,
): Move & { readonly keep: Pick<Reservation, 'seats' | 'amount'> } {
  const amount = seats.reduce((sum, { price }) => sum + price, 0);
  const log = logged(seen, 'SeatsGivenUp', at, causationId);
  return { from: 'PENDING', to: 'PENDING', at, log, keep: { seats, amount } };
}
