// Deliveries that an operator has sent again: one, or those of a range of time.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { deliveryIdOf } from '../../../functions/external-data/domain-message.ts';
import { REPLAYED_AT_ONCE, replay, replayRange } from '../../../functions/external-data/use-cases-deliveries.ts';
import { toIso } from '../../../functions/shared/clock.ts';
import type { SendMessages } from '../../../functions/shared/sqs.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { Died } from '../reservations/process.ts';
import { createWorld, DAY, HOUR, SECOND, standIn, type World } from './world.ts';

const URL = 'https://partner.example/hooks';

let table: TestTable;
let world: World;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  world = createWorld(table);
});
afterEach(() => table.drop());

/** The ids of what waits for its try, and of what has a message. */
const pending = async (webhookId: string) =>
  (await world.deliveries(webhookId)).flatMap((one) => (one.status === 'PENDING' ? [one.deliveryId] : [])).toSorted();
const waiting = () =>
  world
    .waiting()
    .map(({ place }) => deliveryIdOf(place))
    .toSorted();

describe('a replay', () => {
  it('of one sends it again under its id, for a day again', async () => {
    let status = 503;
    const { receiver, posts } = standIn(() => status);
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.runUntil(world.now + 2 * DAY, receiver);
    const [failed] = await world.deliveries(webhookId);
    const asked = { webhookId, deliveryId: failed?.deliveryId ?? '', now: world.now };
    const again = await replay({ store: world.store, send: world.send }, asked);
    expect(again).toMatchObject({ deliveryId: failed?.deliveryId, status: 'PENDING' });
    expect(again).not.toHaveProperty('reason');
    status = 200;
    await world.runUntil(world.now + HOUR, receiver);
    expect(new Set(posts)).toEqual(new Set(['soldout-sch_1-1']));
    const delivered = await world.delivery(webhookId, asked.deliveryId);
    expect(delivered).toMatchObject({ status: 'DELIVERED' });
    const [last, ...before] = delivered.attempts.map((one) => one.status);
    expect([last, new Set(before)]).toEqual([200, new Set([503])]);
  });

  it('while an attempt is under way is not undone by how that one ends', async () => {
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    const [first] = world.waiting();
    if (!first) throw new Error('nothing waits');
    const [delivery] = await world.deliveries(webhookId);
    const receiver = {
      post: async () => {
        world.now += 1;
        const asked = { webhookId, deliveryId: delivery?.deliveryId ?? '', now: world.now };
        await replay({ store: world.store, send: world.send }, asked);
        return { status: 200, latencyMs: 5 };
      },
    };
    await world.look(first, { receiver });
    const { receiver: well, posts } = standIn(() => 200);
    await world.work(well);
    expect(posts).toHaveLength(1);
  });

  it('of a range is bounded, and goes on with its cursor', async () => {
    const { receiver, posts } = standIn(() => 200);
    const { webhookId } = await world.webhook(URL);
    const from = world.now;
    for (let i = 0; i < REPLAYED_AT_ONCE + 20; i++) {
      world.now += SECOND;
      await world.soldOut();
    }
    await world.work(receiver);
    const body = { from: toIso(from + 11 * SECOND), to: toIso(from + (REPLAYED_AT_ONCE + 15) * SECOND) };
    const tools = { store: world.store, send: world.send };
    world.now += HOUR;
    const one = await replayRange(tools, { webhookId, body, now: world.now });
    expect(one).toEqual({ replayed: REPLAYED_AT_ONCE, cursor: expect.any(String) });
    const two = await replayRange(tools, { webhookId, body: { ...body, cursor: one.cursor }, now: world.now });
    expect(two).toEqual({ replayed: 5 });
    await world.work(receiver);
    expect(posts).toHaveLength(2 * REPLAYED_AT_ONCE + 25);
    const repeated = posts.filter((id, i) => posts.indexOf(id) !== i);
    const places = Array.from({ length: REPLAYED_AT_ONCE + 5 }, (_, i) => `soldout-sch_${i + 11}-1`);
    expect(repeated.toSorted()).toEqual(places.toSorted());
  });

  it('of a range of which the queue takes a part leaves nothing waiting without a message, and goes on', async () => {
    const { receiver, posts } = standIn(() => 200);
    const { webhookId } = await world.webhook(URL);
    const from = world.now;
    for (let i = 0; i < 25; i++) {
      world.now += SECOND;
      await world.soldOut();
    }
    await world.work(receiver);
    let calls = 0;
    const send: SendMessages = async (messages) => {
      calls += 1;
      if (calls === 2 || calls === 3) throw new Error('the queue refused 10 messages');
      await world.send(messages);
    };
    world.now += HOUR;
    const call = async (cursor?: string) => {
      const body = { from: toIso(from), to: toIso(world.now), ...(cursor === undefined ? {} : { cursor }) };
      const replayed = replayRange({ store: world.store, send }, { webhookId, body, now: world.now });
      return replayed.finally(async () => expect(await pending(webhookId)).toEqual(waiting()));
    };
    const first = await call();
    expect(first).toEqual({ replayed: 10, cursor: expect.any(String) });
    await expect(call(first.cursor)).rejects.toThrow('refused');
    expect(await call(first.cursor)).toEqual({ replayed: 15 });
    await world.work(receiver);
    expect(posts).toHaveLength(50);
    expect(await pending(webhookId)).toEqual([]);
  });

  it('that crashed after it sent its message is begun by that', async () => {
    const { receiver, posts } = standIn(() => 200);
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    await world.work(receiver);
    const [delivery] = await world.deliveries(webhookId);
    world.now += HOUR;
    const crashing = {
      ...world.store,
      restart: async () => {
        throw new Died();
      },
    };
    const asked = { webhookId, deliveryId: delivery?.deliveryId ?? '', now: world.now };
    await expect(replay({ store: crashing, send: world.send }, asked)).rejects.toThrow(Died);
    const [message] = world.waiting();
    if (!message) throw new Error('nothing waits');
    // The queue may bring it twice.
    world.redeliver(message, message);
    await world.work(receiver);
    world.redeliver(message);
    await world.work(receiver);
    expect(posts).toHaveLength(2);
  });

  it.each([
    ['before it', -DAY],
    ['after it', DAY],
  ])('of a range with a cursor from %s sends nothing outside the range', async (_, apart) => {
    const { webhookId } = await world.webhook(URL);
    await world.soldOut();
    const tools = { store: world.store, send: world.send };
    const body = { from: toIso(world.now), to: toIso(world.now), cursor: cursorAt(world.now + apart) };
    const { replayed } = await replayRange(tools, { webhookId, body, now: world.now });
    expect(replayed).toBe(apart < 0 ? 1 : 0);
  });
});

const cursorAt = (at: number) => Buffer.from(`${at}#0123456789ab`).toString('base64url');
