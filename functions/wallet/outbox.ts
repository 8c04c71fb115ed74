// The events that wallet lines carry: a line's insert is its event.
import { events as payments } from '../payments/contract.ts';
import { type Published, published, unpackCause } from '../shared/event.ts';
import type { Change } from '../shared/outbox.ts';
import { events } from './contract.ts';
import type { Line } from './domain.ts';

type LineItem = Line & { readonly sk: string; readonly userId: string; readonly cause: string };

/** What a change of the wallet table tells the world. @throws when a line cannot be told */
export function eventsOf({ old, now }: Change): Published[] {
  if (old || !String(now?.sk).startsWith('LINE#')) return [];
  const line = now as unknown as LineItem;
  const { userId, amount, balanceAfter } = line;
  const walletId = userId;
  const head = { id: `wallet/${userId}/${line.walletVersion}`, at: line.at, cause: unpackCause(line.cause) };
  const payment = {
    paymentId: line.id,
    reservationId: line.reservationId ?? '',
    userId,
    walletId,
    amount,
    balanceAfter,
  };
  switch (line.type) {
    case 'CHARGE':
      return [published(events.ChargeCompleted, head, { walletId, userId, amount, balanceAfter })];
    case 'PAYMENT':
      return [published(payments.PaymentCompleted, head, { ...payment, method: 'WALLET' })];
    case 'REFUND':
      // The only reason there was when lines did not name one.
      return [published(payments.PaymentRefunded, head, { ...payment, reason: line.reason ?? 'SEAT_LOST' })];
    default:
      throw new Error(`a wallet line cannot be a ${line.type satisfies never}`);
  }
}
