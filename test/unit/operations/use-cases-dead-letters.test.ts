// Looking at dead letters, where a queue fails or never ends.
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { listDeadLetters, lookAtMessages } from '../../../functions/operations/use-cases-dead-letters.ts';
import { cloudWatch, depth, message, NOW, putBack, receives, sqs, tools, warned, world } from './dead-queue.ts';

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
    const filterPattern = '{ ($.messageId = "m2") || ($.messageId = "m1") }';
    cloudWatch.on(FilterLogEventsCommand, { filterPattern }).resolves({ events: [said] });
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
    expect(cloudWatch.calls()).toHaveLength(1);
  });

  it('cuts a body that is too long to show, and says so', async () => {
    receives([{ ...message(1), Body: 'x'.repeat(70_000) }, message(2)]);
    const { messages } = await lookAtMessages(tools, { name: 'a-dead' });
    expect(messages.map(({ body, truncated }) => [String(body).length, truncated])).toEqual([
      [65_536, true],
      [15, undefined],
    ]);
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
      world.time += 2_000;
      return { Messages: [message(n++)] };
    });
    const { messages } = await lookAtMessages(tools, { name: 'a-dead', limit: 50 });
    expect(messages).toHaveLength(3);
  });

  it('is refused at a queue that nobody knows', async () => {
    await expect(lookAtMessages(tools, { name: 'b-dead' })).rejects.toThrow('DEAD_LETTERS_NOT_FOUND');
  });
});
