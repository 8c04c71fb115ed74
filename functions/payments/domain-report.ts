// A day's card payments, ours against the gateway's: what each says was taken and went back (requirements R4, I3).
import type { Krw } from '../shared/money.ts';
import type { CardPayment } from './domain-card.ts';
import type { GatewayPayment } from './domain-settle.ts';

/** A payment as one side has it: its whole state, not only what happened on the day. */
export interface Side {
  readonly status: string;
  /** What was taken, and what of it went back, in won. */
  readonly captured: Krw;
  readonly returned: Krw;
}

/** What a side says of a payment that it does not know. */
const UNKNOWN: Side = { status: 'UNKNOWN', captured: 0, returned: 0 };

export function oursOf(payment: CardPayment | undefined): Side {
  if (!payment) return UNKNOWN;
  const { status, amount, reason, refundAmount, refundedAmount = 0 } = payment;
  switch (status) {
    case 'OPEN':
    case 'CONFIRMING':
    case 'FAILED':
    case 'VOID':
      return { status, captured: 0, returned: 0 };
    case 'APPLIED':
      return { status, captured: amount, returned: 0 };
    case 'CANCELLING':
    case 'CANCELLED': {
      // Of a cancelled ticket only the refund is asked for. In all other cases whatever was taken is to go back, which
      // is another amount than ours when that is what was wrong with it.
      const captured = reason?.code === 'CANCELLED' ? amount : (refundAmount ?? refundedAmount);
      return { status, captured, returned: status === 'CANCELLED' ? refundedAmount : 0 };
    }
    default:
      return status satisfies never;
  }
}

/** A payment at the gateway; undefined when it knows none. Of one that cannot be read nothing can be said. */
export type Theirs = GatewayPayment | 'unreadable' | undefined;

export function theirsOf(payment: Theirs): Side {
  if (!payment || payment === 'unreadable') return UNKNOWN;
  const { status, total, cancelled } = payment;
  switch (status) {
    case 'READY':
    case 'PENDING':
    case 'FAILED':
      return { status, captured: 0, returned: 0 };
    case 'PAID':
    case 'PARTIAL_CANCELLED':
    case 'CANCELLED':
      return { status, captured: total, returned: cancelled };
    default:
      return status satisfies never;
  }
}

/** For so long what the gateway has done may be on its way to us. */
const UNDER_WAY_MS = 3_600_000;

/** `under-way`: the gateway is ahead, and we are about to see it. */
export type Comparison = 'same' | 'under-way' | 'different';

export function compare(ours: CardPayment | undefined, theirs: Theirs, now: number): Comparison {
  if (theirs === 'unreadable') return 'different';
  const [a, b] = [oursOf(ours), theirsOf(theirs)];
  if (a.captured === b.captured && a.returned === b.returned) return 'same';
  const isAhead = b.captured >= a.captured && b.returned >= a.returned;
  if (!ours || !isAhead) return 'different';
  const since = waitsSince(ours, theirs);
  return since !== undefined && now - since < UNDER_WAY_MS ? 'under-way' : 'different';
}

/** Since when what the gateway has done may have been there to be seen; undefined when nothing is awaited. */
function waitsSince(
  { status, updatedAt, refundSince }: CardPayment,
  theirs: GatewayPayment | undefined,
): number | undefined {
  if (status === 'CONFIRMING') return theirs?.paidAt ?? updatedAt;
  return status === 'CANCELLING' ? (refundSince ?? updatedAt) : undefined;
}

export interface Difference {
  readonly paymentId: string;
  readonly ours: Side;
  readonly theirs: Side;
}

export interface Sums {
  readonly captured: Krw;
  readonly returned: Krw;
}

/** How a day compares, as it is kept. */
export interface Report {
  /** The day in Seoul, yyyy-MM-dd. */
  readonly date: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly payments: number;
  readonly ours: Sums;
  readonly theirs: Sums;
  /** How many payments differ, and the first of them. */
  readonly differences: number;
  readonly different: readonly Difference[];
}

/** How many differences are named; the rest is counted. */
export const NAMED = 100;

/** A payment that was compared. */
export interface Compared extends Difference {
  readonly comparison: Comparison;
}

/** @param compared each payment once */
export function reported(compared: readonly Compared[]): Omit<Report, 'date' | 'startedAt' | 'finishedAt'> {
  const different = compared
    .filter(({ comparison }) => comparison === 'different')
    .map(({ paymentId, ours, theirs }) => ({ paymentId, ours, theirs }));
  return {
    payments: compared.length,
    ours: summed(compared.map(({ ours }) => ours)),
    theirs: summed(compared.map(({ theirs }) => theirs)),
    differences: different.length,
    different: different.slice(0, NAMED),
  };
}

function summed(sides: readonly Side[]): Sums {
  return {
    captured: sides.reduce((sum, { captured }) => sum + captured, 0),
    returned: sides.reduce((sum, { returned }) => sum + returned, 0),
  };
}

/** Where a report is among the others: `<day in Seoul>#<startedAt>`. */
export function reportMark({ date, startedAt }: Pick<Report, 'date' | 'startedAt'>): string {
  return `${date}#${String(startedAt).padStart(13, '0')}`;
}

export const REPORT_CURSOR = /^\d{4}-\d\d-\d\d#\d{13}$/;

/** How long a payment may be on its way: an answer, or a refund that the gateway took on. */
const OVERDUE_MS = 30 * 60_000;

/** Whether a payment that is not settled has to be looked at: one that may still be completed has not. */
export function needsLook({ status, expiresAt }: Pick<CardPayment, 'status' | 'expiresAt'>, now: number): boolean {
  return status === 'OPEN' ? expiresAt <= now : true;
}

/** Whether it takes too long. One that waits for an operator is told of as that. */
export function isOverdue(payment: CardPayment, now: number): boolean {
  const { status, updatedAt, refundSince = updatedAt, task } = payment;
  if (status === 'CONFIRMING') return now - updatedAt > OVERDUE_MS;
  return status === 'CANCELLING' && task === undefined && now - refundSince > OVERDUE_MS;
}
