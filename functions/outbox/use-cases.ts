// From stream to bus, at least once: knows envelopes, not services.
import type { Publish } from '../shared/bus.ts';
import { type Clock, fromIso } from '../shared/clock.ts';
import type { Published } from '../shared/event.ts';
import { count, log, seconds } from '../shared/log.ts';
import { type Change, entriesOf } from '../shared/outbox.ts';
import { Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import type { StreamRecord } from '../shared/stream.ts';
import { ageSeconds, parcelOf, pulseAt } from './domain.ts';
import type { PulseStore } from './store.ts';

/** What one table's stream means. */
export interface Source {
  /** The service that the table belongs to. */
  readonly service: string;
  /** The events that a change carries. @throws for a record that can never be told */
  readonly eventsOf: (change: Change) => Published[];
  /** Called for items that DynamoDB TTL deleted. */
  readonly expired?: (old: Record<string, unknown>) => Promise<void>;
}

export interface Relay {
  readonly sourceOf: (stream: string) => Source | undefined;
  readonly publish: Publish;
  /** Keeps a record that can never be published, so that it does not stop those behind it. */
  readonly park: SendMessages;
  readonly clock: Clock;
}

/** What a record came to: the events it carries, and why it, or one of them, can never be told. */
interface Told {
  readonly record: StreamRecord;
  readonly service: string;
  readonly events: readonly Published[];
  /** When what it tells happened: epoch milliseconds. */
  readonly times: readonly number[];
  readonly reason?: string;
}

/** Whether it was the table that failed, and not the record. */
function mayPass(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof Error && '$metadata' in error);
}

/**
 * Publishes what the records carry, then parks those of which something can never be told. In this order a batch that
 * comes again and again is parked once.
 * @throws when the bus, a table or the parking queue does not answer: the stream gives the batch again, for a day
 */
export async function relay(tools: Relay, records: readonly StreamRecord[]): Promise<void> {
  const told: Told[] = [];
  for (const record of records) told.push(await tell(tools, record));
  const poison = new Map(
    (await tools.publish(told.flatMap(({ events }) => events))).map(({ event, reason }) => [event, reason]),
  );
  for (const { record, events, reason } of told) {
    const why = reason ?? events.map((event) => poison.get(event)).find((refused) => refused !== undefined);
    if (why === undefined) continue;
    log.error('record parked', { reason: why, sequenceNumber: record.sequenceNumber });
    count('recordsParked');
    await tools.park([{ body: parcelOf(record, why), delaySeconds: 0 }]);
  }
  measure(told, tools.clock());
  log.info('relayed', { records: records.length, events: told.reduce((sum, { events }) => sum + events.length, 0) });
}

async function tell({ sourceOf }: Relay, record: StreamRecord): Promise<Told> {
  const source = sourceOf(record.source);
  const nothing = { record, service: source?.service ?? 'unknown', events: [], times: [] };
  try {
    if (!source) throw new Error(`no service has the stream ${record.source}`);
    if (record.unreadable) throw new Error(record.unreadable);
    const pulse = pulseAt(record.now);
    if (pulse !== undefined) return { ...nothing, times: [pulse] };
    if (record.expired && record.old) {
      await source.expired?.(record.old);
      return nothing;
    }
    const { events, reason } = eventsIn(source, record);
    const times = events.map(({ envelope }) => fromIso(envelope.occurredAt));
    return { ...nothing, events, times, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    if (mayPass(error)) throw error;
    return { ...nothing, reason: String(error) };
  }
}

/** The events of a change that can be told, and why one cannot, if so. */
function eventsIn(source: Source, change: Change): { readonly events: Published[]; readonly reason?: string } {
  const events: Published[] = [];
  const reasons: string[] = [];
  for (const entry of entriesOf(change)) {
    try {
      events.push(...source.eventsOf(entry));
    } catch (error) {
      reasons.push(String(error));
    }
  }
  return reasons.length === 0 ? { events } : { events, reason: reasons.join('; ') };
}

/** Counts, per table, for how long the oldest change of the batch had been waiting. */
function measure(told: readonly Told[], now: number): void {
  for (const table of new Set(told.map(({ service }) => service))) {
    const times = told.filter(({ service }) => service === table).flatMap((one) => one.times);
    const age = ageSeconds(times, now);
    if (age !== undefined) seconds('unpublishedAgeSeconds', age, { table });
  }
}

/**
 * Gives every table its pulse, so that a stream that stands still is told from one where nothing happens.
 * @throws the first failure, after all tables had their turn
 */
export async function sendPulses(store: PulseStore, tables: readonly string[], now: number): Promise<void> {
  const sent = await Promise.allSettled(tables.map((table) => store.put(table, now)));
  for (const one of sent) if (one.status === 'rejected') throw one.reason;
}
