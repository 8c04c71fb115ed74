// A sale whose events are delivered one by one, in any order and any number of times, to the real handlers of the stack.
import { join } from 'node:path';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { eventsOf as paymentEvents } from '../../functions/payments/outbox.ts';
import { eventsOf as reservationEvents } from '../../functions/reservations/outbox.ts';
import { eventsOf as seatEvents } from '../../functions/seats/outbox.ts';
import type { Db } from '../../functions/shared/aws.ts';
import type { Published } from '../../functions/shared/event.ts';
import { log } from '../../functions/shared/log.ts';
import { eventsOf as walletEvents } from '../../functions/wallet/outbox.ts';
import { EVENT_FACTS } from '../../scripts/event-facts.ts';
import { root } from '../../scripts/setup.mjs';
import { scan } from './table.ts';

/** The tables of the services that a journey meets, by the variable that handlers find them in. */
export const TABLES = [
  'CATALOG_TABLE',
  'QUEUE_TABLE',
  'SEATS_TABLE',
  'RESERVATIONS_TABLE',
  'PAYMENTS_TABLE',
  'WALLET_TABLE',
  'WALLET_HISTORY_TABLE',
  'RANKING_TABLE',
  'EXTERNAL_DATA_TABLE',
] as const;
export type Tables = Readonly<Record<(typeof TABLES)[number], string>>;

/** Who works on the messages that handlers send themselves; of the other queues nothing is delivered. */
const WORKERS: Readonly<Record<string, string | undefined>> = {
  WATCH_QUEUE_URL: 'reservations/watch-reservation',
  CONFIRM_QUEUE_URL: 'reservations/confirm-reservation',
  SETTLE_QUEUE_URL: 'payments/settle-payment',
  TICK_QUEUE_URL: undefined,
  DELIVERY_QUEUE_URL: undefined,
};

/** A message in the queue of a consumer. */
export interface Delivery {
  readonly handler: string;
  readonly body: string;
  /** Before this it is not delivered: epoch milliseconds. */
  readonly dueAt: number;
}

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const handlers = new Map<string, Promise<{ handler: Handler }>>();

/** As the stack would start it: its environment is there before it is loaded. */
function load(name: string): Promise<{ handler: Handler }> {
  const loading = handlers.get(name) ?? import(join(root, 'functions', `${name.replace('/', '/handlers/')}.ts`));
  handlers.set(name, loading);
  return loading;
}

const sent: Delivery[] = [];

/**
 * Makes this process the stack's: the handlers' environment, their queues, and a clock that the test moves. Ends with
 * `vi.unstubAllEnvs`, `vi.restoreAllMocks` and `vi.useRealTimers`.
 */
export function playStack(tables: Tables): void {
  for (const [name, table] of Object.entries(tables)) vi.stubEnv(name, table);
  for (const name of Object.keys(WORKERS)) vi.stubEnv(name, name);
  vi.stubEnv('AWS_REGION', 'ap-northeast-2');
  // A thousand deliveries are a thousand lines, and none of them is looked at.
  log.setLogLevel('SILENT');
  vi.spyOn(console, 'log').mockReturnValue(undefined);
  vi.spyOn(SQSClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('only batches of messages are played');
    const { QueueUrl = '', Entries = [] } = command.input;
    const handler = WORKERS[QueueUrl];
    for (const { MessageBody: body = '', DelaySeconds = 0 } of Entries) {
      if (handler) sent.push({ handler, body, dueAt: Date.now() + DelaySeconds * 1000 });
    }
    return {};
  });
  vi.useFakeTimers({ toFake: ['Date'] });
}

export function setNow(atMs: number): void {
  vi.setSystemTime(atMs);
}

/** The messages that handlers sent since the last call. */
export function takeSent(): Delivery[] {
  return sent.splice(0);
}

/** Gives a message to its consumer. @returns whether it was done with */
export async function deliver({ handler, body }: Delivery): Promise<boolean> {
  const record = { messageId: 'message', body, eventSource: 'aws:sqs' } as SQSRecord;
  const { batchItemFailures } = await (await load(handler)).handler({ Records: [record] }, {} as Context);
  return batchItemFailures.length === 0;
}

/** One message for each consumer of an event, as the rules of the stack make them. */
export function deliveriesOf({ envelope }: Published, dueAt: number): Delivery[] {
  const consumers = EVENT_FACTS[envelope.type]?.consumers ?? [];
  const body = JSON.stringify({ detail: envelope });
  return consumers.map(({ handler }) => ({ handler, body, dueAt }));
}

const SOURCES = [
  ['RESERVATIONS_TABLE', reservationEvents],
  ['PAYMENTS_TABLE', paymentEvents],
  ['WALLET_TABLE', walletEvents],
  ['SEATS_TABLE', seatEvents],
] as const;

/** Every event that the tables tell of one concert, whose id is in those of its people too. */
export async function eventsIn(db: Db, tables: Tables, concertId: string): Promise<Published[]> {
  const told = await Promise.all(
    SOURCES.map(async ([table, eventsOf]) => {
      const items = await scan(db, tables[table]);
      return items.flatMap((now) => eventsOf({ old: undefined, now, expired: false }));
    }),
  );
  return told.flat().filter(({ envelope }) => JSON.stringify(envelope.data).includes(concertId));
}
