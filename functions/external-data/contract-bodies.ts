// What outside platforms are sent: `{type, timestamp, data}`, signed by the Standard Webhooks scheme.
import * as z from 'zod/mini';

const seat = z.object({
  seatNo: z.optional(z.int()),
  section: z.string(),
  row: z.string(),
  grade: z.string(),
  price: z.int(),
});
/** The version of what follows, and when it happened (ISO 8601). */
const head = { version: z.int(), occurredAt: z.string() };
const reservation = {
  ...head,
  reservationId: z.string(),
  userId: z.string(),
  concertId: z.string(),
  scheduleId: z.string(),
};

/**
 * The body's `data` by event. A field that is not named here does not leave: nothing of a person does but the id of
 * their account.
 */
export const forwarded = {
  ReservationCompleted: z.object({
    ...reservation,
    seats: z.array(seat),
    amount: z.int(),
    paymentId: z.string(),
  }),
  /** `reason`: EXPIRED, CANCELLED, FAILED or REFUNDED. */
  ReservationFailed: z.object({ ...reservation, seats: z.array(seat), reason: z.string() }),
  /** `reason`: CANCELLED by the buyer, SEAT_LOST before it was confirmed, or why a card's money came to no ticket. */
  PaymentRefunded: z.object({
    ...head,
    paymentId: z.string(),
    reservationId: z.string(),
    userId: z.string(),
    amount: z.int(),
    reason: z.string(),
  }),
  /** Again when seats came back and were sold again. `soldOutAt`: epoch milliseconds. */
  SoldOut: z.object({
    ...head,
    concertId: z.string(),
    scheduleId: z.string(),
    soldOutAt: z.int(),
    secondsSinceOpen: z.int(),
  }),
};

export const FORWARDED = ['ReservationCompleted', 'ReservationFailed', 'PaymentRefunded', 'SoldOut'] as const;
export type ForwardedName = (typeof FORWARDED)[number];
