// Sending to a queue.
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSender } from '../../../functions/shared/sqs.ts';

const client = mockClient(SQSClient);
const send = createSender('https://queue', client as unknown as SQSClient);

beforeEach(() => client.reset());

describe('sending messages', () => {
  it('is one call, each with its own delay and group', async () => {
    client.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await send([
      { body: { n: 1 }, delaySeconds: 0 },
      { body: { n: 2 }, delaySeconds: 9, group: 'one of many' },
    ]);
    expect(client.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueueUrl: 'https://queue',
        Entries: [
          { Id: '0', MessageBody: '{"n":1}', DelaySeconds: 0 },
          { Id: '1', MessageBody: '{"n":2}', DelaySeconds: 9, MessageGroupId: 'one of many' },
        ],
      },
    ]);
  });

  it('fails when the queue refused a message', async () => {
    const Failed = [{ Id: '0', SenderFault: false, Code: 'InternalError' }];
    client.on(SendMessageBatchCommand).resolves({ Successful: [], Failed });
    await expect(send([{ body: {}, delaySeconds: 0 }])).rejects.toThrow('refused 1 messages: InternalError');
  });

  it('takes any number, ten in a call, and none for none', async () => {
    client.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await send([]);
    expect(client.calls()).toEqual([]);
    await send(Array.from({ length: 21 }, (_, n) => ({ body: { n }, delaySeconds: 0 })));
    const sent = client.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);
    expect(sent.map(({ length }) => length)).toEqual([10, 10, 1]);
    expect(sent.flat().map(({ MessageBody }) => MessageBody)).toEqual(
      Array.from({ length: 21 }, (_, n) => JSON.stringify({ n })),
    );
  });
});
