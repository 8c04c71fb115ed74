// The journey of one order: its log, its money, its webhooks and what the functions logged, as one list in time order.
import { unpackCause } from '../shared/event.ts';
import type { Krw } from '../shared/money.ts';
import { causeOf, type LogEntry } from '../shared/outbox.ts';
import { type Card, cardEventOf, stepsOfCard } from './domain-card.ts';
import { belonging, errorText, type LogLine, MOST_CHARACTERS, TELLS, type Traces } from './domain-lines.ts';

/** What a journey needs to know of its reservation. Times are epoch milliseconds. */
export interface Order {
  readonly reservationId: string;
  readonly userId: string;
  readonly reservedAt: number;
  readonly updatedAt: number;
  readonly paidAt?: number;
  readonly confirmedAt?: number;
  readonly canceledAt?: number;
  readonly log: readonly LogEntry[];
}

/** A wallet line that paid or refunded it. */
export interface Money {
  readonly walletVersion: number;
  readonly type: string;
  readonly id: string;
  readonly amount: Krw;
  readonly balanceAfter: Krw;
  readonly at: number;
  readonly reason?: string;
  /** A packed cause. */
  readonly cause?: string;
}

/** One of its events on its way to an outside platform, and every attempt that ended. Times are epoch milliseconds. */
export interface Delivery {
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly event: string;
  readonly eventId: string;
  readonly status: string;
  readonly reason?: string;
  readonly createdAt: number;
  readonly attempts: readonly {
    readonly at: number;
    readonly status?: number;
    readonly error?: string;
    readonly latencyMs: number;
  }[];
}

export type Source = 'reservation' | 'wallet' | 'payment' | 'webhook' | 'log';

export interface Step {
  readonly at: number;
  readonly source: Source;
  readonly service: string;
  readonly what: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** What is written of a journey: the order, the wallet lines that moved its money, and the card payments begun for it. */
export interface Written {
  readonly order: Order;
  readonly money: readonly Money[];
  readonly cards: readonly Card[];
}

/** @returns also the journey's correlation id, which is the client's choice: others may send the same */
export function tracesOf({ order, money, cards }: Written): Traces & { readonly correlationId: string } {
  const packed = [...money, ...cards].flatMap(({ cause }) => (cause ? [unpackCause(cause)] : []));
  const causes = [...order.log.map(causeOf), ...packed, ...cards.flatMap(({ log }) => log.map(causeOf))];
  const correlationId = causes[0]?.correlationId ?? order.reservationId;
  // An event's id is a path, as `reservation/rsv_…/2/…`; a request's id is not.
  const requestIds = causes.map(({ causationId }) => causationId).filter((id) => /^[\w=+-]{1,64}$/.test(id));
  const eventIds = money.map((line) => walletEventOf(order, line));
  return {
    reservationId: order.reservationId,
    correlationId,
    requestIds: [...new Set(requestIds)],
    eventIds: [...new Set(eventIds)],
    paymentIds: cards.map(({ paymentId }) => paymentId),
  };
}

const walletEventOf = ({ userId }: Order, { walletVersion }: Money) => `wallet/${userId}/${walletVersion}`;

/** The events of a journey, by the ids under which they are published, and when they happened. */
export function happenedIn({ order, money, cards }: Written) {
  return [
    ...order.log.map(({ v, type, at }) => ({ id: `reservation/${order.reservationId}/${v}/${type}`, occurredAt: at })),
    ...money.map((line) => ({ id: walletEventOf(order, line), occurredAt: line.at })),
    ...cards.flatMap((card) => card.log.map((entry) => ({ id: cardEventOf(card, entry), occurredAt: entry.at }))),
  ];
}

const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;

/** When a journey's functions may have logged: what follows a step comes within minutes. */
export function spanOf({ order, money, cards }: Written): { readonly from: number; readonly until: number } {
  const moved = [order, ...cards].map(({ updatedAt }) => updatedAt);
  const last = Math.max(...moved, ...order.log.map(({ at }) => at), ...money.map(({ at }) => at));
  return { from: order.reservedAt - BEFORE_MS, until: last + AFTER_MS };
}

/** How many steps of a journey are shown at most: anybody may ask for their order as often as they like. */
const MOST_STEPS = 500;

export interface Told extends Written {
  readonly deliveries: readonly Delivery[];
  /** Any lines; those of other journeys are left out. */
  readonly lines: readonly LogLine[];
}

/** All steps, the earliest first, none twice; of too many (`truncated`) the order, its money, and the newest others. */
export function journeyOf(told: Told): { readonly steps: Step[]; readonly truncated: boolean } {
  const { order, money, cards, deliveries, lines } = told;
  const written = distinct([...stepsOfOrder(order), ...money.map(stepOfMoney), ...cards.flatMap(stepsOfCard)]);
  const others = distinct([
    ...deliveries.flatMap(stepsOfDelivery),
    ...belonging(lines, tracesOf(told)).map(stepOfLine),
  ]);
  const shown = inTime(others).slice(-Math.max(1, MOST_STEPS - written.length));
  return { steps: inTime([...written, ...shown]), truncated: shown.length < others.length };
}

function distinct(steps: readonly Step[]): Step[] {
  return [...new Map(steps.map((step) => [JSON.stringify(step), step])).values()];
}

function inTime(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => a.at - b.at || RANK[a.source] - RANK[b.source]);
}

/** Of one moment: what was written comes before what was logged of it. */
const RANK: Readonly<Record<Source, number>> = { wallet: 0, payment: 1, reservation: 2, webhook: 3, log: 4 };

/** Its log keeps the newest entries; its times tell of older ones, and of the payment, which is the wallet's event. */
function stepsOfOrder({ log, reservedAt, paidAt, confirmedAt, canceledAt }: Order): Step[] {
  const step = (at: number, what: string, detail: Step['detail'] = {}): Step => {
    return { at, source: 'reservation', service: 'reservations', what, detail };
  };
  const logged = log.map((entry) => {
    const why = entry.reason === undefined ? {} : { reason: entry.reason };
    const by = entry.ref === undefined ? {} : { paymentId: entry.ref };
    return step(entry.at, entry.type, { version: entry.v, ...why, ...by, ...causeOf(entry) });
  });
  const times: [number | undefined, string][] = [
    [reservedAt, 'SeatReserved'],
    [paidAt, 'PAID'],
    [confirmedAt, 'ReservationCompleted'],
    [canceledAt, 'ReservationFailed'],
  ];
  const timed = times.flatMap(([at, what]) => {
    return at === undefined || logged.some((one) => one.at === at && one.what === what) ? [] : [step(at, what)];
  });
  return [...logged, ...timed];
}

function stepOfMoney({ at, type, id, amount, balanceAfter, walletVersion, reason, cause }: Money): Step {
  const why = { ...(reason ? { reason } : {}), ...(cause ? unpackCause(cause) : {}) };
  const detail = { id, amount, balanceAfter, walletVersion, ...why };
  return { at, source: 'wallet', service: 'wallet', what: type, detail };
}

/** What is kept of a delivery tells of all attempts, also those of days later and of replays; its logs would not. */
function stepsOfDelivery(delivery: Delivery): Step[] {
  const { webhookId, deliveryId, event, eventId, status, reason, createdAt, attempts } = delivery;
  const step = (at: number, what: string, detail: Step['detail']): Step => {
    return { at, source: 'webhook', service: TELLS, what, detail: { webhookId, deliveryId, event, ...detail } };
  };
  const why = reason === undefined ? {} : { reason };
  return [
    step(createdAt, 'delivery', { eventId, status, ...why, attempts: attempts.length }),
    ...attempts.map(({ at, latencyMs, ...answered }) => {
      const { status: said, error } = answered;
      const how = { ...(said === undefined ? {} : { status: said }), ...(error === undefined ? {} : { error }) };
      return step(at, 'attempt', { ...how, latencyMs });
    }),
  ];
}

/** The fields that operators are shown: ids, kinds and numbers. Whatever else is in a line stays there. */
const SHOWN = [
  'level',
  'route',
  'status',
  'code',
  'latencyMs',
  'event',
  'eventId',
  'messageId',
  'requestId',
  'correlationId',
  'reservationId',
  'paymentId',
  'insteadOf',
  'step',
  'from',
  'call',
  'failure',
  'reason',
];

function stepOfLine({ worker, at, fields }: LogLine): Step {
  const { message, event, route } = fields;
  const detail: Record<string, string | number | boolean> = { function: worker };
  for (const name of SHOWN) {
    const value = fields[name];
    if (typeof value === 'string') detail[name] = value.slice(0, MOST_CHARACTERS);
    if (typeof value === 'number' || typeof value === 'boolean') detail[name] = value;
  }
  const error = errorText(fields.error);
  if (error !== undefined) detail.error = error;
  const service = typeof fields.service === 'string' ? fields.service : worker;
  const what = [message === 'event' ? event : undefined, message === 'request' ? route : undefined, message];
  return {
    at,
    source: 'log',
    service,
    what: what.find((name) => typeof name === 'string') ?? 'log',
    detail,
  };
}
