// The deployed stack's queues: who works on which, what waits in them, and what ended in their dead letters.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientConfig } from '../../localstack/cloud.ts';
import { EVENT_FACTS } from '../../scripts/event-facts.ts';
import type { TestCloud } from './cloud.ts';

/** The queue of a function that consumes events. */
export interface ConsumerQueue {
  /** `<service>/<handler>`. */
  readonly handler: string;
  readonly functionName: string;
  readonly url: string;
  readonly deadUrl: string;
  /** How often a message is tried before it is dead. */
  readonly tries: number;
  readonly visibilitySeconds: number;
}

const HANDLERS = new Set(Object.values(EVENT_FACTS).flatMap(({ consumers }) => consumers.map((one) => one.handler)));

export function createQueues({ cloud, functionPrefix }: TestCloud) {
  const config = clientConfig(cloud);
  const sqs = new SQSClient(config);
  const lambda = new LambdaClient(config);
  const logs = new CloudWatchLogsClient(config);

  const urlOf = async (arn: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(':').at(-1) ?? '' }))).QueueUrl ?? '';

  async function attributesOf(QueueUrl: string): Promise<Record<string, string>> {
    const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    return (await sqs.send(ask)).Attributes ?? {};
  }

  async function mappings() {
    const found = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.send(new ListEventSourceMappingsCommand(Marker ? { Marker } : {}));
      found.push(...(page.EventSourceMappings ?? []));
      Marker = page.NextMarker || undefined;
    } while (Marker);
    return found.map(({ UUID = '', EventSourceArn = '', FunctionArn = '' }) => {
      return { id: UUID, source: EventSourceArn, functionName: FunctionArn.split(':')[6] ?? '' };
    });
  }

  return {
    lambda,
    mappings,

    /** Of every function that consumes an event. */
    async consumers(): Promise<ConsumerQueue[]> {
      const byName = new Map([...HANDLERS].map((handler) => [functionPrefix + handler.replace('/', '-'), handler]));
      const queues: ConsumerQueue[] = [];
      for (const { source, functionName } of await mappings()) {
        const handler = byName.get(functionName);
        if (!handler || !source.includes(':sqs:')) continue;
        const url = await urlOf(source);
        const { RedrivePolicy = '{}', VisibilityTimeout } = await attributesOf(url);
        const { deadLetterTargetArn = '', maxReceiveCount } = JSON.parse(RedrivePolicy) as Record<string, string>;
        const deadUrl = await urlOf(deadLetterTargetArn);
        const visibilitySeconds = Number(VisibilityTimeout);
        queues.push({ handler, functionName, url, deadUrl, tries: Number(maxReceiveCount), visibilitySeconds });
      }
      return queues;
    },

    /** Calls a consumer with no message. */
    async wake(FunctionName: string): Promise<void> {
      await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records: [] }) }));
    },

    /** @returns the message's id */
    async send(QueueUrl: string, MessageBody: string): Promise<string> {
      return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId ?? '';
    },

    async setVisibility(QueueUrl: string, seconds: number): Promise<void> {
      const Attributes = { VisibilityTimeout: String(seconds) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    },

    /** How many messages wait or are being worked on; delayed ones wait for their time, and do not count. */
    async busy(QueueUrl: string): Promise<number> {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(QueueUrl);
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    },

    /** Takes those dead letters away that are `wanted`. @returns their bodies */
    async takeDead(QueueUrl: string, wanted: (body: string) => boolean): Promise<string[]> {
      const ask = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1, WaitTimeSeconds: 1 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(ask));
      const taken = Messages.filter(({ Body = '' }) => wanted(Body));
      for (const { ReceiptHandle } of taken) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return taken.map(({ Body = '' }) => Body);
    },

    /** How often a function logged that it failed on a message. */
    async failures(functionName: string, messageId: string): Promise<number> {
      const ask = { logGroupName: `/aws/lambda/${functionName}`, filterPattern: `"${messageId}"` };
      let found = 0;
      let nextToken: string | undefined;
      do {
        const page = await logs.send(new FilterLogEventsCommand({ ...ask, ...(nextToken ? { nextToken } : {}) }));
        found += (page.events ?? []).filter(({ message = '' }) => message.includes('message failed')).length;
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    },
  };
}
