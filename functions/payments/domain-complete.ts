// What the last gate before the money says of a card payment.
import type { CardPayment, Reason } from './domain-card.ts';

/** What the last gate needs to know of a reservation. */
export interface Payable {
  readonly status: string;
  readonly expiresAt: number;
  readonly intentId?: string;
}

/**
 * - `confirm`: the money may be asked for
 * - `answer`: it was asked for before, and the payment says what came of it
 */
export type CompleteDecision =
  | { readonly decision: 'confirm' | 'answer' }
  | { readonly decision: 'PAYMENT_DECLINED'; readonly reason: Reason }
  | { readonly decision: 'RESERVATION_EXPIRED' | 'PAYMENT_EXPIRED' | 'ALREADY_PAID' | 'PAYMENT_IN_PROGRESS' };

/** Whether a payment of a reservation may go on. @param order undefined when it is gone */
export function decideComplete(seen: CardPayment, order: Payable | undefined, now: number): CompleteDecision {
  switch (seen.status) {
    case 'CONFIRMING':
    case 'APPLIED':
    case 'CANCELLING':
    case 'CANCELLED':
      return { decision: 'answer' };
    case 'FAILED':
      return { decision: 'PAYMENT_DECLINED', reason: seen.reason ?? { code: 'DECLINED' } };
    case 'OPEN':
    case 'VOID':
      break;
    default:
      return seen.status satisfies never;
  }
  if (seen.purpose === 'CHARGE') {
    return { decision: seen.status === 'OPEN' && seen.expiresAt > now ? 'confirm' : 'PAYMENT_EXPIRED' };
  }
  switch (order?.status) {
    case 'PAID':
    case 'CONFIRMED':
      return { decision: 'ALREADY_PAID' };
    case 'PAYING':
      return { decision: 'PAYMENT_IN_PROGRESS' };
    case 'PENDING': {
      const isLive = order.expiresAt > now && order.intentId === seen.paymentId && seen.status === 'OPEN';
      return { decision: isLive ? 'confirm' : 'RESERVATION_EXPIRED' };
    }
    default:
      return { decision: 'RESERVATION_EXPIRED' };
  }
}
