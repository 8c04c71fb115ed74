// What one who comes back from a card's page is told: by the server's word of an own payment, and never by the address.
import type { PaymentView } from '../../../../functions/payments/contract.ts';
import { isAnswer } from '../../api/intent-keys.ts';

/**
 * - `known`: what became of it is shown where one goes on to
 * - `under-way`: the card is being charged
 * - `open`: the money was not asked for yet, as far as the server knows
 * - `not-paid`: nothing was taken, for good
 */
export type Verdict = 'known' | 'under-way' | 'open' | 'not-paid';

/** The page of a reservation shows a payment that is under way, the wallet's does not. */
export function verdictOf({ purpose, status }: Pick<PaymentView, 'purpose' | 'status'>): Verdict {
  switch (status) {
    case 'PROCESSING':
      return purpose === 'CHARGE' ? 'under-way' : 'known';
    case 'COMPLETED':
    case 'CANCELLING':
    case 'CANCELLED':
    case 'REFUNDED':
      return 'known';
    case 'REQUESTED':
      return 'open';
    case 'FAILED':
    case 'VOID':
      return 'not-paid';
    default:
      return status satisfies never;
  }
}

interface Seen {
  readonly payment: Pick<PaymentView, 'purpose' | 'status'> | undefined;
  readonly error: Error | null;
  /** How often it was asked for since the page was opened. */
  readonly asked: number;
}

const FIRST_MS = 1_000;
const GROWS = 1.5;
const SLOWEST_MS = 15_000;

/** Milliseconds until a payment is asked for again; false: it does not change by itself, or is none of this person's. */
export function paymentPaceMs({ payment, error, asked }: Seen): number | false {
  if (error && isAnswer(error)) return false;
  const verdict = payment && verdictOf(payment);
  if (verdict === 'known' || verdict === 'not-paid') return false;
  return Math.min(SLOWEST_MS, FIRST_MS * GROWS ** asked);
}
