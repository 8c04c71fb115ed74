// Sending dead letters back, where a queue refuses, fails or never ends.
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { redrive } from '../../../functions/operations/use-cases-dead-letters.ts';
import { deleted, depth, message, NOW, putBack, receives, sqs, taken, tools, world } from './dead-queue.ts';

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

  it('of one message that is not there says that all were looked at', async () => {
    receives([message(1)], [message(2)]);
    sqs.on(GetQueueAttributesCommand).resolves(depth(2));
    expect(await redrive(tools, { ...asked, messageId: 'm3' })).toEqual({ redriven: 0, left: 2, searched: 'all' });
    expect(putBack()).toEqual(['r1', 'r2']);
  });

  it('of one message that it did not find in time says that only a part was looked at', async () => {
    let n = 0;
    sqs.on(ReceiveMessageCommand).callsFake(() => {
      world.time += 5_000;
      return { Messages: [message(n++)] };
    });
    sqs.on(GetQueueAttributesCommand).resolves(depth(96));
    expect(await redrive(tools, { ...asked, messageId: 'm99' })).toEqual({ redriven: 0, left: 96, searched: 'part' });
  });

  it('of one message says the same when somebody else looks at some: it may be one of those', async () => {
    receives([message(1)]);
    const Attributes = { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '1' };
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes });
    expect(await redrive(tools, { ...asked, messageId: 'm3' })).toEqual({ redriven: 0, left: 2, searched: 'part' });
  });

  it('of one message that the queue refused does not say that it was not found', async () => {
    receives([message(1)]);
    sqs.on(SendMessageBatchCommand).resolves(taken());
    sqs.on(GetQueueAttributesCommand).resolves(depth(1));
    expect(await redrive(tools, { ...asked, messageId: 'm1' })).toEqual({ redriven: 0, left: 1 });
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
      world.time += 5_000;
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
