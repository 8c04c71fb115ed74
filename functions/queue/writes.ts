// What functions of other services write to the line: how their calls went, so that it can slow down in time.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import type { Outcome } from '../shared/http.ts';
import { type Health, SPAN_MS, spanOf } from './domain-pressure.ts';
import { healthKey } from './keys.ts';

/**
 * So many calls, or milliseconds, are counted in memory before they are written; the first and a failed one are written
 * at once. But no instance writes more often than once a second.
 */
const MOST_CALLS = 50;
const FLUSH_MS = SPAN_MS;
const LEAST_MS = 1_000;
/** Nobody waits longer for a counter. */
const GIVE_UP_MS = 300;
const KEPT_SECONDS = 3_600;

/** Turned away at the gate: they say nothing of how the shop does. */
const AT_THE_GATE = [401, 403];

/**
 * Counts this instance's calls, and adds them to the shop's counters now and then. What cannot be written is dropped:
 * counters are for the pace, not for money, and must never make an overload worse.
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
    if (AT_THE_GATE.includes(status)) return;
    const isFailed = status >= 500 || status === 429;
    counted = { calls: counted.calls + 1, failed: counted.failed + (isFailed ? 1 : 0) };
    const isDue = now - flushedAt >= FLUSH_MS || counted.failed > 0 || counted.calls >= MOST_CALLS;
    if (!isDue || now - flushedAt < LEAST_MS) return;
    const adding = counted;
    counted = { calls: 0, failed: 0 };
    flushedAt = now;
    await onceDb.send(addition(QUEUE_TABLE, adding, now), { abortSignal: AbortSignal.timeout(GIVE_UP_MS) });
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
