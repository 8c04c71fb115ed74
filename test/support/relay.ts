// The deployed relay: stopped and started again, and what it measured.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../localstack/cloud.ts';
import type { TestCloud } from './cloud.ts';
import { eventually } from './journey.ts';
import { createQueues } from './queues.ts';

/** The tables whose streams it reads. */
export const RELAYED = ['external-data', 'payments', 'reservations', 'seats', 'wallet'];

export function createRelay(cloud: TestCloud) {
  const { lambda, mappings } = createQueues(cloud);
  const logs = new CloudWatchLogsClient(clientConfig(cloud.cloud));
  const own = `${cloud.functionPrefix}outbox-relay`;

  /** Resolves when it reads no stream any more, or every one again. */
  async function turn(Enabled: boolean): Promise<void> {
    const streams = (await mappings()).filter(({ functionName }) => functionName === own);
    if (streams.length !== RELAYED.length) throw new Error(`the relay reads ${streams.length} streams`);
    for (const { id: UUID } of streams) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
      await eventually(async () => {
        const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
        return State === (Enabled ? 'Enabled' : 'Disabled') ? State : undefined;
      });
    }
  }

  return {
    stop: () => turn(false),
    start: () => turn(true),

    /** The tables of which it has told since then (epoch ms) how long their oldest change had been waiting. */
    async measured(startTime: number): Promise<string[]> {
      const ask = { logGroupName: `/aws/lambda/${own}`, filterPattern: '"unpublishedAgeSeconds"', startTime };
      const { events = [] } = await logs.send(new FilterLogEventsCommand(ask));
      const tables = events.map(({ message = '' }) => (JSON.parse(message) as { table: string }).table);
      return [...new Set(tables)].sort();
    },
  };
}
