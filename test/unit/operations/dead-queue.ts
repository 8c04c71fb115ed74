// A stage of two queues of dead letters, and logs, whose answers a test decides.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, vi } from 'vitest';
import { createLogGateway } from '../../../functions/operations/gateway-logs.ts';
import { createQueueGateway } from '../../../functions/operations/gateway-queues.ts';
import { log } from '../../../functions/shared/log.ts';

vi.spyOn(log, 'info').mockReturnValue();
export const warned = vi.spyOn(log, 'warn').mockReturnValue();

export const NOW = 1_700_000_000_000;
export const sqs = mockClient(SQSClient);
export const cloudWatch = mockClient(CloudWatchLogsClient);
const feeds = { queue: 'a', worker: 'seats-release-seats' };
export const world = { time: NOW };
export const tools = {
  clock: () => world.time,
  dead: [{ name: 'parked' }, { name: 'a-dead', feeds }],
  queues: createQueueGateway({ STAGE: 'prod' }, sqs as unknown as SQSClient),
  logs: createLogGateway({ STAGE: 'prod' }, cloudWatch as unknown as CloudWatchLogsClient),
};

export const message = (n: number, sentAt = NOW - 60_000) => ({
  MessageId: `m${n}`,
  ReceiptHandle: `r${n}`,
  Body: `{"n":${n}}`,
  Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: '5' },
});
export const taken = (...ids: string[]) => ({
  Successful: ids.map((Id) => ({ Id, MessageId: 'new', MD5OfMessageBody: '' })),
  Failed: [],
});
export const depth = (waiting: number) => ({ Attributes: { ApproximateNumberOfMessages: String(waiting) } });

/** What the queue gives, one answer after the other, and then nothing. */
export function receives(...answers: Message[][]): void {
  const left = [...answers];
  sqs.on(ReceiveMessageCommand).callsFake(() => ({ Messages: left.shift() ?? [] }));
}

const receipts = (command: typeof DeleteMessageBatchCommand | typeof ChangeMessageVisibilityBatchCommand) =>
  sqs.commandCalls(command).flatMap(({ args }) => (args[0].input.Entries ?? []).map((entry) => entry.ReceiptHandle));
export const deleted = () => receipts(DeleteMessageBatchCommand);
export const putBack = () => receipts(ChangeMessageVisibilityBatchCommand);

beforeEach(() => {
  world.time = NOW;
  warned.mockClear();
  sqs.reset();
  cloudWatch.reset();
  sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: `http://${QueueName}` }));
  sqs.on(GetQueueAttributesCommand).resolves(depth(0));
  sqs.on(ReceiveMessageCommand).resolves({});
  cloudWatch.on(FilterLogEventsCommand).resolves({});
});
