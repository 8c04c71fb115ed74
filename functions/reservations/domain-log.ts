// The log of a reservation: its events, as its item keeps them for the stream (docs/design/data-model.md, Outbox).
import type { Cause } from '../shared/event.ts';
import { append, causeOf, type LogEntry } from '../shared/outbox.ts';
import type { Reservation } from './domain.ts';

/** What a write for a reservation carries: the journey stays the one that it began in. */
export function journeyOf({ log: [first] }: Pick<Reservation, 'log'>, causationId: string): Cause {
  return { correlationId: first ? causeOf(first).correlationId : causationId, causationId };
}

/** How many a log keeps of what may happen any number of times: what there is to tell was told when it was added. */
const REPEATED: Readonly<Record<string, number>> = { PaymentFailed: 2, PaymentRequested: 1, SeatsGivenUp: 1 };

/**
 * The log with one more event, of the next version. It keeps its first entry, which is the journey's, and only the newest
 * of attempts to pay and of seats given up.
 */
export function logged(seen: Reservation, type: string, at: number, causationId: string): LogEntry[] {
  const kept = seen.log.filter((entry, i) => {
    const most = REPEATED[entry.type];
    if (most === undefined) return true;
    const newer = seen.log.slice(i + 1).filter((other) => other.type === entry.type).length;
    return newer + (type === entry.type ? 1 : 0) < most;
  });
  return append(kept, seen.version + 1, type, at, journeyOf(seen, causationId));
}

/** What a log's newest entry says beside what happened. @param more `ref`: the payment, where it is not the reservation's own */
export function saying(log: readonly LogEntry[], more: Pick<LogEntry, 'reason' | 'ref'>): LogEntry[] {
  return log.map((entry) => (entry === log.at(-1) ? { ...entry, ...more } : entry));
}

/** The log with one more refused payment. */
export function refusedLog(
  seen: Reservation,
  at: number,
  why: { readonly reason: string; readonly ref?: string },
  causationId: string,
): LogEntry[] {
  return saying(logged(seen, 'PaymentFailed', at, causationId), why);
}

/** The log with a refused payment that ends it: both events in one step. */
export function endedLog(...[seen, at, why, causationId]: Parameters<typeof refusedLog>): LogEntry[] {
  const log = refusedLog(seen, at, why, causationId);
  return logged({ ...seen, log }, 'ReservationFailed', at, causationId);
}
