// The rules of paying: what a payment of a reservation comes to, decided before any money moves.
import type { Krw } from '../shared/money.ts';
import type { CardPayment } from './domain-card.ts';

/** What paying needs to know of a reservation. */
export interface Payable {
  readonly userId: string;
  readonly concertId: string;
  readonly status: string;
  readonly amount: Krw;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** What paid it, once paid; and the wallet line that did, or the version of the card payment. */
  readonly paymentId?: string;
  readonly walletVersion?: number;
  readonly paymentVersion?: number;
  /** Whether a short balance ends it. */
  readonly releaseIfShort?: true;
  /** Why the last payment failed. */
  readonly lastFailure?: string;
}

export interface PayCommand {
  readonly userId: string;
  /** The concert that the buyer's place in line is for. */
  readonly concertId: string;
  /** What the buyer believes it costs, if they said so. */
  readonly amount: Krw | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type Method = 'WALLET' | 'CARD';

/** Why a reservation cannot be paid now, by whatever method. */
export type Unpayable =
  | { readonly decision: 'AMOUNT_CHANGED'; readonly amount: Krw }
  | { readonly decision: 'ALREADY_PAID'; readonly method: Method; readonly paymentId: string }
  | { readonly decision: 'RESERVATION_NOT_FOUND' | 'OTHER_CONCERT' | 'RESERVATION_EXPIRED' | 'PAYMENT_IN_PROGRESS' };

/** `released`: a short balance has ended it before, and while it is short the answer is the same. */
export type PayDecision<R extends Payable> =
  | { readonly decision: 'pay' | 'INSUFFICIENT_BALANCE' | 'released'; readonly seen: R }
  | { readonly decision: 'answer-again'; readonly walletVersion: number }
  | Unpayable;

/** Why a payment failed whose wallet had too little. */
export const SHORT = 'INSUFFICIENT_BALANCE';

/** Whose it is comes first, then its time, and the balance last (410 before 400: data-model, "Pay from the wallet"). */
export function decidePay<R extends Payable>(seen: R | undefined, balance: Krw, command: PayCommand): PayDecision<R> {
  const known = theirs(seen, command);
  if (!('seen' in known)) return known;
  const { status, amount, walletVersion, releaseIfShort, lastFailure } = known.seen;
  // Who charged since then would be told that enough is too little: for them the hold is over.
  const isReleased = status === 'FAILED' && releaseIfShort && lastFailure === SHORT && balance < amount;
  if (isReleased) return { decision: 'released', seen: known.seen };
  const unpayable = reasonAgainst('WALLET', known.seen, command);
  if (unpayable) return unpayable;
  if (isPaid(known.seen) && walletVersion !== undefined) return { decision: 'answer-again', walletVersion };
  return { decision: balance < amount ? 'INSUFFICIENT_BALANCE' : 'pay', seen: known.seen };
}

/** `same`: its checkout was begun already and may still be done. */
export type CardDecision<R extends Payable> =
  | { readonly decision: 'begin'; readonly seen: R }
  | { readonly decision: 'same'; readonly open: CardPayment }
  | Unpayable;

/** @param newest the card payment that the reservation names, if it names one */
export function decidePayByCard<R extends Payable>(
  seen: R | undefined,
  newest: CardPayment | undefined,
  command: PayCommand,
): CardDecision<R> {
  const known = theirs(seen, command);
  if (!('seen' in known)) return known;
  const unpayable = reasonAgainst('CARD', known.seen, command);
  if (unpayable) return unpayable;
  const isLive = newest?.status === 'OPEN' && newest.expiresAt > command.now;
  return isLive ? { decision: 'same', open: newest } : { decision: 'begin', seen: known.seen };
}

/** A reservation of that person, for the concert of their place in line. */
function theirs<R extends Payable>(seen: R | undefined, { userId, concertId }: PayCommand) {
  if (seen === undefined || seen.userId !== userId) return { decision: 'RESERVATION_NOT_FOUND' } as const;
  return seen.concertId === concertId ? { seen } : ({ decision: 'OTHER_CONCERT' } as const);
}

const isPaid = ({ status }: Payable): boolean => status === 'PAID' || status === 'CONFIRMED';

/** Undefined when it can be paid so, or was: who paid from the wallet may ask again. */
function reasonAgainst(method: Method, seen: Payable, { amount, now }: PayCommand): Unpayable | undefined {
  const { status, expiresAt, paymentId = '', paymentVersion } = seen;
  if (status === 'PAYING') return { decision: 'PAYMENT_IN_PROGRESS' };
  const paidBy = paymentVersion === undefined ? 'WALLET' : 'CARD';
  if (isPaid(seen) && (method === 'CARD' || paidBy === 'CARD')) {
    return { decision: 'ALREADY_PAID', method: paidBy, paymentId };
  }
  const isLive = status === 'PENDING' && expiresAt > now;
  if (!isLive && !isPaid(seen)) return { decision: 'RESERVATION_EXPIRED' };
  const isOther = amount !== undefined && amount !== seen.amount;
  return isOther ? { decision: 'AMOUNT_CHANGED', amount: seen.amount } : undefined;
}

/** The most characters of an order's name. */
const NAME_CHARACTERS = 40;

/**
 * What the buyer reads at the checkout and in the card's statement, e.g. `공연 15번 외 1석`, and in standing room, where
 * nobody has a number, `공연 스탠딩 2매`; a long name is cut.
 */
export function orderNameOf(concert: string, seats: readonly { readonly seatNo?: number }[]): string {
  const numbered = seats.find(({ seatNo }) => seatNo !== undefined);
  const others = seats.length > 1 ? ` 외 ${seats.length - 1}석` : '';
  const what = numbered ? `${numbered.seatNo}번${others}` : `스탠딩 ${seats.length}매`;
  const name = [...concert].slice(0, NAME_CHARACTERS - what.length - 1).join('');
  return `${name.trim()} ${what}`.trim();
}

/** What became of a reservation's payment. */
export interface PaymentState {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'REFUNDED';
  readonly reason?: string;
}

/** What the reservation tells of its payment, by whatever method; undefined when none was tried. */
export function paymentOf(reservation: {
  readonly status: string;
  readonly paymentId?: string;
  readonly lastFailure?: string;
}): PaymentState | undefined {
  const { status, paymentId, lastFailure } = reservation;
  if (paymentId === undefined) return lastFailure === undefined ? undefined : { status: 'FAILED', reason: lastFailure };
  if (status === 'REFUNDED') return { status: 'REFUNDED', reason: 'SEAT_LOST' };
  return { status: status === 'CANCELLED' ? 'CANCELLED' : 'COMPLETED' };
}
