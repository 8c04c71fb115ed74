// The SQS wrapper: one bad message never takes the others with it.
import type { Context, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { consumer, together, worker } from '../../../functions/shared/consumer.ts';
import { defineEvent, published } from '../../../functions/shared/event.ts';
import { log } from '../../../functions/shared/log.ts';

vi.mock('../../../functions/shared/log.ts', () => ({ log: { info: vi.fn(), error: vi.fn() }, count: vi.fn() }));
afterEach(() => vi.mocked(log.error).mockClear());

const Paid = defineEvent('payments', 'Paid', 1, z.object({ amount: z.int() }));
const head = { id: 'wallet/u1/3', at: 1_700_000_000_000, cause: { correlationId: 'j1', causationId: 'r1' } };
const { envelope } = published(Paid, head, { amount: 500 });

function message(messageId: string, body: unknown): SQSRecord {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const rest = { receiptHandle: 'r', attributes: {}, messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' };
  return { ...rest, messageId, body: text, eventSourceARN: 'arn', awsRegion: 'r' } as unknown as SQSRecord;
}

const failed = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

describe('a consumer of an event', () => {
  it('is given its data, and the cause of what it will write', async () => {
    const effect = vi.fn(async () => {});
    const record = message('m1', { detail: envelope });
    expect(await consumer(Paid, effect)({ Records: [record] }, {} as Context)).toEqual(failed());
    expect(effect).toHaveBeenCalledWith({
      data: { amount: 500 },
      envelope,
      cause: { correlationId: 'j1', causationId: 'wallet/u1/3' },
      now: expect.any(Number),
      body: record.body,
    });
  });

  it.each([
    ['broken JSON', '{'],
    ['no envelope', { detail: {} }],
    ['another event', { detail: { ...envelope, type: 'Refunded' } }],
    ['a version it does not know', { detail: { ...envelope, version: 2 } }],
    ['data that does not fit', { detail: { ...envelope, data: { amount: 'much' } } }],
  ])('gives back %s, untouched', async (_, body) => {
    const effect = vi.fn(async () => {});
    expect(await consumer(Paid, effect)({ Records: [message('m1', body)] }, {} as Context)).toEqual(failed('m1'));
    expect(effect).not.toHaveBeenCalled();
  });

  it('takes an event with a field that came later', async () => {
    const effect = vi.fn(async () => {});
    const body = { detail: { ...envelope, data: { amount: 500, currency: 'KRW' } } };
    expect(await consumer(Paid, effect)({ Records: [message('m1', body)] }, {} as Context)).toEqual(failed());
  });
});

describe('a batch', () => {
  it('gives back only what failed, and goes on with the rest', async () => {
    const done: number[] = [];
    const handler = worker(z.object({ n: z.int() }), async ({ n }) => {
      if (n === 2) throw new Error('not now');
      done.push(n);
    });
    const records = [1, 2, 3].map((n) => message(`m${n}`, { n }));
    expect(await handler({ Records: records }, {} as Context)).toEqual(failed('m2'));
    expect(done).toEqual([1, 3]);
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  it('of messages that are none of its own gives all of them back', async () => {
    const handler = worker(z.object({ n: z.int() }), async () => {});
    const records = [message('m1', { n: '1' }), message('m2', 'text')];
    expect(await handler({ Records: records }, {} as Context)).toEqual(failed('m1', 'm2'));
  });

  it('is worked on side by side where its worker asks for that, and gives back only what failed', async () => {
    const allBegun = Promise.withResolvers<void>();
    let begun = 0;
    const handler = worker(
      z.object({ n: z.int() }),
      async ({ n }) => {
        begun += 1;
        if (begun === 3) allBegun.resolve();
        await allBegun.promise;
        if (n === 2) throw new Error('not now');
      },
      { sideBySide: true },
    );
    const records = [1, 2, 3].map((n) => message(`m${n}`, { n }));
    expect(await handler({ Records: [...records, message('m4', 'text')] }, {} as Context)).toEqual(failed('m4', 'm2'));
  });
});

describe('a consumer of a whole batch', () => {
  const counted = (fails: (amounts: readonly number[]) => readonly number[]) => {
    const seen: number[][] = [];
    const handler = together([Paid], async (events) => {
      const amounts = events.map(({ data }) => data.amount);
      seen.push(amounts);
      const failing = fails(amounts);
      return events
        .filter(({ data }) => failing.includes(data.amount))
        .map((event) => ({ event, error: new Error('no such amount') }));
    });
    return { handler, seen };
  };
  const paid = (messageId: string, amount: number) => message(messageId, { detail: { ...envelope, data: { amount } } });
  const three = [paid('m1', 1), paid('m2', 2), paid('m3', 3)];

  it('is given all events at once', async () => {
    const { handler, seen } = counted(() => []);
    expect(await handler({ Records: three }, {} as Context)).toEqual(failed());
    expect(seen).toEqual([[1, 2, 3]]);
  });

  it('gives back the events that it could not handle, and no others, with the error under the message id', async () => {
    const { handler } = counted(() => [2]);
    expect(await handler({ Records: three }, {} as Context)).toEqual(failed('m2'));
    expect(log.error).toHaveBeenCalledWith('message failed', { error: new Error('no such amount'), messageId: 'm2' });
  });

  it('keeps what it cannot read from the others', async () => {
    const { handler, seen } = counted(() => []);
    const records = [message('bad', '{'), ...three, message('later', { detail: { ...envelope, version: 2 } })];
    expect(await handler({ Records: records }, {} as Context)).toEqual(failed('bad', 'later'));
    expect(seen).toEqual([[1, 2, 3]]);
  });

  it('gives back all that it could read when it came to nothing', async () => {
    const handler = together([Paid], async () => Promise.reject(new Error('the table does not answer')));
    expect(await handler({ Records: three }, {} as Context)).toEqual(failed('m1', 'm2', 'm3'));
  });

  it('is not called for nothing', async () => {
    const { handler, seen } = counted(() => []);
    expect(await handler({ Records: [message('bad', '{')] }, {} as Context)).toEqual(failed('bad'));
    expect(seen).toEqual([]);
  });
});
