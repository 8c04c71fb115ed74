// Receivers that are down for long: left alone, probed, given up, and at last disabled.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { CIRCUIT_FAILURES } from '../../../functions/external-data/domain.ts';
import { changeWebhook } from '../../../functions/external-data/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { allowed, createWorld, DAY, HOUR, SECOND, standIn, type World } from './world.ts';

const URL = 'https://partner.example/hooks';

let table: TestTable;
let world: World;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  world = createWorld(table);
});
afterEach(() => table.drop());

const statuses = async (webhookId: string) =>
  Object.groupBy(await world.deliveries(webhookId), ({ status, reason }) => reason ?? status);

describe('a receiver that is down', () => {
  it('is tried eleven times in a day for one event, and asked in between how it is, till that is given up', async () => {
    const { receiver, posts } = standIn(() => 503);
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.runUntil(world.now + 2 * DAY, receiver);
    const [{ place = '' } = {}] = (await world.store.deliveries(webhookId, { newestFirst: true, size: 1 })).read;
    const { attempts = 0, extra = 0 } = (await world.store.delivery(webhookId, place)) ?? {};
    expect([attempts - extra, posts.length]).toEqual([11, attempts]);
    // A pause is a quarter of an hour, at most a fifth shorter.
    expect(extra).toBeLessThan(120);
    const [delivery] = await world.deliveries(webhookId);
    expect(delivery).toMatchObject({ status: 'FAILED', reason: 'GAVE_UP' });
    expect([delivery?.attempts.length, world.waiting()]).toEqual([50, []]);
    const last = Date.parse(delivery?.attempts[0]?.at ?? '') - Date.parse(delivery?.occurredAt ?? '');
    expect(last).toBeGreaterThan(20 * HOUR);
    expect(last).toBeLessThanOrEqual(24 * HOUR);
  });

  it('has five events fail, however many wait, and then is asked by one at a time', async () => {
    const { receiver, posts } = standIn(() => 503);
    const { webhookId } = await world.webhook(URL);
    for (let i = 0; i < CIRCUIT_FAILURES; i++) await world.soldOut();
    await world.work(receiver);
    expect(posts).toHaveLength(CIRCUIT_FAILURES);
    expect(await world.health(webhookId)).toMatchObject({ failures: CIRCUIT_FAILURES });
    for (let i = 0; i < 40; i++) await world.soldOut();
    expect(await world.work(receiver)).toBe(40);
    expect(posts).toHaveLength(CIRCUIT_FAILURES);
    const waiting = world.waiting();
    world.now += 31 * SECOND;
    world.redeliver(...waiting);
    expect(await world.work(receiver)).toBe(45);
    expect(posts).toHaveLength(CIRCUIT_FAILURES + 1);
    expect(await world.health(webhookId)).toMatchObject({ failures: CIRCUIT_FAILURES + 1 });
  });

  it('counts every failure of attempts that end at once, up to where it is left alone', async () => {
    const { receiver, posts } = standIn(() => 500);
    const { webhookId } = await world.webhook(URL);
    for (let i = 0; i < 30; i++) await world.soldOut();
    await world.work(receiver);
    expect(posts).toHaveLength(30);
    expect((await world.health(webhookId)).failures).toBe(CIRCUIT_FAILURES);
  });

  it('gets all that happened when it is back after hours, each once', async () => {
    let status = 503;
    const { receiver, posts } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    for (let i = 0; i < 8; i++) await world.soldOut();
    const back = world.now + 3 * HOUR;
    await world.runUntil(back, receiver);
    const tried = posts.length;
    expect(tried).toBeLessThan(8 * 7);
    status = 200;
    await world.runUntil(back + 3 * HOUR, receiver);
    expect(posts.slice(tried).toSorted()).toEqual([...new Set(posts)].toSorted());
    expect(await statuses(webhookId)).toMatchObject({ DELIVERED: { length: 8 } });
    const { version: _, ...health } = await world.health(webhookId);
    expect(health).toMatchObject({ enabled: true, failures: 0 });
    expect(health).not.toHaveProperty('retryAt');
  });

  it('is no burden to another one', async () => {
    const down = await world.webhook(URL);
    const well = await world.webhook('https://another.example/');
    const receiver = {
      post: async ({ url }: { url: string }) => ({ status: url === URL ? 503 : 200, latencyMs: 5 }),
    };
    for (let i = 0; i < 10; i++) await world.soldOut();
    await world.work(receiver);
    expect(await statuses(down.webhookId)).toMatchObject({ PENDING: { length: 10 } });
    expect(await statuses(well.webhookId)).toMatchObject({ DELIVERED: { length: 10 } });
    expect(await world.health(well.webhookId)).toMatchObject({ version: 1 });
  });

  it('whose probe crashed is asked by another one when the lease is over', async () => {
    const { receiver, posts } = standIn(() => 503);
    await world.webhook(URL);
    for (let i = 0; i < 7; i++) await world.soldOut();
    await world.work(receiver);
    const waiting = world.waiting();
    world.now += 31 * SECOND;
    world.redeliver(...waiting);
    const dead = { post: () => Promise.reject(new Error('crashed')) };
    await expect(world.work(dead)).rejects.toThrow('crashed');
    world.redeliver(...waiting);
    world.now += 29 * SECOND;
    await world.work(receiver);
    expect(posts).toHaveLength(7);
    world.redeliver(...waiting);
    world.now += 2 * SECOND;
    await world.work(receiver);
    expect(posts).toHaveLength(8);
  });
});

describe('a receiver that fails for three days', () => {
  /** Something happens every twelve hours. */
  async function fail(days: number, receiver: Parameters<World['runUntil']>[1]) {
    for (let i = 0; i < days * 2; i++) {
      await world.soldOut();
      await world.runUntil(world.now + 12 * HOUR, receiver);
    }
  }

  it('is disabled, once, with an event to the operator, and is sent nothing any more', async () => {
    const { receiver, posts } = standIn(() => 503);
    const { webhookId } = await world.webhook(URL);
    const begun = world.now;
    await fail(2.5, receiver);
    expect(await world.health(webhookId)).toMatchObject({ enabled: true, failingSince: begun });
    await fail(1, receiver);
    const health = await world.health(webhookId);
    expect(health).toMatchObject({ enabled: false, disabledReason: 'FAILING', failingSince: begun, lastError: '503' });
    expect((health.disabledAt ?? 0) - begun).toBeGreaterThanOrEqual(3 * DAY);
    expect((health.disabledAt ?? 0) - begun).toBeLessThan(3 * DAY + 12 * HOUR);
    const told = await world.told(webhookId);
    expect(told.map(({ envelope }) => [envelope.type, envelope.correlationId, envelope.data])).toEqual([
      [
        'WebhookDisabled',
        'journey-1',
        {
          webhookId,
          url: 'https://partner.example',
          failingSince: begun,
          disabledAt: health.disabledAt,
          lastError: '503',
        },
      ],
    ]);
    const before = posts.length;
    await fail(1, receiver);
    expect(posts).toHaveLength(before);
    expect(world.waiting()).toEqual([]);
    expect(await statuses(webhookId)).toMatchObject({ GAVE_UP: expect.any(Array), DISABLED: expect.any(Array) });
  });

  it('but for one success is not disabled', async () => {
    let status = 503;
    const { receiver } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    await fail(2, receiver);
    status = 200;
    await world.soldOut();
    await world.runUntil(world.now + HOUR, receiver);
    status = 503;
    await fail(2, receiver);
    expect(await world.health(webhookId)).toMatchObject({ enabled: true });
  });

  it('is as new when an operator enables it', async () => {
    let status = 503;
    const { receiver, posts } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    await fail(4, receiver);
    const tools = { store: world.webhooks, ring: world.ring, allowed };
    const view = await changeWebhook(tools, { webhookId, body: { enabled: true }, ...world.written() });
    expect(view).toMatchObject({ status: 'ENABLED', failures: 0 });
    for (const gone of ['disabledReason', 'disabledAt', 'failingSince', 'lastError', 'retryAt']) {
      expect(view).not.toHaveProperty(gone);
    }
    status = 200;
    const before = posts.length;
    await world.soldOut();
    await world.work(receiver);
    expect(posts).toHaveLength(before + 1);
  });
});
