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

/** One kind of event, and what it does. */
export interface Reaction {
  readonly kind: EventKind;
  readonly effect: (event: Received<unknown>) => Promise<void>;
}

export function on<D>(kind: EventKind<D>, effect: (event: Received<D>) => Promise<void>): Reaction {
  return { kind, effect: effect as Reaction['effect'] };
}

/** Consumes events of one kind that a bus rule put into a queue. */
export function consumer<D>(kind: EventKind<D>, effect: (event: Received<D>) => Promise<void>) {
  return consumers(on(kind, effect));
}

/** Consumes events of several kinds from one queue, each by itself. */
export function consumers(...reactions: readonly Reaction[]) {
  const kinds = reactions.map(({ kind }) => kind);
  return batch(async (record) => {
    const event = receive(kinds, record);
    await reactions.find(({ kind }) => kind.type === event.envelope.type)?.effect(event);
  });
}

/**
 * Consumes a whole batch at once: for effects that are the same for many events, such as counting anew.
 * @param effect returns the events that it could not handle, which come again; when it throws, all of them do
 */
export function together<D>(
  kinds: readonly EventKind<D>[],
  effect: (events: readonly Received<D>[]) => Promise<readonly Failed<D>[]>,
) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records }) => {
    const records = new Map<Received<D>, SQSRecord>();
    const failed: SQSRecord[] = [];
    const fail = (record: SQSRecord, error: unknown) => {
      failed.push(record);
      tellFailure(error, record);
    };
    for (const record of Records) {
      try {
        records.set(receive(kinds, record), record);
      } catch (error) {
        fail(record, error);
      }
    }
    const events = [...records.keys()];
    const all = (error: unknown) => events.map((event) => ({ event, error }));
    const unhandled = events.length > 0 ? await effect(events).catch(all) : [];
    for (const { event, error } of unhandled) {
      const record = records.get(event);
      if (record) fail(record, error);
    }
    return answerOf(Records, failed);
  });
}

/** An event that could not be handled, and why. */
export interface Failed<D> {
  readonly event: Received<D>;
  readonly error: unknown;
}

/** @throws for another kind or version than these, and for data that the schema does not know */
function receive<D>(kinds: readonly EventKind<D>[], record: SQSRecord): Received<D> {
  const { detail } = z.parse(z.object({ detail: envelopeSchema }), JSON.parse(record.body));
  const kind = kinds.find(({ type, version }) => type === detail.type && version === detail.version);
  if (!kind) {
    const known = kinds.map(({ type, version }) => `${type} v${version}`).join(', ');
    throw new Error(`${detail.type} v${detail.version} is not ${known}`);
  }
  const { correlationId, id } = detail;
  log.info('event', { event: detail.type, eventId: id, correlationId, messageId: record.messageId });
  const data = z.parse(kind.data, detail.data);
  const cause = { correlationId, causationId: id };
  return { data, envelope: detail, cause, now: systemClock(), body: record.body };
}

/**
 * Works on a service's own messages, one after the other; `sideBySide`: all of a batch at the same time, for effects
 * that mostly wait for somebody else.
 */
export function worker<M>(
  message: z.ZodMiniType<M>,
  effect: (message: M, now: number) => Promise<void>,
  { sideBySide = false }: { readonly sideBySide?: boolean } = {},
) {
  return batch(async (record) => effect(z.parse(message, JSON.parse(record.body)), systemClock()), sideBySide);
}

function batch(each: (record: SQSRecord) => Promise<void>, sideBySide = false) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records }) => {
    const failed: SQSRecord[] = [];
    const attempt = async (record: SQSRecord) => {
      try {
        await each(record);
      } catch (error) {
        failed.push(record);
        tellFailure(error, record);
      }
    };
    if (sideBySide) await Promise.all(Records.map(attempt));
    else for (const record of Records) await attempt(record);
    return answerOf(Records, failed);
  });
}

/** Under its message id, so that who looks at a dead message finds why it died. */
function tellFailure(error: unknown, { messageId }: SQSRecord): void {
  log.error('message failed', { error: error as Error, messageId });
  count('messagesFailed');
}

function answerOf(all: readonly SQSRecord[], failed: readonly SQSRecord[]): SQSBatchResponse {
  log.info('batch', { messages: all.length, failed: failed.length });
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
