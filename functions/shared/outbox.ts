// The log an item carries: its newest events, waiting in the stream for the relay (docs/design/data-model.md, Outbox).
import { type Cause, packCause, unpackCause } from './event.ts';

/** One event of an item: at which version of the item, what, when, and why. */
export interface LogEntry {
  readonly v: number;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A packed cause. */
  readonly cause: string;
  /** Of a failure: why, as the item may say something else later. */
  readonly reason?: string;
}

/** How many entries an item keeps, so that it stays within 1 KB. */
const KEPT = 6;

/** The log with one more event. */
export function append(log: readonly LogEntry[], v: number, type: string, at: number, cause: Cause): LogEntry[] {
  return [...log, { v, type, at, cause: packCause(cause) }].slice(-KEPT);
}

/** What a change added: NEW.log minus OLD.log. */
export function added(log: readonly LogEntry[] = [], old: readonly LogEntry[] = []): LogEntry[] {
  return log.filter((entry) => !old.some((before) => before.v === entry.v && before.type === entry.type));
}

export function causeOf(entry: LogEntry): Cause {
  return unpackCause(entry.cause);
}

/** A change of an item as a stream tells it; `expired` when DynamoDB TTL deleted it. */
export interface Change {
  readonly old: Record<string, unknown> | undefined;
  readonly now: Record<string, unknown> | undefined;
  readonly expired: boolean;
}
