// The wrapper of every SQS function: parse, take effect, answer which messages failed.
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { systemClock } from './clock.ts';
import { type Cause, type Envelope, type EventKind, envelopeSchema } from './event.ts';
import { count, log } from './log.ts';

/** An event as a consumer sees it. `cause` is what a write it leads to must carry. */
export interface Received<D> {
  readonly data: D;
  readonly envelope: Envelope;
  readonly cause: Cause;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The message's body, to send it again later. */
  readonly body: string;
}

/** Consumes events of one kind that a bus rule put into a queue. */
export function consumer<D>(kind: EventKind<D>, effect: (event: Received<D>) => Promise<void>) {
  return batch(async (record) => {
    const { detail } = z.parse(z.object({ detail: envelopeSchema }), JSON.parse(record.body));
    if (detail.type !== kind.type || detail.version !== kind.version) {
      throw new Error(`${detail.type} v${detail.version} is not ${kind.type} v${kind.version}`);
    }
    await effect({
      data: z.parse(kind.data, detail.data),
      envelope: detail,
      cause: { correlationId: detail.correlationId, causationId: detail.id },
      now: systemClock(),
      body: record.body,
    });
  });
}

/** Works on a service's own messages. */
export function worker<M>(message: z.ZodMiniType<M>, effect: (message: M, now: number) => Promise<void>) {
  return batch((record) => effect(z.parse(message, JSON.parse(record.body)), systemClock()));
}

function batch(each: (record: SQSRecord) => Promise<void>) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      try {
        await each(record);
      } catch (error) {
        log.error('message failed', { error: error as Error, messageId: record.messageId });
        count('messagesFailed');
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    log.info('batch', { messages: Records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  });
}
