// Receivers that are well again: found soon, sent all that waited, and not blamed for what was before.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { CIRCUIT_FAILURES } from '../../../functions/external-data/domain.ts';
import type { Receiver } from '../../../functions/external-data/gateway-receiver.ts';
import { changeWebhook } from '../../../functions/external-data/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { allowed, createWorld, DAY, HOUR, SECOND, standIn, type World } from './world.ts';

const URL = 'https://partner.example/hooks';
const QUARTER = 900 * SECOND;

let table: TestTable;
let world: World;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  world = createWorld(table);
});
afterEach(() => table.drop());

const change = (webhookId: string, body: object) =>
  changeWebhook({ store: world.webhooks, ring: world.ring, allowed }, { webhookId, body, ...world.written() });

describe('a receiver that is well again', () => {
  it('is found so within a pause, though one event waits alone and its next try is hours ahead', async () => {
    let status = 503;
    const { receiver } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.runUntil(world.now + 9 * HOUR, receiver);
    const [waiting] = await world.deliveries(webhookId);
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - world.now).toBeGreaterThan(HOUR);
    status = 200;
    await world.runUntil(world.now + QUARTER + 30 * SECOND, receiver);
    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'DELIVERED' }]);
    expect(world.waiting()).toEqual([]);
  });

  it('is sent all that waited within a pause, each once, though the next try of some is later', async () => {
    // What it takes now: some events it never liked, then it was down, and now all is well.
    let takes: (messageId: string) => boolean = (messageId) => !/sch_[123]-/.test(messageId);
    const posts: string[] = [];
    const receiver: Receiver = {
      async post({ messageId }) {
        posts.push(messageId);
        return { status: takes(messageId) ? 200 : 503, latencyMs: 5 };
      },
    };
    // Who of those that it never liked is asked as its probe decides whose next try is when.
    world.inTurn = true;
    const { webhookId } = await world.webhook(URL);
    for (let i = 0; i < 20; i++) {
      await world.soldOut();
      await world.runUntil(world.now + QUARTER, receiver);
    }
    takes = () => false;
    for (let i = 0; i < CIRCUIT_FAILURES; i++) await world.soldOut();
    await world.runUntil(world.now + QUARTER, receiver);
    const waiting = (await world.deliveries(webhookId)).filter((one) => one.status === 'PENDING');
    const soon = world.now + QUARTER + 60 * SECOND;
    const later = waiting.filter(({ nextAttemptAt = '' }) => Date.parse(nextAttemptAt) > soon);
    expect(waiting).toHaveLength(8);
    expect(later.length).toBeGreaterThanOrEqual(2);
    expect(later.every(({ messageId }) => /sch_[123]-/.test(messageId))).toBe(true);
    takes = () => true;
    const before = posts.length;
    await world.runUntil(soon, receiver);
    expect(posts.slice(before).toSorted()).toEqual(waiting.map(({ messageId }) => messageId).toSorted());
    expect(world.waiting()).toEqual([]);
  });

  it('is asked by one at a time while it is not, and each event has one message', async () => {
    const { receiver, posts } = standIn(() => 503);
    await world.webhook(URL);
    for (let i = 0; i < 8; i++) await world.soldOut();
    await world.runUntil(world.now + 2 * HOUR, receiver);
    const before = posts.length;
    await world.runUntil(world.now + 2 * HOUR, receiver);
    // Pauses of a quarter of an hour, up to a fifth shorter.
    expect(posts.length - before).toBeGreaterThanOrEqual(7);
    expect(posts.length - before).toBeLessThanOrEqual(10);
    expect(world.waiting()).toHaveLength(8);
  });
});

describe('a receiver that failed once', () => {
  it('and then for days had nothing to fail is not disabled by its next failure', async () => {
    let status = 503;
    const { receiver } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.runUntil(world.now + 2 * DAY, receiver);
    world.now += 5 * DAY;
    await world.soldOut();
    await world.work(receiver);
    expect(await world.health(webhookId)).toMatchObject({ enabled: true, failures: 1, failingSince: world.now });
    status = 200;
    await world.runUntil(world.now + HOUR, receiver);
    expect(await world.health(webhookId)).toMatchObject({ enabled: true, failures: 0 });
  });
});

describe('an attempt that is under way', () => {
  /** Answers when the webhook was changed. */
  const changing = (webhookId: string, body: object, status: number) => ({
    post: async () => {
      world.now += SECOND;
      await change(webhookId, body);
      world.now += SECOND;
      return { status, latencyMs: 5 };
    },
  });

  it.each([
    ['its webhook has another address', { url: `${URL}/2` }],
    ['an operator had it forgotten how it failed', { enabled: true }],
  ])('when %s does not count against it', async (_, body) => {
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.work(changing(webhookId, body, 503));
    expect(await world.health(webhookId)).toMatchObject({ failures: 0 });
  });

  it('when its webhook has another address does not speak for that either', async () => {
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    const [first] = world.waiting();
    if (!first) throw new Error('nothing waits');
    const receiver = {
      post: async () => {
        await change(webhookId, { url: `${URL}/2` });
        for (let i = 0; i < CIRCUIT_FAILURES; i++) await world.soldOut();
        world.redeliver(...world.waiting().filter(({ place }) => place !== first.place));
        await world.work(standIn(() => 503).receiver);
        return { status: 200, latencyMs: 5 };
      },
    };
    await world.look(first, { receiver });
    expect(await world.health(webhookId)).toMatchObject({ failures: CIRCUIT_FAILURES });
  });

  it('when its webhook is described anew counts as ever', async () => {
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.work(changing(webhookId, { description: 'ours' }, 503));
    expect(await world.health(webhookId)).toMatchObject({ failures: 1 });
  });
});
