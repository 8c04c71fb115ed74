// Sending to a queue: ten messages in one call, each with its own delay.
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

/** Any number of messages, ten in a call. @throws when the queue refused some of them: those of earlier calls are sent */
export type SendMessages = (messages: readonly Message[]) => Promise<void>;

/** SendMessageBatch takes ten entries. */
export const MESSAGES = 10;

export function createSender(
  queueUrl: string,
  client: Pick<SQSClient, 'send'> = new SQSClient(clientConfig),
): SendMessages {
  const sendTen = async (messages: readonly Message[]) => {
    const Entries = messages.map(({ body, delaySeconds, group }, i) => ({
      Id: String(i),
      MessageBody: JSON.stringify(body),
      DelaySeconds: delaySeconds,
      ...(group === undefined ? {} : { MessageGroupId: group }),
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue refused ${Failed.length} messages: ${Failed[0]?.Code}`);
  };
  return async (messages) => {
    for (let i = 0; i < messages.length; i += MESSAGES) await sendTen(messages.slice(i, i + MESSAGES));
  };
}
