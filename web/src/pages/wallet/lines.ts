// How a line of the wallet's history reads.
import type { HistoryLine } from '../../../../functions/wallet-history/contract.ts';

export interface Line {
  /** What it did to the balance; a failed attempt did nothing. */
  readonly sign: 1 | -1 | 0;
  readonly tone: 'good' | 'plain' | 'bad';
  /** Why, of the reasons that there are words for. */
  readonly reason?: Reason;
}

const REASONS = ['INSUFFICIENT_BALANCE', 'CANCELLED', 'SEAT_LOST'] as const;
type Reason = (typeof REASONS)[number] | 'OTHER';

/** A movement of the wallet, as people read it. */
export function readLine({ type, reason }: Pick<HistoryLine, 'type' | 'reason'>): Line {
  const why: Pick<Line, 'reason'> =
    reason === undefined ? {} : { reason: REASONS.find((known) => known === reason) ?? 'OTHER' };
  switch (type) {
    case 'CHARGE':
      return { sign: 1, tone: 'good', ...why };
    case 'REFUND':
      return { sign: 1, tone: 'good', ...why };
    case 'PAYMENT':
      return { sign: -1, tone: 'plain', ...why };
    case 'PAYMENT_FAILED':
    case 'CHARGE_FAILED':
      return { sign: 0, tone: 'bad', ...why };
    default:
      return type satisfies never;
  }
}

/** A line is the same one on every page: moved ones have a number, failed ones their time. */
export function lineKey({ walletVersion, type, at, id, reservationId }: HistoryLine): string {
  return walletVersion === undefined ? [type, at, id ?? reservationId ?? ''].join(' ') : String(walletVersion);
}
