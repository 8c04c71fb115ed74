// In which part of "my tickets" a reservation is, and which word it has there.
import type { ReservationStatus, ReservationView } from '../../../../functions/reservations/contract.ts';
import { isCardId } from '../../../../functions/shared/ids.ts';

/** `open`: to be paid, or on its way to a ticket. */
export type Group = 'open' | 'tickets' | 'past';

/**
 * @param endAt when its date ends, in ISO 8601; until that is known, a ticket is one
 * @param now epoch ms by the server's clock
 */
export function groupOf(
  { status, reservedUntil }: Pick<ReservationView, 'status' | 'reservedUntil'>,
  endAt: string | undefined,
  now: number,
): Group {
  switch (status) {
    case 'PENDING':
      return Date.parse(reservedUntil) > now ? 'open' : 'past';
    case 'PAYING':
    case 'PAID':
      return 'open';
    case 'CONFIRMED':
      return endAt !== undefined && Date.parse(endAt) <= now ? 'past' : 'tickets';
    case 'CANCELLED':
    case 'EXPIRED':
    case 'FAILED':
    case 'REFUNDED':
      return 'past';
    default:
      return status satisfies never;
  }
}

export interface Word {
  readonly word: ReservationStatus | 'LET_GO' | 'OVER';
  readonly tone?: 'good' | 'warn' | 'bad' | 'brand';
}

/** What its badge says. */
export function badgeOf({ status, paymentId }: Pick<ReservationView, 'status' | 'paymentId'>, group: Group): Word {
  switch (status) {
    // Over by the clock: the server will say so.
    case 'PENDING':
      return group === 'open' ? { word: 'PENDING', tone: 'warn' } : { word: 'EXPIRED' };
    case 'PAYING':
    case 'PAID':
      return { word: status, tone: 'brand' };
    case 'CONFIRMED':
      return group === 'tickets' ? { word: 'CONFIRMED', tone: 'good' } : { word: 'OVER' };
    case 'CANCELLED':
      return { word: paymentId === undefined ? 'LET_GO' : 'CANCELLED' };
    case 'EXPIRED':
    case 'REFUNDED':
      return { word: status };
    case 'FAILED':
      return { word: status, tone: 'bad' };
    default:
      return status satisfies never;
  }
}

/** Whether a card paid it: then its money goes back to that card. */
export const isByCard = ({ paymentId }: Pick<ReservationView, 'paymentId'>): boolean =>
  paymentId !== undefined && isCardId(paymentId);

type Row = Pick<ReservationView['seats'][number], 'section' | 'row'>;

/** Where its seats are, each row once, in their order. */
export function rowsOf(seats: readonly Row[]): Row[] {
  return [...new Map(seats.map(({ section, row }) => [JSON.stringify([section, row]), { section, row }])).values()];
}
