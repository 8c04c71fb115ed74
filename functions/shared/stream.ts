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
}

/** @param effect throws only when the whole batch must come again (it is retried until its age limit) */
export function stream(effect: (records: readonly StreamRecord[]) => Promise<void>) {
  return middy<DynamoDBStreamEvent, void, Error, Context>().handler(({ Records }) => effect(Records.map(recordOf)));
}

function recordOf(record: DynamoDBRecord): StreamRecord {
  const { OldImage, NewImage, SequenceNumber } = record.dynamodb ?? {};
  return {
    source: record.eventSourceARN ?? '',
    sequenceNumber: SequenceNumber ?? '',
    old: OldImage && unmarshall(OldImage as Record<string, AttributeValue>),
    now: NewImage && unmarshall(NewImage as Record<string, AttributeValue>),
    expired: record.userIdentity?.principalId === 'dynamodb.amazonaws.com',
  };
}
