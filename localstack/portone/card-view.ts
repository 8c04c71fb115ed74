// How PortOne shows a card payment: the types of its SDK, and the filter of its list. Pure.
import type { PgProvider, SelectedChannel } from '@portone/server-sdk/common';
import type {
  CancelledPayment,
  FailedPayment,
  PaidPayment,
  PartialCancelledPayment,
  PaymentAmount,
  PaymentCancellation,
  PaymentMethod,
  ReadyPayment,
} from '@portone/server-sdk/payment';
import { CARD_PG_PROVIDER, STORE_ID } from './account.ts';
import type { Book } from './books.ts';
import { type Attempt, type Cancellation, type Card, paidOf, returnedOf, returningOf, shownOf } from './cards.ts';

export type ShownPayment = ReadyPayment | PaidPayment | FailedPayment | PartialCancelledPayment | CancelledPayment;

const iso = (at: number) => new Date(at).toISOString();

const VAT_PARTS = 11;

function amountOf(card: Card, { total, state }: Attempt): PaymentAmount {
  const vat = Math.round(total / VAT_PARTS);
  return {
    total,
    taxFree: 0,
    vat,
    supply: total - vat,
    discount: 0,
    paid: state === 'PAID' ? total : 0,
    cancelled: returnedOf(card),
    cancelledTaxFree: 0,
  };
}

const channelOf = (key: string): SelectedChannel => ({
  type: 'TEST',
  id: 'channel-id-onsale-local-card',
  key,
  name: '카드 (local stand-in)',
  pgProvider: CARD_PG_PROVIDER satisfies PgProvider,
  pgMerchantId: 'onsale-local',
});

/** A number that is no card's: the stand-in never sees one. */
const CARD: PaymentMethod = {
  type: 'PaymentMethodCard',
  card: { brand: 'LOCAL', type: 'CREDIT', ownerType: 'PERSONAL', number: '000000******0000', name: '연습카드' },
  approvalNumber: '00000000',
  installment: { month: 0, isInterestFree: false },
  pointUsed: false,
};

export function cancellationView({
  id,
  status,
  amount,
  reason,
  trigger,
  requestedAt,
  endedAt,
}: Cancellation): PaymentCancellation {
  return {
    status,
    id,
    ...(status === 'SUCCEEDED' ? { pgCancellationId: `stand-in-${id}` } : {}),
    totalAmount: amount,
    taxFreeAmount: 0,
    vatAmount: Math.round(amount / VAT_PARTS),
    reason,
    requestedAt: iso(requestedAt),
    ...(status === 'SUCCEEDED' && endedAt !== undefined ? { cancelledAt: iso(endedAt) } : {}),
    trigger,
  };
}

export const pgTxIdOf = (txId: string): string => `stand-in-pg-${txId}`;

/** What a payment is shown as; undefined when no window was ever opened for it. */
export function viewOf(card: Card): ShownPayment | undefined {
  const attempt = shownOf(card);
  if (!attempt) return undefined;
  const changedAt = changedAtOf(card, attempt);
  const common = {
    id: card.paymentId,
    transactionId: attempt.txId,
    merchantId: 'merchant-onsale-local',
    storeId: STORE_ID,
    channel: channelOf(attempt.channelKey),
    version: 'V2' as const,
    requestedAt: iso(attempt.requestedAt),
    updatedAt: iso(changedAt),
    statusChangedAt: iso(changedAt),
    orderName: attempt.orderName,
    amount: amountOf(card, attempt),
    currency: attempt.currency,
    customer: {},
  };
  const { state, failure, endedAt = attempt.requestedAt } = attempt;
  if (state === 'FAILED') return { ...common, status: 'FAILED', failedAt: iso(endedAt), failure: failure ?? {} };
  if (state !== 'PAID') return { ...common, status: 'READY' };
  const cancellations = card.cancellations.map(cancellationView);
  const paid = { ...common, method: CARD, paidAt: iso(endedAt), pgTxId: pgTxIdOf(attempt.txId), cancellations };
  if (returnedOf(card) === 0) {
    const { cancellations: asked, ...rest } = paid;
    return { ...rest, status: 'PAID', disputes: [], ...(asked.length > 0 ? { cancellations: asked } : {}) };
  }
  const status = returnedOf(card) < attempt.total ? 'PARTIAL_CANCELLED' : 'CANCELLED';
  return { ...paid, status, cancelledAt: iso(changedAt) };
}

/** When the status became what it is, in epoch milliseconds. */
function changedAtOf({ cancellations }: Card, { endedAt, requestedAt }: Attempt): number {
  const succeeded = cancellations.filter(({ status }) => status === 'SUCCEEDED');
  return Math.max(endedAt ?? requestedAt, ...succeeded.map((each) => each.endedAt ?? 0));
}

export function bookOf(card: Card): Book {
  const attempt = shownOf(card);
  return {
    paymentId: card.paymentId,
    orderName: attempt?.orderName ?? '',
    status: viewOf(card)?.status ?? 'REGISTERED',
    total: card.registered?.total ?? attempt?.total ?? 0,
    captured: paidOf(card)?.total ?? 0,
    returned: returnedOf(card),
    returning: returningOf(card),
    confirms: card.confirms,
    cancels: card.cancels,
    attempts: card.attempts.length,
  };
}

/** The filter of the list, as far as the product uses it; times are epoch milliseconds. */
export interface Filter {
  readonly timestampType: 'CREATED_AT' | 'STATUS_CHANGED_AT';
  readonly from: number;
  readonly until: number;
  readonly status?: readonly string[] | undefined;
  readonly isTest?: boolean | undefined;
  readonly sortBy: 'REQUESTED_AT' | 'STATUS_CHANGED_AT';
  readonly sortOrder: 'ASC' | 'DESC';
}

export function listOf(cards: Iterable<Card>, filter: Filter): ShownPayment[] {
  const { timestampType, from, until, status, isTest = true, sortBy, sortOrder } = filter;
  const timeOf = ({ requestedAt, statusChangedAt }: ShownPayment, by: string) =>
    Date.parse(by === 'STATUS_CHANGED_AT' ? statusChangedAt : requestedAt);
  const found = [...cards].flatMap((card) => {
    const shown = viewOf(card);
    if (!shown || !isTest || (status && !status.includes(shown.status))) return [];
    const at = timeOf(shown, timestampType);
    return at >= from && at <= until ? [shown] : [];
  });
  const sign = sortOrder === 'ASC' ? 1 : -1;
  return found.sort((a, b) => sign * (timeOf(a, sortBy) - timeOf(b, sortBy) || (a.id < b.id ? -1 : 1)));
}
