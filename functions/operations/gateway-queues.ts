// Speaks to the queues of dead letters by their names: counts, receives, puts back, sends on, deletes.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientConfig } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { log } from '../shared/log.ts';
import type { DeadMessage } from './domain.ts';

/** The batches of SQS take ten entries. */
const ENTRIES = 10;

/** And so many bytes of bodies together. */
const BATCH_BYTES = 256 * 1_024;

/** Long polling asks all servers of a queue, short polling some; any longer and the client would give up. */
const WAIT_SECONDS = 1;

/** A message that nobody else sees until its time is over. */
export interface Held extends DeadMessage {
  readonly receipt: string;
  /** Whose message it is (SQS fair queues). */
  readonly group?: string;
}

export interface Depth {
  /** Both are approximate: how many wait, and how many somebody has taken. */
  readonly messages: number;
  readonly inFlight: number;
}

/** Queues are named without `onsale-<stage>-`. */
export interface QueueGateway {
  depth(queue: string): Promise<Depth>;
  /** Up to `most` (at most 10) messages, hidden from others for so many seconds; none when the queue is empty. */
  receive(queue: string, how: { readonly most: number; readonly seconds: number }): Promise<Held[]>;
  /** Lets others see messages again at once. Best effort: the others come back when their time is over. */
  putBack(queue: string, held: readonly Held[]): Promise<void>;
  /**
   * Sends bodies as they are, each as its group's, in as many batches as they need.
   * @returns the messages that the queue took, also when a later batch fails
   * @throws when the first batch fails
   */
  send(queue: string, messages: readonly Held[]): Promise<Held[]>;
  /** Deletes up to 10 messages. */
  remove(queue: string, held: readonly Held[]): Promise<void>;
}

export function createQueueGateway(
  { STAGE }: { STAGE: string },
  client: Pick<SQSClient, 'send'> = new SQSClient(clientConfig),
): QueueGateway {
  const urls = new Map<string, string>();
  const urlOf = async (queue: string): Promise<string> => {
    const known = urls.get(queue);
    if (known !== undefined) return known;
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: `onsale-${STAGE}-${queue}` }));
    urls.set(queue, QueueUrl);
    return QueueUrl;
  };

  return {
    async depth(queue) {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: await urlOf(queue),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        messages: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    },

    async receive(queue, { most, seconds }) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: await urlOf(queue),
          MaxNumberOfMessages: most,
          VisibilityTimeout: seconds,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
          MessageAttributeNames: ['ERROR_CODE', 'ERROR_MESSAGE'],
        }),
      );
      return Messages.map(heldOf);
    },

    async putBack(queue, held) {
      const QueueUrl = await urlOf(queue);
      const Entries = held.map(({ receipt }, i) => ({ Id: String(i), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
      await inParallel(slices(Entries), (slice) =>
        client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: slice })),
      );
    },

    async send(queue, messages) {
      const QueueUrl = await urlOf(queue);
      const taken: Held[] = [];
      for (const batch of batchesOf(messages)) {
        try {
          const { Successful = [] } = await client.send(
            new SendMessageBatchCommand({ QueueUrl, Entries: batch.map(entryOf) }),
          );
          const ids = new Set(Successful.map(({ Id }) => Id));
          taken.push(...batch.filter((_, i) => ids.has(String(i))));
        } catch (error) {
          if (taken.length === 0) throw error;
          log.warn('messages not sent', { error: error as Error, queue });
          break;
        }
      }
      return taken;
    },

    async remove(queue, held) {
      const Entries = held.map(({ receipt }, i) => ({ Id: String(i), ReceiptHandle: receipt }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: await urlOf(queue), Entries }));
    },
  };
}

function heldOf({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MessageAttributes }: Message): Held {
  const said = ['ERROR_CODE', 'ERROR_MESSAGE'].flatMap((name) => MessageAttributes?.[name]?.StringValue ?? []);
  return {
    messageId: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    sentAt: Number(Attributes.SentTimestamp ?? 0),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    ...(Attributes.MessageGroupId === undefined ? {} : { group: Attributes.MessageGroupId }),
    ...(said.length > 0 ? { error: said.join(': ') } : {}),
  };
}

function entryOf({ body, group }: Held, i: number) {
  return { Id: String(i), MessageBody: body, ...(group === undefined ? {} : { MessageGroupId: group }) };
}

/** In their order; what is heavier than a batch may be goes alone. */
function batchesOf(messages: readonly Held[]): Held[][] {
  const batches: Held[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const weight = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last && last.length < ENTRIES && bytes + weight <= BATCH_BYTES) last.push(message);
    else {
      batches.push([message]);
      bytes = 0;
    }
    bytes += weight;
  }
  return batches;
}

function slices<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / ENTRIES) }, (_, i) =>
    items.slice(i * ENTRIES, (i + 1) * ENTRIES),
  );
}
