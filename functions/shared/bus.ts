// Publishing to the event bus: what may pass is tried again within the invocation, what never can is given back.
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientConfig, jitter } from './aws.ts';
import type { Published } from './event.ts';

/** PutEvents takes ten entries, and so many bytes: of one entry, and of all together. */
const ENTRIES = 10;
export const MOST_BYTES = 262_144;
const TRIES = 4;

/** Faults of the entry itself. Rights, quotas and outages may be mended while the stream still has the record. */
const NEVER = new Set([
  'InvalidArgument',
  'MalformedDetail',
  'NotAuthorizedForDetailType',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSource',
  'NotAuthorizedForSourceException',
  'RedactionFailure',
]);

/** An event that the bus can never take, and why. */
export interface Poison {
  readonly event: Published;
  readonly reason: string;
}

/** @throws when the bus did not take an event that it may take later: nothing is lost if all are published again */
export type Publish = (events: readonly Published[]) => Promise<readonly Poison[]>;

interface Outgoing {
  readonly event: Published;
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

/** @returns a function that resolves when the bus has every event but those that it gives back */
export function createPublish(
  { BUS_NAME }: { BUS_NAME: string },
  client: Pick<EventBridgeClient, 'send'> = new EventBridgeClient(clientConfig),
): Publish {
  /** Why each one was refused; undefined for those that the bus has. */
  async function refusals(sent: readonly Outgoing[]): Promise<readonly (string | undefined)[]> {
    try {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: sent.map(({ entry }) => entry) }));
      return sent.map((_, i) => (Entries[i] ? Entries[i].ErrorCode : 'NoAnswer'));
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ValidationException')) throw error;
      if (sent.length === 1) return ['InvalidArgument'];
      const alone: (string | undefined)[] = [];
      for (const one of sent) alone.push(...(await refusals([one])));
      return alone;
    }
  }

  async function put(batch: readonly Outgoing[]): Promise<Poison[]> {
    const poison: Poison[] = [];
    let left = batch;
    for (let tries = 1; ; tries++) {
      const codes = await refusals(left);
      const refused = left.flatMap((one, i) => {
        const code = codes[i];
        return code === undefined ? [] : [{ ...one, code }];
      });
      poison.push(
        ...refused
          .filter(({ code }) => NEVER.has(code))
          .map(({ event, code }) => ({ event, reason: `the bus: ${code}` })),
      );
      const again = refused.filter(({ code }) => !NEVER.has(code));
      if (again.length === 0) return poison;
      if (tries === TRIES) throw new Error(`the bus refused ${again.length} events: ${again[0]?.code}`);
      left = again;
      await jitter(tries);
    }
  }

  return async (events) => {
    const all = events.map((event) => outgoing(event, BUS_NAME));
    const large = all.filter(({ bytes }) => bytes > MOST_BYTES);
    const poison = large.map(({ event, bytes }) => ({ event, reason: `${bytes} bytes are more than the bus takes` }));
    for (const batch of batches(all.filter(({ bytes }) => bytes <= MOST_BYTES))) poison.push(...(await put(batch)));
    return poison;
  };
}

function outgoing(event: Published, EventBusName: string): Outgoing {
  const { source, envelope } = event;
  const entry = { EventBusName, Source: source, DetailType: envelope.type, Detail: JSON.stringify(envelope) };
  const bytes = [entry.Source, entry.DetailType, entry.Detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { event, entry, bytes };
}

/** In their order, as many together as one call takes. */
function* batches(all: readonly Outgoing[]): Generator<readonly Outgoing[]> {
  let batch: Outgoing[] = [];
  let bytes = 0;
  for (const one of all) {
    if (batch.length === ENTRIES || (batch.length > 0 && bytes + one.bytes > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(one);
    bytes += one.bytes;
  }
  if (batch.length > 0) yield batch;
}
