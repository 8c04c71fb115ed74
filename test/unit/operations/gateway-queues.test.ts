// The gateway to queues: the exact commands, and what their answers mean.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueueGateway, type Held } from '../../../functions/operations/gateway-queues.ts';
import { log } from '../../../functions/shared/log.ts';

vi.spyOn(log, 'warn').mockReturnValue();
const client = mockClient(SQSClient);
const gateway = () => createQueueGateway({ STAGE: 'prod' }, client as unknown as SQSClient);
const held = (n: number): Held => {
  return { messageId: `m${n}`, receipt: `r${n}`, body: `{"n":${n}}`, sentAt: 1, receives: 1 };
};

beforeEach(() => {
  client.reset();
  client.on(GetQueueUrlCommand).resolves({ QueueUrl: 'http://queues/q' });
});

it('finds a queue by its whole name, once per instance', async () => {
  client.on(GetQueueAttributesCommand).resolves({});
  const queues = gateway();
  await queues.depth('a-dead');
  await queues.depth('a-dead');
  expect(client.commandCalls(GetQueueUrlCommand).map(({ args }) => args[0].input)).toEqual([
    { QueueName: 'onsale-prod-a-dead' },
  ]);
});

it('tells how many messages wait, and how many somebody has', async () => {
  const Attributes = { ApproximateNumberOfMessages: '3', ApproximateNumberOfMessagesNotVisible: '1' };
  client.on(GetQueueAttributesCommand).resolves({ Attributes });
  expect(await gateway().depth('a-dead')).toEqual({ messages: 3, inFlight: 1 });
  expect(client.commandCalls(GetQueueAttributesCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'http://queues/q',
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
});

describe('receiving', () => {
  it('hides messages for the time given, and asks all servers of the queue', async () => {
    client.on(ReceiveMessageCommand).resolves({
      Messages: [
        {
          MessageId: 'm1',
          ReceiptHandle: 'r1',
          Body: '{}',
          Attributes: { SentTimestamp: '1700000000000', ApproximateReceiveCount: '6' },
        },
      ],
    });
    expect(await gateway().receive('a-dead', { most: 4, seconds: 15 })).toEqual([
      { messageId: 'm1', receipt: 'r1', body: '{}', sentAt: 1_700_000_000_000, receives: 6 },
    ]);
    expect(client.commandCalls(ReceiveMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'http://queues/q',
      MaxNumberOfMessages: 4,
      VisibilityTimeout: 15,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['ERROR_CODE', 'ERROR_MESSAGE'],
    });
  });

  it('tells what the bus says of an event that it could not deliver', async () => {
    const said = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { ERROR_MESSAGE: said('not authorized'), ERROR_CODE: said('NO_PERMISSIONS') };
    client.on(ReceiveMessageCommand).resolves({ Messages: [{ MessageId: 'm1', MessageAttributes }] });
    const [message] = await gateway().receive('a-rule-dead', { most: 10, seconds: 15 });
    expect(message?.error).toBe('NO_PERMISSIONS: not authorized');
  });

  it('gives nothing when the queue is empty', async () => {
    client.on(ReceiveMessageCommand).resolves({});
    expect(await gateway().receive('a-dead', { most: 10, seconds: 15 })).toEqual([]);
  });
});

it('puts messages back in batches of ten, to be seen at once', async () => {
  client.on(ChangeMessageVisibilityBatchCommand).resolves({});
  await gateway().putBack(
    'a-dead',
    Array.from({ length: 11 }, (_, n) => held(n)),
  );
  const inputs = client.commandCalls(ChangeMessageVisibilityBatchCommand).map(({ args }) => args[0].input);
  expect(inputs.map(({ Entries = [] }) => Entries.length)).toEqual([10, 1]);
  expect(inputs[1]).toEqual({
    QueueUrl: 'http://queues/q',
    Entries: [{ Id: '10', ReceiptHandle: 'r10', VisibilityTimeout: 0 }],
  });
});

it('sends bodies as they were, and tells which the queue took', async () => {
  client.on(SendMessageBatchCommand).resolves({
    Successful: [{ Id: '1', MessageId: 'new', MD5OfMessageBody: '' }],
    Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }],
  });
  expect(await gateway().send('a', [held(5), held(6)])).toEqual([held(6)]);
  expect(client.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'http://queues/q',
    Entries: [
      { Id: '0', MessageBody: '{"n":5}' },
      { Id: '1', MessageBody: '{"n":6}' },
    ],
  });
});

describe('sending', () => {
  const batches = () => client.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);
  const takesAll = () =>
    client.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({
      Successful: Entries.map(({ Id }: { Id: string }) => ({ Id, MessageId: 'new', MD5OfMessageBody: '' })),
    }));
  const heavy = (n: number, bytes: number): Held => ({ ...held(n), body: '가'.repeat(bytes / 3) });

  it('keeps whose message it is, so that nobody keeps the consumers busy after a redrive either', async () => {
    const Attributes = { SentTimestamp: '1', ApproximateReceiveCount: '1', MessageGroupId: 'whk_1' } as const;
    const Messages = [{ MessageId: 'm1', ReceiptHandle: 'r1', Body: '{}', Attributes }];
    client.on(ReceiveMessageCommand).resolves({ Messages });
    takesAll();
    const queues = gateway();
    await queues.send('a', await queues.receive('a-dead', { most: 10, seconds: 15 }));
    expect(batches()).toEqual([[{ Id: '0', MessageBody: '{}', MessageGroupId: 'whk_1' }]]);
  });

  it('goes in batches of at most 256 KB in bytes, in order', async () => {
    takesAll();
    const messages = [heavy(1, 120_000), heavy(2, 120_000), heavy(3, 120_000), heavy(4, 240_000), heavy(5, 30)];
    expect(await gateway().send('a', messages)).toEqual(messages);
    expect(batches().map((entries) => entries.map(({ MessageBody = '' }) => Buffer.byteLength(MessageBody)))).toEqual([
      [120_000, 120_000],
      [120_000],
      [240_000, 30],
    ]);
  });

  it('tells what was taken before a batch failed: those are not sent again', async () => {
    const first = { Successful: [{ Id: '0', MessageId: 'new', MD5OfMessageBody: '' }], Failed: [] };
    client.on(SendMessageBatchCommand).resolvesOnce(first).rejects(new Error('down'));
    expect(await gateway().send('a', [heavy(1, 240_000), heavy(2, 240_000), heavy(3, 30)])).toEqual([
      heavy(1, 240_000),
    ]);
    expect(batches()).toHaveLength(2);
  });

  it('fails when not even the first batch could be sent', async () => {
    client.on(SendMessageBatchCommand).rejects(new Error('down'));
    await expect(gateway().send('a', [heavy(1, 240_000), heavy(2, 240_000)])).rejects.toThrow('down');
  });
});

it('deletes by receipt', async () => {
  client.on(DeleteMessageBatchCommand).resolves({});
  await gateway().remove('a-dead', [held(5)]);
  expect(client.commandCalls(DeleteMessageBatchCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'http://queues/q',
    Entries: [{ Id: '0', ReceiptHandle: 'r5' }],
  });
});
