// A card payment, and what the gateway says of it.
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import type { GatewayPayment, Order, Shop } from '../../../functions/payments/domain-settle.ts';

export const NOW = Date.parse('2025-07-13T10:00:00Z');
export const PAYMENT_ID = 'pay4k9ZtQ0aB1cD';
export const RESERVATION_ID = 'rsv_4k9ZtQ0aB1cE';
export const AMOUNT = 77_000;

export const shop: Shop = { storeId: 'store-1', live: true };

export const card = (more: Partial<CardPayment> = {}): CardPayment => ({
  paymentId: PAYMENT_ID,
  purpose: 'RESERVATION',
  userId: 'user-1',
  personId: 'person-1',
  reservationId: RESERVATION_ID,
  amount: AMOUNT,
  orderName: '공연 15번',
  channelKey: 'channel-key-1',
  status: 'OPEN',
  expiresAt: NOW + 180_000,
  createdAt: NOW - 10_000,
  updatedAt: NOW - 10_000,
  version: 1,
  cause: 'journey-1 request-1',
  log: [],
  ...more,
});

const { reservationId: _, ...unreserved } = card();

/** A charge of the wallet: it is for no reservation. */
export const charge = (more: Partial<CardPayment> = {}): CardPayment => ({ ...unreserved, purpose: 'CHARGE', ...more });

/** Asked for and not known yet. */
export const confirmed = (more: Partial<CardPayment> = {}): CardPayment =>
  card({ status: 'CONFIRMING', payingUntil: NOW + 60_000, txId: 'tx-1', version: 2, ...more });

export const order = (more: Partial<Order> = {}): Order => ({
  status: 'PENDING',
  amount: AMOUNT,
  expiresAt: NOW + 180_000,
  intentId: PAYMENT_ID,
  ...more,
});

export const theirs = (more: Partial<GatewayPayment> = {}): GatewayPayment => ({
  status: 'PAID',
  transactionId: 'tx-1',
  storeId: 'store-1',
  channelKey: 'channel-key-1',
  isTest: false,
  currency: 'KRW',
  total: AMOUNT,
  cancelled: 0,
  cancellations: [],
  paidAt: NOW - 1_000,
  failure: undefined,
  ...more,
});

export const cancellation = (
  status: 'REQUESTED' | 'SUCCEEDED' | 'FAILED',
  amount = AMOUNT,
): GatewayPayment['cancellations'][number] => ({ status, amount, requestedAt: NOW - 500, reason: 'CANCELLED' });

/** A paid payment as PortOne answers it. */
export const paidAnswer = (more: object = {}) => ({
  status: 'PAID',
  id: PAYMENT_ID,
  transactionId: 'tx-1',
  merchantId: 'merchant-1',
  storeId: 'store-1',
  method: { type: 'PaymentMethodCard', card: { number: '411111******1111', name: 'card-of-haneul' } },
  channel: { type: 'LIVE', id: 'c', key: 'channel-key-1', name: '카드', pgProvider: 'TOSSPAYMENTS', pgMerchantId: 'm' },
  version: 'V2',
  requestedAt: '2025-07-13T09:59:50Z',
  updatedAt: '2025-07-13T09:59:59Z',
  statusChangedAt: '2025-07-13T09:59:59Z',
  orderName: '공연 15번',
  amount: {
    total: AMOUNT,
    taxFree: 0,
    vat: 7_000,
    supply: 70_000,
    discount: 0,
    paid: AMOUNT,
    cancelled: 0,
    cancelledTaxFree: 0,
  },
  currency: 'KRW',
  customer: { name: '김하늘', email: 'haneul@example.com' },
  paidAt: '2025-07-13T09:59:59.123456789Z',
  pgResponse: '{"card":"card-of-haneul"}',
  disputes: [],
  somethingNew: true,
  ...more,
});
