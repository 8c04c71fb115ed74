// The stream wrapper: images as plain items, and whether time to live deleted them.
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { type StreamRecord, stream } from '../../../functions/shared/stream.ts';

const image = (n: string) => ({ pk: { S: 'a' }, n: { N: n } });

async function recordsOf(...Records: DynamoDBStreamEvent['Records']): Promise<readonly StreamRecord[]> {
  const effect = vi.fn(async (_: readonly StreamRecord[]) => {});
  await stream(effect)({ Records }, {} as Context);
  return effect.mock.calls[0]?.[0] ?? [];
}

it('hands a whole batch on, in its order', async () => {
  const records = await recordsOf(
    { eventSourceARN: 'arn:t', dynamodb: { SequenceNumber: '1', NewImage: image('1') } },
    { eventSourceARN: 'arn:t', dynamodb: { SequenceNumber: '2', OldImage: image('1'), NewImage: image('2') } },
    { eventSourceARN: 'arn:t', dynamodb: { SequenceNumber: '3', OldImage: image('2') } },
  );
  const common = { source: 'arn:t', expired: false };
  expect(records).toEqual([
    { ...common, sequenceNumber: '1', old: undefined, now: { pk: 'a', n: 1 } },
    { ...common, sequenceNumber: '2', old: { pk: 'a', n: 1 }, now: { pk: 'a', n: 2 } },
    { ...common, sequenceNumber: '3', old: { pk: 'a', n: 2 }, now: undefined },
  ]);
});

it('knows a deletion by time to live from one that somebody made', async () => {
  const dynamodb = { OldImage: image('1') };
  const records = await recordsOf(
    { dynamodb, userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } },
    { dynamodb },
  );
  expect(records.map(({ expired }) => expired)).toEqual([true, false]);
});

it('throws what its effect throws, so that the batch comes again', async () => {
  const handler = stream(() => Promise.reject(new Error('the bus is down')));
  await expect(handler({ Records: [] }, {} as Context)).rejects.toThrow('the bus is down');
});
