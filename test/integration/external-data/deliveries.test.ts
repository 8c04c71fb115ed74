// Deliveries to a real receiver: once when all is well, again when it is not, and never lost by a crash.
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { changeWebhook, removeWebhook } from '../../../functions/external-data/use-cases.ts';
import { answer, drip, hang, hangUp, openPlatform, type Platform } from '../../support/platform.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { Died, dyingAfter, repeating } from '../reservations/process.ts';
import { allowed, answers, createWorld, DAY, HOUR, SECOND, type World } from './world.ts';

let table: TestTable;
let world: World;
let platform: Platform;

beforeEach(async () => {
  [table, platform] = await Promise.all([createTable(inject('cloud').cloud), openPlatform()]);
  world = createWorld(table);
});
afterEach(() => Promise.all([table.drop(), platform.close()]));

/** The only delivery of a webhook. */
async function only(webhookId: string) {
  const deliveries = await world.deliveries(webhookId);
  expect(deliveries).toHaveLength(1);
  const [delivery] = deliveries;
  if (!delivery) throw new Error('there is no delivery');
  return delivery;
}
/** The only message that waits. */
function message() {
  const [first] = world.waiting();
  if (!first) throw new Error('nothing waits');
  return first;
}

describe('an event', () => {
  it('reaches each webhook that wants it once, and no other', async () => {
    const other = await openPlatform();
    const wanting = await world.webhook(platform.url);
    const both = await world.webhook(other.url, ['ReservationFailed', 'SoldOut']);
    await world.webhook(`${platform.url}/unwanted`, ['PaymentRefunded']);
    const stopped = await world.webhook(`${platform.url}/stopped`);
    const tools = { store: world.webhooks, ring: world.ring, allowed };
    await changeWebhook(tools, { webhookId: stopped.webhookId, body: { enabled: false }, ...world.written() });
    const { id, data, occurredAt } = await world.soldOut();
    await world.work();
    expect([platform.heard.length, other.heard.length]).toEqual([1, 1]);
    expect(platform.heard[0]).toMatchObject({ path: '/hooks', headers: { 'webhook-id': id.replaceAll('/', '-') } });
    const body = { type: 'SoldOut', timestamp: occurredAt, data: { ...data, version: 1, occurredAt } };
    expect(JSON.parse(platform.heard[0]?.body ?? '')).toEqual(body);
    for (const { webhookId } of [wanting, both]) {
      expect(await only(webhookId)).toMatchObject({
        event: 'SoldOut',
        status: 'DELIVERED',
        attempts: [{ status: 200 }],
      });
    }
    expect(world.waiting()).toEqual([]);
    await other.close();
  });

  it('that comes several times, each time with several messages at once, is sent once', async () => {
    const { webhookId } = await world.webhook(platform.url);
    const envelope = await world.soldOut();
    await Promise.all([1, 2, 3].map(() => world.forward(envelope)));
    const doubled = world.waiting().flatMap((one) => [one, one, one]);
    world.redeliver(...doubled);
    expect(await world.work()).toBe(12);
    await world.runUntil(world.now + DAY);
    await world.forward(envelope);
    await world.runUntil(world.now + DAY);
    expect(platform.heard).toHaveLength(1);
    expect(await only(webhookId)).toMatchObject({ status: 'DELIVERED', attempts: [{}] });
  });

  it('that comes again while its delivery waits for its next try has one message as before', async () => {
    platform.behave(answer(500));
    await world.webhook(platform.url);
    const envelope = await world.soldOut();
    await world.work();
    world.now += SECOND;
    for (let i = 0; i < 3; i++) await world.forward(envelope);
    expect(world.waiting()).toHaveLength(1);
  });

  it('whose delivery was kept by one that crashed before it sent its message has it sent when it comes again', async () => {
    const { webhookId } = await world.webhook(platform.url);
    const envelope = await world.soldOut();
    world.redeliver();
    world.now += SECOND;
    await world.forward(envelope);
    await world.work();
    expect(await only(webhookId)).toMatchObject({ status: 'DELIVERED' });
    expect(platform.heard).toHaveLength(1);
  });

  it('that is well received costs no write on its webhook', async () => {
    const { webhookId } = await world.webhook(platform.url);
    for (let i = 0; i < 5; i++) await world.soldOut();
    await world.work();
    expect(platform.heard).toHaveLength(5);
    expect(await world.health(webhookId)).toMatchObject({ version: 1, failures: 0 });
  });

  it('of a webhook that was removed is not sent any more', async () => {
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    await removeWebhook(world.webhooks, webhookId);
    await world.runUntil(world.now + DAY);
    expect([platform.heard, world.waiting()]).toEqual([[], []]);
  });
});

describe('a receiver', () => {
  it('that answers 500 and then 200 gets the same again after seconds', async () => {
    platform.behave(answers(500, 500, 200));
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    const begun = world.now;
    await world.runUntil(begun + 120 * SECOND);
    expect(platform.heard).toHaveLength(3);
    expect(new Set(platform.heard.map(({ body }) => body)).size).toBe(1);
    expect(new Set(platform.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { status, attempts } = await only(webhookId);
    expect(status).toBe('DELIVERED');
    expect(attempts.map((one) => [(Date.parse(one.at) - begun) / SECOND, one.status, one.answer])).toEqual([
      [32, 200, 'answer 3'],
      [5, 500, 'answer 2'],
      [0, 500, 'answer 1'],
    ]);
    expect(await world.health(webhookId)).toMatchObject({ failures: 0 });
    expect(await world.health(webhookId)).not.toHaveProperty('failingSince');
  });

  it.each<[string, RequestListener, { status?: number; error?: string; answer?: string }]>([
    ['never answers', hang, { error: 'TIMED_OUT' }],
    ['drips its answer', drip, { error: 'TIMED_OUT', status: 200 }],
    ['closes the connection', hangUp, { error: 'ECONNRESET' }],
    ['says that it is gone', answer(410, 'gone'), { status: 410, answer: 'gone' }],
  ])('that %s has failed, and gets it when it is well', async (_, behaviour, attempt) => {
    platform.behave(behaviour);
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    await world.work();
    expect(await only(webhookId)).toMatchObject({ status: 'PENDING', attempts: [attempt] });
    expect(await world.health(webhookId)).toMatchObject({ failures: 1, lastError: attempt.error ?? '410' });
    platform.behave(answer(200));
    await world.runUntil(world.now + 10 * SECOND);
    expect(await only(webhookId)).toMatchObject({ status: 'DELIVERED', attempts: [{ status: 200 }, attempt] });
  });

  it('that redirects to the loopback address is not followed, and has failed', async () => {
    const inside = await openPlatform();
    platform.behave((_, response) => {
      response.writeHead(302, { location: inside.url }).end();
    });
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    await world.work();
    expect(await only(webhookId)).toMatchObject({ status: 'PENDING', attempts: [{ status: 302 }] });
    expect(inside.heard).toEqual([]);
    await inside.close();
  });

  it('that answers without end is kept to 1 KB', async () => {
    platform.behave(answer(200, 'x'.repeat(3_000_000)));
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    await world.work();
    const { status, attempts } = await only(webhookId);
    expect([status, attempts[0]?.answer?.length]).toEqual(['DELIVERED', 1_024]);
  });

  it('that hangs keeps nothing from another one', async () => {
    const other = await openPlatform();
    platform.behave(hang);
    await world.webhook(platform.url);
    const { webhookId } = await world.webhook(other.url);
    for (let i = 0; i < 5; i++) await world.soldOut();
    await world.work();
    expect((await world.deliveries(webhookId)).map(({ status }) => status)).toEqual(Array(5).fill('DELIVERED'));
    expect(other.heard).toHaveLength(5);
    await other.close();
  });
});

describe('a worker that crashes', () => {
  it('between its claim and the request has it sent when its lease is over', async () => {
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    const first = message();
    const crashing = dyingAfter(table.db, 1);
    await expect(world.look(first, { db: crashing.db })).rejects.toThrow(Died);
    expect(platform.heard).toEqual([]);
    world.redeliver(first);
    await world.runUntil(world.now + 29 * SECOND);
    expect(platform.heard).toEqual([]);
    await world.runUntil(world.now + 2 * SECOND);
    expect(platform.heard).toHaveLength(1);
    expect(await only(webhookId)).toMatchObject({ status: 'DELIVERED', attempts: [{ status: 200 }] });
  });

  it('after the request has it sent again under the same id', async () => {
    await world.webhook(platform.url);
    await world.soldOut();
    const first = message();
    const dead = {
      post: async (...args: Parameters<World['receiver']['post']>) => {
        await world.receiver.post(...args);
        throw new Died();
      },
    };
    await expect(world.look(first, { receiver: dead })).rejects.toThrow(Died);
    world.redeliver(first);
    await world.runUntil(world.now + 31 * SECOND);
    expect(platform.heard.map(({ headers }) => headers['webhook-id'])).toEqual(['soldout-sch_1-1', 'soldout-sch_1-1']);
  });

  it.each([2, 3, 4])('after its write number %d loses no delivery', async (writes) => {
    platform.behave(answers(500, 200));
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    const first = message();
    const crashing = dyingAfter(table.db, writes);
    await expect(world.look(first, { db: crashing.db })).rejects.toThrow(Died);
    world.redeliver(first);
    await world.runUntil(world.now + HOUR);
    expect(await only(webhookId)).toMatchObject({ status: 'DELIVERED' });
    expect(platform.heard).toHaveLength(2);
  });

  it('and one whose answers are lost on their way make one request', async () => {
    platform.behave(answer(500));
    const { webhookId } = await world.webhook(platform.url);
    await world.soldOut();
    await world.look(message(), { db: repeating(table.db) });
    expect(platform.heard).toHaveLength(1);
    expect(await only(webhookId)).toMatchObject({ status: 'PENDING', attempts: [{ status: 500 }] });
    expect(await world.health(webhookId)).toMatchObject({ version: 2, failures: 1 });
  });
});
