// What functions of other services write to the line: how their calls went, so that it can slow down in time.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import { type Health, SPAN_MS, spanOf } from './domain-pressure.ts';
import { healthKey } from './keys.ts';

/** A call as it was answered. `now`: epoch ms. */
export interface Outcome {
  readonly status: number;
  readonly now: number;
}

/**
 * So many calls, or milliseconds, are counted in memory before they are written. The first and a failed one are written
 * at once.
 */
const MOST_CALLS = 50;
const FLUSH_MS = SPAN_MS;
/** Nobody waits longer for a counter. */
const GIVE_UP_MS = 300;
const KEPT_SECONDS = 3_600;

/**
 * Counts this instance's calls, and adds them to the shop's counters now and then. What cannot be written is added the
 * next time: counters are for the pace, not for money.
 * @param onceDb sends each write once
 */
export function createHealthWatch({
  onceDb,
  QUEUE_TABLE,
}: {
  readonly onceDb: Db;
  readonly QUEUE_TABLE: string;
}): (outcome: Outcome) => Promise<void> {
  let counted: Health = { calls: 0, failed: 0 };
  let flushedAt = 0;
  return async ({ status, now }) => {
    const isFailed = status >= 500 || status === 429;
    counted = { calls: counted.calls + 1, failed: counted.failed + (isFailed ? 1 : 0) };
    if (!isFailed && counted.calls < MOST_CALLS && now - flushedAt < FLUSH_MS) return;
    const adding = counted;
    counted = { calls: 0, failed: 0 };
    flushedAt = now;
    try {
      const options = { abortSignal: AbortSignal.timeout(GIVE_UP_MS) };
      await onceDb.send(addition(QUEUE_TABLE, adding, now), options);
    } catch (error) {
      counted = { calls: counted.calls + adding.calls, failed: counted.failed + adding.failed };
      throw error;
    }
  };
}

function addition(table: string, { calls, failed }: Health, now: number): UpdateCommand {
  return new UpdateCommand({
    TableName: table,
    Key: healthKey(spanOf(now)),
    UpdateExpression: 'ADD calls :calls, failed :failed SET #ttl = :ttl',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':calls': calls, ':failed': failed, ':ttl': Math.ceil(now / 1000) + KEPT_SECONDS },
  });
}
