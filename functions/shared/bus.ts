// Publishing to the event bus: entries that fail are sent again alone, within the invocation.
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientConfig, jitter } from './aws.ts';
import type { Published } from './event.ts';

/** PutEvents takes ten entries. */
const ENTRIES = 10;
const TRIES = 4;

export type Publish = (events: readonly Published[]) => Promise<void>;

/** @returns a function that resolves when the bus has every event, and throws when some were refused to the end */
export function createPublish(
  { BUS_NAME }: { BUS_NAME: string },
  client: Pick<EventBridgeClient, 'send'> = new EventBridgeClient(clientConfig),
): Publish {
  const put = async (entries: readonly PutEventsRequestEntry[]) => {
    let left = [...entries];
    for (let tries = 1; left.length > 0; tries++) {
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries: left }));
      left = left.filter((_, i) => answers[i]?.ErrorCode !== undefined);
      if (left.length === 0) return;
      if (tries === TRIES) throw new Error(`the bus refused ${left.length} events: ${answers[0]?.ErrorCode}`);
      await jitter(tries);
    }
  };
  return async (events) => {
    const entries = events.map(({ source, envelope }) => ({
      EventBusName: BUS_NAME,
      Source: source,
      DetailType: envelope.type,
      Detail: JSON.stringify(envelope),
    }));
    for (let i = 0; i < entries.length; i += ENTRIES) await put(entries.slice(i, i + ENTRIES));
  };
}
