// Sending to a queue: up to ten messages in one call, each with its own delay.
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from './aws.ts';

export interface Message {
  /** Becomes JSON. */
  readonly body: object;
  /** Whole seconds, 0 to 900, before a consumer sees it. */
  readonly delaySeconds: number;
  /** Whose message it is: when one's keep the consumers busy, those of others go first (SQS fair queues). */
  readonly group?: string;
}

/** @throws when the queue refused some of them */
export type SendMessages = (messages: readonly Message[]) => Promise<void>;

/** SendMessageBatch takes ten entries. */
export const MESSAGES = 10;

export function createSender(
  queueUrl: string,
  client: Pick<SQSClient, 'send'> = new SQSClient(clientConfig),
): SendMessages {
  return async (messages) => {
    if (messages.length > MESSAGES) throw new Error(`${messages.length} messages do not fit in one batch`);
    const Entries = messages.map(({ body, delaySeconds, group }, i) => ({
      Id: String(i),
      MessageBody: JSON.stringify(body),
      DelaySeconds: delaySeconds,
      ...(group === undefined ? {} : { MessageGroupId: group }),
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue refused ${Failed.length} messages: ${Failed[0]?.Code}`);
  };
}
