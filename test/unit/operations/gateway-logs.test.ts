// The gateway to logs: the exact questions, and what the answers mean.
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogGateway } from '../../../functions/operations/gateway-logs.ts';
import { log } from '../../../functions/shared/log.ts';

vi.spyOn(log, 'warn').mockReturnValue();
const client = mockClient(CloudWatchLogsClient);
const logs = createLogGateway({ STAGE: 'prod' }, client as unknown as CloudWatchLogsClient);
const asked = () => client.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);
const event = (fields: object, timestamp = 1_700_000_000_000) => ({ message: JSON.stringify(fields), timestamp });

beforeEach(() => client.reset());

describe('why messages died', () => {
  const HOUR = 3_600_000;
  const sent = (messageId: string, sentAt = 1_700_000_000_000) => ({ messageId, sentAt });
  const failures = (...messages: { messageId: string; sentAt: number }[]) =>
    logs.failuresOf('seats-release-seats', { messages, signal: AbortSignal.timeout(5_000) });
  const failed = (messageId: string, message: string, at: number) =>
    event({ messageId, error: { name: 'Error', message } }, at);

  it('is the newest error under the id of each, asked for in one question, of when they were tried', async () => {
    client.on(FilterLogEventsCommand).resolves({
      events: [
        failed('m-1', 'first', 1_700_000_001_000),
        failed('m-1', 'last', 1_700_000_005_000),
        event({ messageId: 'm-1', message: 'event' }, 1_700_000_006_000),
        failed('m-3', 'speaks of m-1', 1_700_000_007_000),
        failed('m-2', 'other', 1_700_000_008_000),
      ],
    });
    const found = await failures(sent('m-1'), sent('m-2', 1_700_000_002_000), sent('m-4', 1_699_999_999_000));
    expect([...found]).toEqual([
      ['m-1', { error: 'Error: last', at: 1_700_000_005_000 }],
      ['m-2', { error: 'Error: other', at: 1_700_000_008_000 }],
    ]);
    expect(asked()).toEqual([
      {
        logGroupName: '/aws/lambda/onsale-prod-seats-release-seats',
        filterPattern: '{ ($.messageId = "m-1") || ($.messageId = "m-2") || ($.messageId = "m-4") }',
        startTime: 1_699_999_999_000,
        endTime: 1_700_000_002_000 + 2 * HOUR,
        limit: 10_000,
      },
    ]);
  });

  it('is asked for in patterns no longer than CloudWatch takes, each message once', async () => {
    client.on(FilterLogEventsCommand).resolves({});
    const ids = Array.from({ length: 50 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
    await failures(...ids.map((id) => sent(id)));
    const patterns = asked().map(({ filterPattern = '' }) => filterPattern);
    expect(Math.max(...patterns.map(({ length }) => length))).toBeLessThanOrEqual(1_024);
    expect(patterns.length).toBeLessThanOrEqual(4);
    expect(patterns.flatMap((pattern) => pattern.match(/[0-9a-f-]{36}/g) ?? [])).toEqual(ids);
  });

  it('is not asked for when there are none', async () => {
    expect([...(await failures())]).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('is not known when nothing was logged, nor when the logs do not answer', async () => {
    client.on(FilterLogEventsCommand).resolvesOnce({}).rejects(new Error('throttled'));
    expect([...(await failures(sent('m-1')))]).toEqual([]);
    expect([...(await failures(sent('m-1')))]).toEqual([]);
  });

  it('is what was read before the logs stopped answering', async () => {
    client
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [failed('m-1', 'no', 1_700_000_001_000)], nextToken: 'more' })
      .rejects(new Error('throttled'));
    expect((await failures(sent('m-1'))).get('m-1')).toEqual({ error: 'Error: no', at: 1_700_000_001_000 });
  });
});

describe('the lines of a journey', () => {
  const traces = {
    reservationId: 'rsv_1',
    correlationId: 'journey1',
    requestIds: ['q1='],
    eventIds: ['wallet/u1/7'],
    paymentIds: ['pay222222222222'],
  };
  const span = (signal = AbortSignal.timeout(5_000)) => ({ from: 5, until: 9, signal });

  it('are asked for by every id that no client chooses, in one question', async () => {
    client.on(FilterLogEventsCommand).resolves({});
    expect(await logs.linesOf('seats-release-seats', traces, span())).toEqual({ lines: [], complete: true });
    expect(asked()).toEqual([
      {
        logGroupName: '/aws/lambda/onsale-prod-seats-release-seats',
        filterPattern:
          '{ ($.reservationId = "rsv_1") || ($.eventId = "*rsv_1*") || ($.error.message = "*rsv_1*") ' +
          '|| ($.eventId = "*pay222222222222*") || ($.error.message = "*pay222222222222*") || ($.paymentId = "pay222222222222") ' +
          '|| ($.eventId = "wallet/u1/7") || ($.requestId = "q1=") || ($.message = "message failed") }',
        startTime: 5,
        endTime: 9,
        limit: 10_000,
      },
    ]);
  });

  it('are read page after page, also over empty ones', async () => {
    client
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [event({ n: 1 })], nextToken: 't1' })
      .resolvesOnce({ nextToken: 't2' })
      .resolvesOnce({ events: [event({ n: 2 })] });
    const { lines } = await logs.linesOf('seats-release-seats', traces, span());
    expect(lines.map(({ fields }) => fields.n)).toEqual([1, 2]);
    expect(asked().map(({ nextToken }) => nextToken)).toEqual([undefined, 't1', 't2']);
  });

  it('have the time at which they were said; what is no JSON is none of ours', async () => {
    client.on(FilterLogEventsCommand).resolves({
      events: [
        event({ timestamp: '2023-11-14T22:13:19.500Z' }),
        event({ timestamp: 'soon' }),
        { message: 'START RequestId: 1', timestamp: 1 },
        { message: '{broken', timestamp: 1 },
        {},
      ],
    });
    const { lines } = await logs.linesOf('seats-release-seats', traces, span());
    expect(lines.map(({ worker, at }) => [worker, at])).toEqual([
      ['seats-release-seats', 1_699_999_999_500],
      ['seats-release-seats', 1_700_000_000_000],
    ]);
  });

  const known = async (signal?: AbortSignal) => {
    const { lines, complete } = await logs.linesOf('seats-release-seats', traces, span(signal));
    return [lines.map(({ fields }) => fields.n), complete];
  };

  it('are incomplete when the logs fail', async () => {
    client.on(FilterLogEventsCommand).rejects(new Error('throttled'));
    expect(await known()).toEqual([[], false]);
  });

  it('are none, and complete, of a function that was never called: it may have no log group', async () => {
    const missing = new ResourceNotFoundException({
      message: 'The specified log group does not exist.',
      $metadata: {},
    });
    client.on(FilterLogEventsCommand).rejects(missing);
    expect(await known()).toEqual([[], true]);
  });

  it('that were read before the logs failed stay', async () => {
    client
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [event({ n: 1 })], nextToken: 't1' })
      .rejects(new Error('throttled'));
    expect(await known()).toEqual([[1], false]);
  });

  it('that were read before the time was over stay, and no more are asked for', async () => {
    const ending = new AbortController();
    client.on(FilterLogEventsCommand).callsFake(() => {
      ending.abort();
      return { events: [event({ n: 1 })], nextToken: 'more' };
    });
    expect(await known(ending.signal)).toEqual([[1], false]);
    expect(asked()).toHaveLength(1);
  });

  it('are incomplete when a whole page has no next one: an emulator cuts it there', async () => {
    client.on(FilterLogEventsCommand).resolves({ events: Array.from({ length: 10_000 }, () => event({})) });
    const { lines, complete } = await logs.linesOf('seats-release-seats', traces, span());
    expect([lines.length, complete]).toEqual([10_000, false]);
  });

  it('give up a question that nobody answers', async () => {
    const never = { send: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => hangs(abortSignal) };
    const silent = createLogGateway({ STAGE: 'prod' }, never as unknown as CloudWatchLogsClient);
    const answer = await silent.linesOf('seats-release-seats', traces, span(AbortSignal.timeout(20)));
    expect(answer).toEqual({ lines: [], complete: false });
  });

  const most = {
    reservationId: 'rsv_abcdefghijkl',
    correlationId: 'x'.repeat(36),
    requestIds: Array.from({ length: 8 }, (_, n) => `${n}`.padStart(64, 'q')),
    eventIds: [7, 8].map((n) => `wallet/00000000-0000-4000-8000-000000000000/${n}`),
    paymentIds: [] as string[],
  };

  it('are asked for in a pattern that CloudWatch takes, however much happened to an order', async () => {
    client.on(FilterLogEventsCommand).resolves({});
    await logs.linesOf('seats-release-seats', most, span());
    expect(asked().map(({ filterPattern = '' }) => filterPattern.length <= 1_024)).toEqual([true]);
  });

  it('are asked for in several where one cannot hold all card payments, each id once, and complete if all are', async () => {
    client
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [event({ n: 1 })] })
      .rejectsOnce(new Error('throttled'));
    const paymentIds = [1, 2, 3, 4].map((n) => `pay${n}bcdefghijkl`);
    const { lines, complete } = await logs.linesOf('seats-release-seats', { ...most, paymentIds }, span());
    expect([lines.map(({ fields }) => fields.n), complete]).toEqual([[1], false]);
    const patterns = asked().map(({ filterPattern = '' }) => filterPattern);
    expect(patterns.map(({ length }) => length <= 1_024)).toEqual([true, true]);
    for (const term of [...paymentIds.map((id) => `$.paymentId = "${id}"`), ...most.requestIds, 'message failed']) {
      expect(patterns.filter((pattern) => pattern.includes(term))).toHaveLength(1);
    }
  });
});

/** As the SDK does with a connection that stays silent. */
function hangs(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
