// The events that card payments carry: what a change added to their log.
import { type Published, published } from '../shared/event.ts';
import { added, type Change, causeOf, type LogEntry } from '../shared/outbox.ts';
import { events as wallet } from '../wallet/contract.ts';
import { events } from './contract.ts';
import type { CardPayment } from './domain-card.ts';
import { cardOf } from './keys.ts';

/** What a change of the payments table tells the world. @throws when a log entry cannot be told */
export function eventsOf({ old, now }: Change): Published[] {
  if (now?.sk !== 'PAYMENT') return [];
  const payment = cardOf(now);
  return added(payment.log, old && cardOf(old).log).flatMap((entry) => eventOf(payment, entry));
}

function eventOf(payment: CardPayment, entry: LogEntry): Published[] {
  const { paymentId, reservationId, userId, amount, reason, refundAmount, refundedAmount = 0 } = payment;
  const head = { id: `payment/${paymentId}/${entry.v}/${entry.type}`, at: entry.at, cause: causeOf(entry) };
  const ids = { paymentId, reservationId: reservationId ?? '', userId };
  const why = entry.reason ?? reason?.code ?? 'UNKNOWN';
  switch (entry.type) {
    case 'PaymentCompleted':
      return [published(events.PaymentCompleted, head, { ...ids, method: 'CARD', amount })];
    case 'RefundRequested': {
      const asked = { paymentId, userId, amount: refundAmount ?? amount, reason: why };
      const order = reservationId === undefined ? {} : { reservationId };
      return [published(events.RefundRequested, head, { ...asked, ...order })];
    }
    case 'PaymentRefunded':
      if (refundedAmount === 0) return [];
      return [published(events.PaymentRefunded, head, { ...ids, amount: refundedAmount, reason: why })];
    case 'ChargeFailed':
      return [published(wallet.ChargeFailed, head, { walletId: userId, userId, amount, reason: why })];
    default:
      throw new Error(`a payment cannot tell of ${entry.type}`);
  }
}
