// Queues and log groups of a test's own, called as a stage's are, on the cloud of this run.
import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { deadQueuesOf } from '../../../functions/operations/domain.ts';
import { createLogGateway } from '../../../functions/operations/gateway-logs.ts';
import { createQueueGateway } from '../../../functions/operations/gateway-queues.ts';
import { clientConfig } from '../../../localstack/cloud.ts';

const WORKER = 'tests-work';

/** A stage with a queue `work`, its dead letters, and a queue `parked` that feeds nothing. */
export async function newStage() {
  const STAGE = randomUUID();
  const config = clientConfig(inject('cloud').cloud);
  const [sqs, cloudWatch] = [new SQSClient(config), new CloudWatchLogsClient(config)];
  const named = async (name: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `onsale-${STAGE}-${name}` }));
    return QueueUrl;
  };
  const work = await named('work');
  const dead = await named('work-dead');
  const parked = await named('parked');
  const logGroupName = `/aws/lambda/onsale-${STAGE}-${WORKER}`;
  await cloudWatch.send(new CreateLogGroupCommand({ logGroupName }));
  await cloudWatch.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));

  const receive = (QueueUrl: string) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }));

  return {
    worker: WORKER,
    tools: {
      clock: Date.now,
      dead: deadQueuesOf(`work:${WORKER},parked`),
      queues: createQueueGateway({ STAGE }, sqs),
      logs: createLogGateway({ STAGE }, cloudWatch),
    },
    /** A message dies, of a group if it had one. @returns its id */
    async dies(body: unknown, group?: string): Promise<string> {
      const grouped = group === undefined ? {} : { MessageGroupId: group };
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      const { MessageId = '' } = await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody, ...grouped }));
      return MessageId;
    },

    /** Its consumer says something. */
    async says(at: number, ...lines: readonly (object | string)[]): Promise<void> {
      const logEvents = lines.map((line) => {
        return { timestamp: at, message: typeof line === 'string' ? line : JSON.stringify(line) };
      });
      await cloudWatch.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
    },

    /** Takes everything that can be seen now out of the queue that dead letters go back to. @returns the bodies */
    async works(): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await receive(work);
        if (Messages.length === 0) return bodies;
        for (const { Body = '', ReceiptHandle } of Messages) {
          bodies.push(Body);
          await sqs.send(new DeleteMessageCommand({ QueueUrl: work, ReceiptHandle }));
        }
      }
    },

    /** The bodies that anybody could receive from the dead letters at this moment; they are hidden from then on. */
    async visible(): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await receive(dead);
        if (Messages.length === 0) return bodies;
        bodies.push(...Messages.map(({ Body = '' }) => Body));
      }
    },

    async end(): Promise<void> {
      for (const QueueUrl of [work, dead, parked]) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      await cloudWatch.send(new DeleteLogGroupCommand({ logGroupName }));
      sqs.destroy();
      cloudWatch.destroy();
    },
  };
}

export type TestStage = Awaited<ReturnType<typeof newStage>>;
