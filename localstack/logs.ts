// Follows the log groups of a stage's functions and prints them in a readable form.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Cloud, clientConfig } from './cloud.ts';
import { readable } from './log-line.ts';

const POLL_MS = 700;
/** Lines can arrive later than others with a younger time; this far back is looked at again. */
const OVERLAP_MS = 2_000;

export interface FollowOptions {
  cloud: Cloud;
  stage: string;
  signal: AbortSignal;
  print: (line: string) => void;
  colour: boolean;
}

async function groupNames(client: CloudWatchLogsClient, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, nextToken }));
    names.push(...(page.logGroups ?? []).flatMap((group) => group.logGroupName ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

/** Reads one group from where it was left, each line once. */
function createReader(client: CloudWatchLogsClient, logGroupName: string, sinceMs: number) {
  let newestMs = sinceMs;
  let seen = new Map<string, number>();
  const keyOf = (event: FilteredLogEvent) =>
    event.eventId ?? `${event.logStreamName} ${event.timestamp} ${event.message}`;
  return async (): Promise<FilteredLogEvent[]> => {
    const startTime = Math.max(sinceMs, newestMs - OVERLAP_MS);
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
    const fresh = events.filter((event) => !seen.has(keyOf(event)));
    for (const event of events) newestMs = Math.max(newestMs, event.timestamp ?? 0);
    const times = events.map((event): [string, number] => [keyOf(event), event.timestamp ?? 0]);
    seen = new Map(times.filter(([, timeMs]) => timeMs >= newestMs - OVERLAP_MS));
    return fresh;
  };
}

/** Prints the logs of all functions of the stage from now on, until the signal. */
export async function followLogs({ cloud, stage, signal, print, colour }: FollowOptions): Promise<void> {
  const client = new CloudWatchLogsClient(clientConfig(cloud));
  const prefix = `/aws/lambda/onsale-${stage}-`;
  const startMs = Date.now();
  const readers = new Map<string, () => Promise<FilteredLogEvent[]>>();
  while (!signal.aborted) {
    try {
      // A group may appear with its function's first line.
      for (const name of await groupNames(client, prefix)) {
        if (!readers.has(name)) readers.set(name, createReader(client, name, startMs));
      }
      const lines: { timeMs: number; text: string }[] = [];
      for (const [name, read] of readers) {
        for (const event of await read()) {
          const timeMs = event.timestamp ?? 0;
          const text = readable(event.message ?? '', name.slice(prefix.length), timeMs, colour);
          if (text !== undefined) lines.push({ timeMs, text });
        }
      }
      for (const { text } of lines.sort((a, b) => a.timeMs - b.timeMs)) print(text);
    } catch (error) {
      if (!signal.aborted) print(`The logs cannot be read: ${error instanceof Error ? error.message : error}`);
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
  client.destroy();
}
