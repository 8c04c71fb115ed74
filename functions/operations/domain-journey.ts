// The journey of one order: its own log, its money and what the functions logged, as one list in time order.
import { unpackCause } from '../shared/event.ts';
import type { Krw } from '../shared/money.ts';
import { causeOf, type LogEntry } from '../shared/outbox.ts';

/** What a journey needs to know of its reservation. Times are epoch milliseconds. */
export interface Order {
  readonly reservationId: string;
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

/** A line that a function logged as JSON. */
export interface LogLine {
  /** `<service>-<handler>` of the function. */
  readonly worker: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type Source = 'reservation' | 'wallet' | 'webhook' | 'log';

export interface Step {
  readonly at: number;
  readonly source: Source;
  readonly service: string;
  readonly what: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** What a line of a log is known by as one of a journey's. */
export interface Traces {
  readonly reservationId: string;
  readonly correlationId: string;
  /** Of HTTP requests that led to a write of the journey: a client may send each with a correlation id of its own. */
  readonly requestIds: readonly string[];
}

export function tracesOf(order: Order, money: readonly Money[]): Traces {
  const causes = [...order.log.map(causeOf), ...money.flatMap(({ cause }) => (cause ? [unpackCause(cause)] : []))];
  const correlationId = causes[0]?.correlationId ?? order.reservationId;
  // An event's id is a path, as `reservation/rsv_…/2/…`; a request's id is not.
  const requestIds = causes.map(({ causationId }) => causationId).filter((id) => /^[\w=+-]{1,64}$/.test(id));
  return { reservationId: order.reservationId, correlationId, requestIds: [...new Set(requestIds)] };
}

const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;

/** When a journey's functions may have logged: what follows a step comes within minutes. */
export function spanOf(order: Order, money: readonly Money[]): { readonly from: number; readonly until: number } {
  const last = Math.max(order.updatedAt, ...order.log.map(({ at }) => at), ...money.map(({ at }) => at));
  return { from: order.reservedAt - BEFORE_MS, until: last + AFTER_MS };
}

/**
 * All steps, the earliest first, none twice.
 * @param lines any lines; those of other journeys are left out
 */
export function journeyOf(order: Order, money: readonly Money[], lines: readonly LogLine[]): Step[] {
  const steps = [
    ...stepsOfOrder(order),
    ...money.map(stepOfMoney),
    ...belonging(lines, tracesOf(order, money)).map(stepOfLine),
  ];
  const distinct = new Map(steps.map((step) => [JSON.stringify(step), step]));
  return [...distinct.values()].sort((a, b) => a.at - b.at || RANK[a.source] - RANK[b.source]);
}

/** Of one moment: what was written comes before what was logged of it. */
const RANK: Readonly<Record<Source, number>> = { wallet: 0, reservation: 1, webhook: 2, log: 3 };

/** Its log keeps the newest entries; its times tell of older ones, and of the payment, which is the wallet's event. */
function stepsOfOrder({ log, reservedAt, paidAt, confirmedAt, canceledAt }: Order): Step[] {
  const step = (at: number, what: string, detail: Step['detail'] = {}): Step => {
    return { at, source: 'reservation', service: 'reservations', what, detail };
  };
  const logged = log.map((entry) => {
    const why = entry.reason === undefined ? {} : { reason: entry.reason };
    return step(entry.at, entry.type, { version: entry.v, ...why, ...causeOf(entry) });
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

/** The lines of a journey: by an id in them, or by the message that another of its lines names. */
function belonging(lines: readonly LogLine[], traces: Traces): LogLine[] {
  const isOwn = ({ fields }: LogLine) =>
    fields.correlationId === traces.correlationId ||
    traces.requestIds.includes(String(fields.requestId)) ||
    JSON.stringify(fields).includes(traces.reservationId);
  const messages = new Set(lines.filter(isOwn).map(({ fields }) => fields.messageId));
  messages.delete(undefined);
  return lines.filter((line) => isOwn(line) || messages.has(line.fields.messageId));
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
  'webhookId',
  'deliveryId',
  'attempts',
  'reason',
];

/** A longer error is cut. */
const MOST_CHARACTERS = 500;

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
    source: service === 'external-data' ? 'webhook' : 'log',
    service,
    what: what.find((name) => typeof name === 'string') ?? 'log',
    detail,
  };
}

/** An error as the logger writes it, or a word for one, in one line. */
export function errorText(error: unknown): string | undefined {
  if (typeof error === 'string') return error.slice(0, MOST_CHARACTERS);
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, message } = error as { name?: unknown; message?: unknown };
  const said = [name, message].filter((part) => typeof part === 'string');
  return said.length === 0 ? undefined : said.join(': ').slice(0, MOST_CHARACTERS);
}
