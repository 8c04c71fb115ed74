// What somebody typed to find orders by: an e-mail address, a reservation or a payment.
import type { OrderSearch } from '../../api/organiser.ts';

/** @returns undefined for what is none of them */
export function searchOf(typed: string): OrderSearch | undefined {
  const text = typed.trim();
  if (/^\S+@\S+$/.test(text)) return { email: text };
  if (/^rsv_[0-9A-Za-z]+$/.test(text)) return { reservationId: text };
  // Of a card there is no line between: payment companies take letters and digits alone.
  return /^pay_?[0-9A-Za-z]+$/.test(text) ? { paymentId: text } : undefined;
}
