// The gateway to logs: the exact questions, and what the answers mean.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
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

describe('why a message died', () => {
  const message = () => ({ messageId: 'm-1', from: 1_700_000_000_000, signal: AbortSignal.timeout(5_000) });

  it('is the newest error under its id, within a day of being sent', async () => {
    client.on(FilterLogEventsCommand).resolves({
      events: [
        event({ messageId: 'm-1', error: { name: 'Error', message: 'first' } }, 1_700_000_001_000),
        event({ messageId: 'm-1', error: { name: 'Error', message: 'last' } }, 1_700_000_005_000),
        event({ messageId: 'm-1', message: 'event' }, 1_700_000_006_000),
        event({ messageId: 'm-2', error: { name: 'Error', message: 'speaks of m-1' } }, 1_700_000_007_000),
      ],
    });
    expect(await logs.failureOf('seats-release-seats', message())).toEqual({
      error: 'Error: last',
      at: 1_700_000_005_000,
    });
    expect(asked()).toEqual([
      {
        logGroupName: '/aws/lambda/onsale-prod-seats-release-seats',
        filterPattern: '"m-1"',
        startTime: 1_700_000_000_000,
        endTime: 1_700_086_400_000,
        limit: 10_000,
      },
    ]);
  });

  it('is not known when nothing was logged, nor when the logs do not answer', async () => {
    client.on(FilterLogEventsCommand).resolvesOnce({}).rejects(new Error('throttled'));
    expect(await logs.failureOf('seats-release-seats', message())).toBeUndefined();
    expect(await logs.failureOf('seats-release-seats', message())).toBeUndefined();
  });
});

describe('the lines of a journey', () => {
  const traces = { reservationId: 'rsv_1', correlationId: 'journey1', requestIds: ['q1='] };
  const span = (signal = AbortSignal.timeout(5_000)) => ({ from: 5, until: 9, signal });

  it('are asked for by every id in one question', async () => {
    client.on(FilterLogEventsCommand).resolves({});
    expect(await logs.linesOf('seats-release-seats', traces, span())).toEqual([]);
    expect(asked()).toEqual([
      {
        logGroupName: '/aws/lambda/onsale-prod-seats-release-seats',
        filterPattern:
          '{ ($.correlationId = "journey1") || ($.reservationId = "rsv_1") || ($.eventId = "*rsv_1*") ' +
          '|| ($.error.message = "*rsv_1*") || ($.requestId = "q1=") || ($.message = "message failed") }',
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
    const lines = await logs.linesOf('seats-release-seats', traces, span());
    expect(lines?.map(({ fields }) => fields.n)).toEqual([1, 2]);
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
    const lines = await logs.linesOf('seats-release-seats', traces, span());
    expect(lines?.map(({ worker, at }) => [worker, at])).toEqual([
      ['seats-release-seats', 1_699_999_999_500],
      ['seats-release-seats', 1_700_000_000_000],
    ]);
  });

  it('are incomplete when the logs fail', async () => {
    client.on(FilterLogEventsCommand).rejects(new Error('throttled'));
    expect(await logs.linesOf('seats-release-seats', traces, span())).toBeUndefined();
  });

  it('are incomplete when the time is over before the last page', async () => {
    const ending = new AbortController();
    client.on(FilterLogEventsCommand).callsFake(() => {
      ending.abort();
      return { events: [event({ n: 1 })], nextToken: 'more' };
    });
    expect(await logs.linesOf('seats-release-seats', traces, span(ending.signal))).toBeUndefined();
    expect(asked()).toHaveLength(1);
  });

  it('are incomplete when a whole page has no next one: an emulator cuts it there', async () => {
    client.on(FilterLogEventsCommand).resolves({ events: Array.from({ length: 10_000 }, () => event({})) });
    expect(await logs.linesOf('seats-release-seats', traces, span())).toBeUndefined();
  });

  it('give up a question that nobody answers', async () => {
    const never = { send: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => hangs(abortSignal) };
    const silent = createLogGateway({ STAGE: 'prod' }, never as unknown as CloudWatchLogsClient);
    expect(await silent.linesOf('seats-release-seats', traces, span(AbortSignal.timeout(20)))).toBeUndefined();
  });
});

/** As the SDK does with a connection that stays silent. */
function hangs(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
