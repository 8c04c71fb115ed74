// What the contracts do not say of events: who carries each and when, who consumes it, what its fields are.

/** A function that gets an event, through a queue of its own. */
export interface Consumer {
  /** `<service>/<handler>`: `functions/<service>/handlers/<handler>.ts`. */
  readonly handler: string;
  readonly does: string;
}

export interface EventFacts {
  readonly carriedBy: string;
  readonly when: string;
  readonly consumers: readonly Consumer[];
  /** Told to the operators too, through the topic of the alarms. */
  readonly toldToOperators?: true;
}

const forwards: Consumer = { handler: 'external-data/forward-events', does: 'tells outside platforms' };
const ranks: Consumer = { handler: 'ranking/refresh-ranking', does: 'looks again how hot the concert is' };
const checks: Consumer = {
  handler: 'wallet-history/check-lines',
  does: 'checks it against the wallet line, if there is one',
};
const keeps: Consumer = {
  handler: 'wallet-history/keep-failures',
  does: "keeps a wallet's failed attempt for 90 days",
};

const RESERVATION = "the reservation's log";
const CARD = "a card payment's log";

/** By type. The stack's rules deliver exactly so (test/infra/events.test.ts). */
export const EVENT_FACTS: Readonly<Record<string, EventFacts>> = {
  SeatReserved: {
    carriedBy: RESERVATION,
    when: 'seats are held',
    consumers: [
      { handler: 'reservations/watch-reservation', does: 'ends the hold in time, and sees to its confirmation' },
      ranks,
    ],
  },
  ReservationCompleted: {
    carriedBy: RESERVATION,
    when: 'a paid reservation is confirmed',
    consumers: [
      { handler: 'queue/end-place', does: "ends the buyer's place in line" },
      { handler: 'seats/count-seats', does: 'sees whether the date is sold out' },
      ranks,
      forwards,
    ],
  },
  ReservationFailed: {
    carriedBy: RESERVATION,
    when: 'a reservation ends without a ticket, or its ticket is given back',
    consumers: [
      { handler: 'seats/release-seats', does: 'frees its seats' },
      { handler: 'reservations/end-standing', does: "takes it out of its person's limit" },
      forwards,
    ],
  },
  PaymentRequested: {
    carriedBy: RESERVATION,
    when: 'a payment by card is begun',
    consumers: [],
  },
  RefundRequested: {
    carriedBy: CARD,
    when: "a card's money is to go back",
    consumers: [{ handler: 'payments/settle-payment', does: 'asks the gateway for the refund' }],
  },
  PaymentCompleted: {
    carriedBy: `a wallet line of type PAYMENT, or ${CARD}`,
    when: 'a reservation is paid',
    consumers: [
      { handler: 'reservations/confirm-reservation', does: 'sells the seats and confirms, or gives the money back' },
      checks,
    ],
  },
  PaymentFailed: {
    carriedBy: RESERVATION,
    when: 'a payment is refused, from the wallet or by card',
    consumers: [keeps],
  },
  PaymentRefunded: {
    carriedBy: `a wallet line of type REFUND, or ${CARD}`,
    when: 'money of a payment is back: in the wallet, or at the card',
    consumers: [checks, forwards],
  },
  ChargeCompleted: {
    carriedBy: 'a wallet line of type CHARGE',
    when: 'a wallet is topped up',
    consumers: [checks],
  },
  ChargeFailed: {
    carriedBy: CARD,
    when: 'a charge by card is refused, or its money went back',
    consumers: [keeps],
  },
  SoldOut: {
    carriedBy: "the log of a date's counts",
    when: 'the last seat of a date is sold; again when seats came back and were sold again',
    consumers: [{ handler: 'queue/note-sold-out', does: 'tells those who wait' }, ranks, forwards],
  },
  WebhookDisabled: {
    carriedBy: "the webhook's log",
    when: 'a receiver failed for three days',
    consumers: [],
    toldToOperators: true,
  },
};

/** What fields mean, wherever they stand. */
export const FIELD_NOTES: Readonly<Record<string, string>> = {
  amount: 'in won',
  at: 'where the seats service keeps the seat',
  balanceAfter: "the wallet's, in won; absent when no wallet has a part in it",
  concertId: '`con_…`',
  disabledAt: 'epoch milliseconds',
  expiresAt: 'when the hold ends or ended: epoch milliseconds',
  failingSince: 'epoch milliseconds',
  grade: 'of the seat',
  lastError: 'how the last attempt failed',
  method: 'how it is paid',
  paymentId: '`pay_…` from the wallet, `pay…` by card',
  personId: 'the person, whatever the account',
  price: 'in won',
  reason: 'why, or which end it came to',
  reservationId: '`rsv_…`',
  row: 'of the seat',
  scheduleId: 'the date: `sch_…`',
  seatNo: 'unique in the date',
  seats: 'as the reservation has them then: of a hold they can become fewer',
  secondsSinceOpen: 'from the opening of the sale of that date',
  section: 'of the seat',
  seq: "the buyer's place in line",
  soldOutAt: 'epoch milliseconds',
  url: "the receiver's origin, without path and query",
  userId: 'the account',
  walletId: "the wallet's owner; absent when no wallet has a part in it",
  webhookId: '`whk_…`',
};
