// The wrapper of every DynamoDB stream function: images as plain items, whole batches.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Change } from './outbox.ts';

export interface StreamRecord extends Change {
  /** The table's stream. */
  readonly source: string;
  readonly sequenceNumber: string;
  /** Why its images could not be read; then it has none. */
  readonly unreadable: string | undefined;
}

/** @param effect throws only when the whole batch must come again (it is retried until its age limit) */
export function stream(effect: (records: readonly StreamRecord[]) => Promise<void>) {
  return middy<DynamoDBStreamEvent, void, Error, Context>().handler(({ Records }) => effect(Records.map(recordOf)));
}

function recordOf(record: DynamoDBRecord): StreamRecord {
  const head = {
    source: record.eventSourceARN ?? '',
    sequenceNumber: record.dynamodb?.SequenceNumber ?? '',
    expired: record.userIdentity?.principalId === 'dynamodb.amazonaws.com',
  };
  try {
    const { OldImage, NewImage } = record.dynamodb ?? {};
    return { ...head, old: image(OldImage), now: image(NewImage), unreadable: undefined };
  } catch (error) {
    return { ...head, old: undefined, now: undefined, unreadable: String(error) };
  }
}

function image(marshalled: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  return marshalled && unmarshall(marshalled as Record<string, AttributeValue>);
}
