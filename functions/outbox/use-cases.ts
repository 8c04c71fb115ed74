// From stream to bus, at least once: knows envelopes, not services.
import type { Publish } from '../shared/bus.ts';
import type { Published } from '../shared/event.ts';
import { count, log } from '../shared/log.ts';
import type { Change } from '../shared/outbox.ts';
import { Refusal } from '../shared/refusal.ts';
import type { StreamRecord } from '../shared/stream.ts';

/** What one table's stream means. */
export interface Source {
  /** The events that a change carries. @throws for a record that can never be told */
  readonly eventsOf: (change: Change) => Published[];
  /** Called for items that DynamoDB TTL deleted. */
  readonly expired?: (old: Record<string, unknown>) => Promise<void>;
}

export interface Relay {
  readonly sourceOf: (stream: string) => Source | undefined;
  readonly publish: Publish;
  /** Keeps a record that can never be published, so that it does not stop those behind it. */
  readonly park: (record: StreamRecord, reason: string) => Promise<void>;
}

/** Whether it was the table that failed, and not the record. */
function mayPass(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof Error && '$metadata' in error);
}

/** @throws when the bus or a table does not answer: the stream gives the batch again, for a day */
export async function relay({ sourceOf, publish, park }: Relay, records: readonly StreamRecord[]): Promise<void> {
  const events: Published[] = [];
  for (const record of records) {
    try {
      const source = sourceOf(record.source);
      if (!source) throw new Error(`no service has the stream ${record.source}`);
      if (record.unreadable) throw new Error(record.unreadable);
      if (record.expired && record.old) await source.expired?.(record.old);
      else events.push(...source.eventsOf(record));
    } catch (error) {
      if (mayPass(error)) throw error;
      log.error('record parked', { error: error as Error, sequenceNumber: record.sequenceNumber });
      count('recordsParked');
      await park(record, String(error));
    }
  }
  await publish(events);
  log.info('relayed', { records: records.length, events: events.length });
}
