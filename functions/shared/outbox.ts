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
  /** Likewise what it is about: the payment. */
  readonly ref?: string;
}

/** The most entries that an item keeps. The stream has told those that go; only publishing anew from the table lacks them. */
const KEPT = 6;

/** The log with one more event. */
export function append(log: readonly LogEntry[], v: number, type: string, at: number, cause: Cause): LogEntry[] {
  return [...log, { v, type, at, cause: packCause(cause) }].slice(-KEPT);
}

/** What a change added: NEW.log minus OLD.log. */
export function added<E extends LogEntry>(log: readonly E[] = [], old: readonly LogEntry[] = []): E[] {
  return log.filter((entry) => !old.some((before) => before.v === entry.v && before.type === entry.type));
}

export function causeOf(entry: LogEntry): Cause {
  return unpackCause(entry.cause);
}

/**
 * A change taken apart: one for each entry that it added to the item's log, so that one which cannot be told keeps none
 * of the others back. A change of an item without a log, or of none, is a single one.
 */
export function entriesOf<C extends Change>(change: C): C[] {
  const { old, now } = change;
  if (!Array.isArray(now?.log)) return [change];
  const before = Array.isArray(old?.log) ? (old.log as readonly LogEntry[]) : [];
  return added(now.log as readonly LogEntry[], before).map((entry) => ({ ...change, now: { ...now, log: [entry] } }));
}

/** A change of an item as a stream tells it; `expired` when DynamoDB TTL deleted it. */
export interface Change {
  readonly old: Record<string, unknown> | undefined;
  readonly now: Record<string, unknown> | undefined;
  readonly expired: boolean;
}
