// Looking at dead letters and sending them back, where a queue refuses, fails or never ends.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
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
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogGateway } from '../../../functions/operations/gateway-logs.ts';
import { createQueueGateway } from '../../../functions/operations/gateway-queues.ts';
import { listDeadLetters, lookAtMessages, redrive } from '../../../functions/operations/use-cases-dead-letters.ts';
import { log } from '../../../functions/shared/log.ts';

vi.spyOn(log, 'info').mockReturnValue();
const warned = vi.spyOn(log, 'warn').mockReturnValue();

const NOW = 1_700_000_000_000;
const sqs = mockClient(SQSClient);
const cloudWatch = mockClient(CloudWatchLogsClient);
const feeds = { queue: 'a', worker: 'seats-release-seats' };
let time = NOW;
const tools = {
  clock: () => time,
  dead: [{ name: 'parked' }, { name: 'a-dead', feeds }],
  queues: createQueueGateway({ STAGE: 'prod' }, sqs as unknown as SQSClient),
  logs: createLogGateway({ STAGE: 'prod' }, cloudWatch as unknown as CloudWatchLogsClient),
};

const message = (n: number, sentAt = NOW - 60_000) => ({
  MessageId: `m${n}`,
  ReceiptHandle: `r${n}`,
  Body: `{"n":${n}}`,
  Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: '5' },
});
const taken = (...ids: string[]) => ({
  Successful: ids.map((Id) => ({ Id, MessageId: 'new', MD5OfMessageBody: '' })),
  Failed: [],
});
const depth = (waiting: number) => ({ Attributes: { ApproximateNumberOfMessages: String(waiting) } });

/** What the queue gives, one answer after the other, and then nothing. */
function receives(...answers: Message[][]): void {
  const left = [...answers];
  sqs.on(ReceiveMessageCommand).callsFake(() => ({ Messages: left.shift() ?? [] }));
}

const receipts = (command: typeof DeleteMessageBatchCommand | typeof ChangeMessageVisibilityBatchCommand) =>
  sqs.commandCalls(command).flatMap(({ args }) => (args[0].input.Entries ?? []).map((entry) => entry.ReceiptHandle));
const deleted = () => receipts(DeleteMessageBatchCommand);
const putBack = () => receipts(ChangeMessageVisibilityBatchCommand);

beforeEach(() => {
  time = NOW;
  warned.mockClear();
  sqs.reset();
  cloudWatch.reset();
  sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: `http://${QueueName}` }));
  sqs.on(GetQueueAttributesCommand).resolves(depth(0));
  sqs.on(ReceiveMessageCommand).resolves({});
  cloudWatch.on(FilterLogEventsCommand).resolves({});
});

describe('a list of dead letters', () => {
  it('tells depth, age and where they go back to, and looks only where there is something', async () => {
    sqs.on(GetQueueAttributesCommand, { QueueUrl: 'http://onsale-prod-a-dead' }).resolves(depth(2));
    receives([message(1), message(2, NOW - 90_500)]);
    expect(await listDeadLetters(tools)).toEqual({
      queues: [
        {
          name: 'a-dead',
          messages: 2,
          inFlight: 0,
          oldestAt: '2023-11-15T07:11:49.500+09:00',
          oldestAgeSeconds: 90,
          feeds: 'a',
          redrivable: true,
        },
        { name: 'parked', messages: 0, inFlight: 0, redrivable: false },
      ],
    });
    expect(sqs.commandCalls(ReceiveMessageCommand)).toHaveLength(1);
    expect(putBack()).toEqual(['r1', 'r2']);
  });
});

describe('a look', () => {
  it('shows each message once, the oldest first, with why it died, and puts all of them back', async () => {
    receives([message(1), message(2, NOW - 90_000)], [{ ...message(1), ReceiptHandle: 'r1-again', Body: 'text' }]);
    const error = { messageId: 'm2', error: { name: 'Error', message: 'no' } };
    const said = { message: JSON.stringify(error), timestamp: NOW - 80_000 };
    cloudWatch.on(FilterLogEventsCommand, { filterPattern: '"m2"' }).resolves({ events: [said] });
    expect(await lookAtMessages(tools, { name: 'a-dead' })).toEqual({
      messages: [
        {
          messageId: 'm2',
          sentAt: '2023-11-15T07:11:50.000+09:00',
          receives: 5,
          body: { n: 2 },
          error: 'Error: no',
          errorAt: '2023-11-15T07:12:00.000+09:00',
        },
        { messageId: 'm1', sentAt: '2023-11-15T07:12:20.000+09:00', receives: 5, body: 'text' },
      ],
    });
    expect(putBack()).toEqual(['r1-again', 'r2']);
  });

  it('takes no more than was asked for', async () => {
    sqs.on(ReceiveMessageCommand).resolves({ Messages: [message(1), message(2), message(3)] });
    await lookAtMessages(tools, { name: 'a-dead', limit: 3 });
    const most = sqs.commandCalls(ReceiveMessageCommand).map(({ args }) => args[0].input.MaxNumberOfMessages);
    expect(most).toEqual([3]);
  });

  it('puts back what it has when the queue fails in the middle', async () => {
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [message(1)] })
      .rejects(new Error('down'));
    await expect(lookAtMessages(tools, { name: 'a-dead' })).rejects.toThrow('down');
    expect(putBack()).toEqual(['r1']);
  });

  it('shows what it saw although nothing could be put back: that comes back by itself', async () => {
    receives([message(1)]);
    sqs.on(ChangeMessageVisibilityBatchCommand).rejects(new Error('down'));
    const { messages } = await lookAtMessages(tools, { name: 'a-dead' });
    expect(messages.map(({ messageId }) => messageId)).toEqual(['m1']);
    expect(warned).toHaveBeenCalledOnce();
  });

  it('ends although the queue never does', async () => {
    let n = 0;
    sqs.on(ReceiveMessageCommand).callsFake(() => {
      time += 2_000;
      return { Messages: [message(n++)] };
    });
    const { messages } = await lookAtMessages(tools, { name: 'a-dead', limit: 50 });
    expect(messages).toHaveLength(3);
  });

  it('is refused at a queue that nobody knows', async () => {
    await expect(lookAtMessages(tools, { name: 'b-dead' })).rejects.toThrow('DEAD_LETTERS_NOT_FOUND');
  });
});

describe('a redrive', () => {
  const asked = { name: 'a-dead', now: NOW };

  it('sends first and deletes then', async () => {
    receives([message(1), message(2)]);
    sqs.on(SendMessageBatchCommand).resolves(taken('0', '1'));
    expect(await redrive(tools, asked)).toEqual({ redriven: 2, left: 0 });
    const order = sqs.calls().map(({ args }) => args[0].constructor.name);
    expect(order.indexOf('SendMessageBatchCommand')).toBeLessThan(order.indexOf('DeleteMessageBatchCommand'));
    expect(sqs.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'http://onsale-prod-a',
      Entries: [
        { Id: '0', MessageBody: '{"n":1}' },
        { Id: '1', MessageBody: '{"n":2}' },
      ],
    });
    expect([deleted(), putBack()]).toEqual([['r1', 'r2'], []]);
  });

  it('keeps every message whose sending fails', async () => {
    receives([message(1), message(2)]);
    sqs.on(SendMessageBatchCommand).rejects(new Error('down'));
    await expect(redrive(tools, asked)).rejects.toThrow('down');
    expect([deleted(), putBack()]).toEqual([[], ['r1', 'r2']]);
  });

  it('deletes only what the queue took, and stops there', async () => {
    sqs.on(ReceiveMessageCommand).resolves({ Messages: [message(1), message(2)] });
    sqs.on(SendMessageBatchCommand).resolves(taken('1'));
    sqs.on(GetQueueAttributesCommand).resolves(depth(1));
    expect(await redrive(tools, asked)).toEqual({ redriven: 1, left: 1 });
    expect([deleted(), putBack()]).toEqual([['r2'], ['r1']]);
  });

  it('leaves a message in both queues when it dies between sending and deleting: doubled, never lost', async () => {
    receives([message(1)]);
    sqs.on(SendMessageBatchCommand).resolves(taken('0'));
    sqs.on(DeleteMessageBatchCommand).rejects(new Error('killed'));
    await expect(redrive(tools, asked)).rejects.toThrow('killed');
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
    expect(putBack()).toEqual([]);
  });

  it('of one message ends when it is found, and puts the others back', async () => {
    sqs.on(ReceiveMessageCommand).resolves({ Messages: [message(1), message(2)] });
    sqs.on(SendMessageBatchCommand).resolves(taken('0'));
    expect(await redrive(tools, { ...asked, messageId: 'm2' })).toEqual({ redriven: 1, left: 0 });
    expect([deleted(), putBack()]).toEqual([['r2'], ['r1']]);
    expect(sqs.commandCalls(ReceiveMessageCommand)).toHaveLength(1);
  });

  it('of all leaves what was sent after it was asked', async () => {
    receives([message(1), message(2, NOW + 1)]);
    sqs.on(SendMessageBatchCommand).resolves(taken('0'));
    expect(await redrive(tools, asked)).toMatchObject({ redriven: 1 });
    expect([deleted(), putBack()]).toEqual([['r1'], ['r2']]);
  });

  it('ends within 20 s, and tells what is left', async () => {
    let n = 0;
    sqs.on(ReceiveMessageCommand).callsFake(() => {
      time += 5_000;
      return { Messages: [message(n++)] };
    });
    sqs.on(SendMessageBatchCommand).resolves(taken('0'));
    sqs.on(GetQueueAttributesCommand).resolves(depth(96));
    expect(await redrive(tools, asked)).toEqual({ redriven: 4, left: 96 });
  });

  it('is refused at a queue that feeds nothing, with the command that helps', async () => {
    const refused = redrive(tools, { ...asked, name: 'parked' });
    await expect(refused).rejects.toMatchObject({
      kind: { code: 'NOT_REDRIVABLE', status: 409, en: expect.stringContaining('npm run outbox:replay') },
    });
    await expect(redrive(tools, { ...asked, name: 'b-dead' })).rejects.toThrow('DEAD_LETTERS_NOT_FOUND');
  });
});
