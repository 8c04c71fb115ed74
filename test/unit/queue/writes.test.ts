// How calls of holds and payments are counted: seldom written, and nobody waits for long.
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealthWatch } from '../../../functions/queue/writes.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { createWorld, NOW, TABLE } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
beforeEach(() => {
  client.reset();
  client.on(UpdateCommand).resolves({});
});

const onceDb = client as unknown as DynamoDBDocumentClient;
const ok = (now = NOW) => ({ status: 200, now });
/** No instance writes twice in less than this. */
const LATER = NOW + 1_000;

/** A watch that has told of its first call, which went well. */
async function watching() {
  const watch = createHealthWatch({ onceDb, QUEUE_TABLE: 'lines' });
  await watch(ok());
  client.resetHistory();
  return watch;
}

const written = () =>
  client.commandCalls(UpdateCommand).map((call) => {
    const { ':calls': calls, ':failed': failed } = call.args[0].input.ExpressionAttributeValues ?? {};
    return [calls, failed];
  });

describe('the first call', () => {
  it('is written at once: an instance that answers one call tells of it', async () => {
    const watch = createHealthWatch({ onceDb, QUEUE_TABLE: 'lines' });
    await watch(ok());
    expect(written()).toEqual([[1, 0]]);
  });
});

describe('calls that went well', () => {
  it('are written after fifty, by one ADD', async () => {
    const watch = await watching();
    for (let i = 0; i < 49; i++) await watch(ok(LATER));
    expect(written()).toEqual([]);
    await watch(ok(LATER));
    expect(client.commandCalls(UpdateCommand).map((call) => call.args[0].input)).toEqual([
      {
        TableName: 'lines',
        Key: { pk: `HEALTH#${NOW / 5_000}`, sk: 'HEALTH' },
        UpdateExpression: 'ADD calls :calls, failed :failed SET #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':calls': 50, ':failed': 0, ':ttl': LATER / 1000 + 3_600 },
      },
    ]);
  });

  it('are written after five seconds', async () => {
    const watch = await watching();
    for (const ms of [0, 4_999, 5_000, 9_999, 10_000]) await watch(ok(NOW + ms));
    expect(written()).toEqual([
      [3, 0],
      [2, 0],
    ]);
  });

  it.each([200, 204, 304, 400, 404, 409, 410, 422])('are those answered %i, too', async (status) => {
    const watch = await watching();
    await watch({ status, now: NOW });
    await watch(ok(NOW + 5_000));
    expect(written()).toEqual([[2, 0]]);
  });

  it.each([401, 403])('are not those turned away at the gate with %i', async (status) => {
    const watch = await watching();
    await watch({ status, now: NOW });
    await watch(ok(NOW + 5_000));
    expect(written()).toEqual([[1, 0]]);
  });
});

describe('a call that failed', () => {
  it.each([429, 500, 503, 504])('with %i is written at once, with those before it', async (status) => {
    const watch = await watching();
    await watch(ok(LATER));
    await watch({ status, now: LATER });
    await watch(ok(LATER));
    expect(written()).toEqual([[2, 1]]);
  });

  it('is written with the next, where something was written less than a second ago', async () => {
    const watch = await watching();
    for (let i = 0; i < 60; i++) await watch({ status: 503, now: NOW + 999 });
    expect(written()).toEqual([]);
    await watch(ok(LATER));
    expect(written()).toEqual([[61, 60]]);
  });
});

describe('a write that fails', () => {
  it('is not tried again, and the next one comes no sooner for it', async () => {
    const watch = await watching();
    client.on(UpdateCommand).rejectsOnce(new Error('busy')).resolves({});
    for (let i = 0; i < 50; i++) await watch(ok(NOW));
    await expect(watch({ status: 503, now: LATER })).rejects.toThrow('busy');
    for (let i = 0; i < 60; i++) await watch({ status: 500, now: LATER + 999 });
    expect(written()).toEqual([[51, 1]]);
    await watch(ok(LATER + 1_000));
    expect(written().at(-1)).toEqual([61, 60]);
  });

  it('is given up after 300 milliseconds', async () => {
    const watch = await watching();
    const signal = AbortSignal.abort();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(signal);
    await watch({ status: 500, now: LATER });
    expect(timeout.mock.calls).toEqual([[300]]);
    expect(client.commandCalls(UpdateCommand)[0]?.args.slice(1)).toEqual([{ abortSignal: signal }]);
    timeout.mockRestore();
  });
});

describe('what was counted', () => {
  it('by several instances is added up, and is read for ten seconds at least', async () => {
    const { line } = createWorld();
    expect(await line.store.health(NOW)).toEqual({ calls: 0, failed: 0 });
    const memory = createMemoryDb();
    for (const instance of [1, 2]) {
      const watch = createHealthWatch({ onceDb: memory, QUEUE_TABLE: TABLE });
      await watch(ok(NOW));
      for (let i = 0; i < instance * 50; i++) await watch(ok(NOW + 4_999));
      await watch(ok(NOW + 4_999));
      await watch({ status: 503, now: NOW + 9_999 });
    }
    const { store } = createWorld({}, memory).line;
    const ages = [0, 9_999, 10_000, 14_999, 15_000].map((ms) => NOW + ms);
    const seen = [];
    for (const now of ages) seen.push((await store.health(now)).calls);
    expect(seen).toEqual([102, 156, 156, 156, 54]);
    expect(await store.health(NOW + 19_999)).toEqual({ calls: 54, failed: 2 });
    expect(await store.health(NOW + 20_000)).toEqual({ calls: 0, failed: 0 });
  });
});
