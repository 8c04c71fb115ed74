// An example of each event as the bus carries it: typed here, and parsed by its schema when the document is made.
import type * as z from 'zod/mini';
import { events as externalData } from '../functions/external-data/contract.ts';
import { events as payments } from '../functions/payments/contract.ts';
import { events as reservations } from '../functions/reservations/contract.ts';
import { events as seats } from '../functions/seats/contract.ts';
import { type Cause, type EventKind, type Published, published } from '../functions/shared/event.ts';
import { events as wallet } from '../functions/wallet/contract.ts';

/** The times of the one journey that the examples tell. */
const HELD_AT = 1_784_541_600_000;
const PAID_AT = HELD_AT + 75_000;
const EXPIRES_AT = HELD_AT + 300_000;

const JOURNEY = '5b9c6a52-7c0e-4b8e-9a3f-2f6f2f1f7d10';
const REQUEST = 'a3f1c7de-9f1d-4a30-8a55-0f5e6a7b8c9d';

const ids = {
  reservationId: 'rsv_7Kq2mZx9Tb4L',
  userId: '8d0f6a1e-3c57-4b6f-9a51-6f2f8f0c7b21',
  concertId: 'con_3fGh8Jk2Lm5N',
  scheduleId: 'sch_9Pq1Rs4Tu7Vw',
};
const personId = 'Zk3vXw9QhT2m';
const payment = { reservationId: ids.reservationId, userId: ids.userId, walletId: ids.userId };
const paymentId = 'pay_7Kq2mZx9Tb4L';
/** Had the same been paid by card. */
const cardPaymentId = 'pay5Hs8Wd3Yf6Ra';
const card = (no: number, type: string) => `payment/${cardPaymentId}/${no}/${type}`;
/** The events of the wallet's lines. */
const line = (no: number) => `wallet/${ids.userId}/${no}`;
const seat = { seatNo: 15, section: '1', row: '2', grade: 'STANDARD' as const, price: 121_000 };
const amount = seat.price;

const by = (causationId: string, correlationId = JOURNEY): Cause => ({ correlationId, causationId });

function example<D>(
  kind: EventKind<D>,
  head: { id: string; at: number; cause: Cause },
  data: z.input<z.ZodMiniType<D>> & D,
): Published {
  return published(kind, head, data);
}

/** One of each type. */
export const EXAMPLES: readonly Published[] = [
  example(
    reservations.SeatReserved,
    { id: `reservation/${ids.reservationId}/1/SeatReserved`, at: HELD_AT, cause: by(REQUEST) },
    { ...ids, seats: [seat], amount, expiresAt: EXPIRES_AT },
  ),
  example(
    reservations.ReservationCompleted,
    { id: `reservation/${ids.reservationId}/3/ReservationCompleted`, at: PAID_AT + 400, cause: by(line(2)) },
    { ...ids, personId, seq: 4_812, seats: [seat], amount, paymentId },
  ),
  example(
    reservations.ReservationFailed,
    { id: `reservation/${ids.reservationId}/4/ReservationFailed`, at: PAID_AT + 86_400_000, cause: by(REQUEST) },
    { ...ids, personId, seats: [{ ...seat, at: '0.0.E' }], expiresAt: EXPIRES_AT, reason: 'CANCELLED' },
  ),
  example(
    payments.PaymentRequested,
    { id: `reservation/${ids.reservationId}/2/PaymentRequested`, at: HELD_AT + 20_000, cause: by(REQUEST) },
    { paymentId: cardPaymentId, reservationId: ids.reservationId, userId: ids.userId, method: 'CARD', amount },
  ),
  example(
    payments.RefundRequested,
    { id: card(4, 'RefundRequested'), at: PAID_AT + 86_400_000, cause: by(REQUEST) },
    { paymentId: cardPaymentId, reservationId: ids.reservationId, userId: ids.userId, amount, reason: 'CANCELLED' },
  ),
  example(
    payments.PaymentCompleted,
    { id: line(2), at: PAID_AT, cause: by(REQUEST) },
    { ...payment, paymentId, method: 'WALLET', amount, balanceAfter: 29_000 },
  ),
  example(
    payments.PaymentFailed,
    { id: `reservation/${ids.reservationId}/2/PaymentFailed`, at: PAID_AT, cause: by(REQUEST) },
    { ...payment, amount, reason: 'INSUFFICIENT_BALANCE' },
  ),
  example(
    payments.PaymentRefunded,
    { id: line(3), at: PAID_AT + 86_400_000, cause: by(REQUEST) },
    { ...payment, paymentId, amount, balanceAfter: 150_000, reason: 'CANCELLED' },
  ),
  example(
    wallet.ChargeCompleted,
    { id: line(1), at: HELD_AT - 60_000, cause: by(REQUEST, REQUEST) },
    { walletId: ids.userId, userId: ids.userId, amount: 150_000, balanceAfter: 150_000 },
  ),
  example(
    wallet.ChargeFailed,
    { id: 'payment/pay2Wd5Yb8Nc1Qe/3/ChargeFailed', at: HELD_AT - 60_000, cause: by(REQUEST, REQUEST) },
    { walletId: ids.userId, userId: ids.userId, amount: 150_000, reason: 'CARD_DECLINED' },
  ),
  example(
    seats.SoldOut,
    {
      id: `soldout/${ids.scheduleId}/1`,
      at: PAID_AT + 2_000,
      cause: by(`reservation/${ids.reservationId}/3/ReservationCompleted`),
    },
    {
      concertId: ids.concertId,
      scheduleId: ids.scheduleId,
      soldOutAt: PAID_AT + 400,
      secondsSinceOpen: 412,
    },
  ),
  example(
    externalData.WebhookDisabled,
    { id: 'webhook/whk_5Rt8Yu1Io4Pa/9/WebhookDisabled', at: PAID_AT, cause: by(REQUEST) },
    {
      webhookId: 'whk_5Rt8Yu1Io4Pa',
      url: 'https://tickets.example.com',
      failingSince: PAID_AT - 3 * 86_400_000,
      disabledAt: PAID_AT,
      lastError: 'HTTP 500',
    },
  ),
];
