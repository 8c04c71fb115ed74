// Asking for one's place: what is told, who may ask, how often, and what it costs.
import { describe, expect, it } from 'vitest';
import { leaseFrom } from '../../../functions/queue/domain-places.ts';
import type { LineStore } from '../../../functions/queue/store.ts';
import { join, status } from '../../../functions/queue/use-cases.ts';
import { lineForAll } from '../../../functions/queue/use-cases-look.ts';
import { buyerOf, controls, counting, createWorld, NOW, TABLE } from './samples.ts';

type Line = ReturnType<typeof createWorld>['line'];

const refused = (code: string, more: object = {}) => ({ kind: { code }, ...more });
const tokenOf = (personId: string, seq: number, userId = `user of ${personId}`) =>
  JSON.stringify({ sub: userId, personId, concertId: 'con_1', seq });

async function lined(people: number) {
  const at = createWorld();
  for (let i = 1; i <= people; i++) {
    await join(at.line, { buyer: buyerOf(`p${i}`), concertId: 'con_1', userId: undefined, now: NOW });
  }
  const ask = (personId: string, seq: number, line = at.line) =>
    status(line, { buyer: buyerOf(personId), queueToken: tokenOf(personId, seq), now: at.world.now });
  const order = (change: Parameters<typeof controls>[0]) => {
    at.memory.put(TABLE, { pk: 'SALE#con_1', sk: 'CONTROLS', ...controls({ version: 1, ...change }) });
    at.world.now += 1_000;
  };
  return { ...at, ask, order };
}

describe('a queue token', () => {
  it('that is missing or altered says nothing', async () => {
    const { line } = await lined(1);
    for (const queueToken of [undefined, 'altered']) {
      const asked = { buyer: buyerOf('p1'), queueToken, now: NOW };
      await expect(status(line, asked)).rejects.toMatchObject(refused('QUEUE_TOKEN_INVALID'));
    }
  });

  it('of another person is refused, even with their account’s name', async () => {
    const { line } = await lined(1);
    const asked = { buyer: buyerOf('p2', 'user of p1'), queueToken: tokenOf('p1', 1), now: NOW };
    await expect(status(line, asked)).rejects.toMatchObject(refused('NOT_YOU'));
  });

  it('of another account or device of the same person is fine', async () => {
    const { line } = await lined(1);
    const asked = { buyer: buyerOf('p1', 'another account'), queueToken: tokenOf('p1', 1), now: NOW };
    expect(await status(line, asked)).toMatchObject({ status: 'WAITING', queuePosition: 1 });
  });
});

describe('who waits', () => {
  it('is told the place, the wait, when to ask again, and what operators say', async () => {
    const { ask, order } = await lined(3);
    order({ message: 'soon', paused: true });
    expect(await ask('p3', 3)).toEqual({
      status: 'WAITING',
      queuePosition: 3,
      estimatedWaitTime: 90,
      estimatedWait: { p50: 90, p90: 150 },
      pollAfterSeconds: 4,
      phase: 'OPEN',
      paused: true,
      message: 'soon',
    });
  });

  it('is told when the sale is over, by a fact that is a second old at most', async () => {
    const { ask, world } = await lined(1);
    world.now += 3_600_000;
    world.factsAsked.length = 0;
    await expect(ask('p1', 1)).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'SALE_ENDED' } }),
    );
    expect(world.factsAsked).toEqual([60_000, 1_000]);
  });

  it('is told when all was sold, and waits on when an operator goes on', async () => {
    const { ask, order, line, world } = await lined(1);
    await line.store.noteSoldOut('con_1', { scheduleId: 'sch_1', soldOutAt: NOW });
    world.now += 1_000;
    await expect(ask('p1', 1)).rejects.toMatchObject(refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'SOLD_OUT' } }));
    order({ goesOnSince: NOW });
    expect(await ask('p1', 1)).toMatchObject({ status: 'WAITING' });
  });
});

describe('who is admitted', () => {
  it('claims the place by asking, once, and keeps the lease of that moment', async () => {
    const { ask, order, tick, world, memory } = await lined(1);
    await tick();
    world.now += 1_000;
    const first = await ask('p1', 1);
    expect(first).toEqual({ status: 'ACTIVE', queuePosition: 0, activeUntil: '2027-01-15T18:00:01.000+09:00' });
    order({ settings: { leaseSeconds: 1 } });
    expect(await ask('p1', 1)).toEqual(first);
    const lease = leaseFrom(NOW + 1_000, 3_600);
    expect(memory.items(TABLE)).toContainEqual({ pk: 'PLACES#con_1#0', sk: 'BLOCK', '1': lease });
  });

  it('claims it in a pause, and after the close, too', async () => {
    for (const change of [{ paused: true }, { closed: true }]) {
      const { ask, order, tick } = await lined(1);
      await tick();
      order(change);
      expect(await ask('p1', 1)).toMatchObject({ status: 'ACTIVE' });
    }
  });

  it('has a lease as long as operators set it before', async () => {
    const { ask, order, tick } = await lined(1);
    await tick();
    order({ settings: { leaseSeconds: 60 } });
    expect(await ask('p1', 1)).toMatchObject({ activeUntil: '2027-01-15T17:01:01.000+09:00' });
  });

  it('is too late once the place was closed, and is told so', async () => {
    const { ask, tick, world } = await lined(1);
    await tick();
    world.now += 104_999;
    await tick();
    world.now += 1;
    await tick();
    await expect(ask('p1', 1)).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'NOT_CLAIMED' } }),
    );
  });

  it('is told when the lease is over', async () => {
    const { ask, tick, world } = await lined(1);
    await tick();
    world.now += 1_000;
    await ask('p1', 1);
    world.now += 3_600_000 - 1;
    expect(await ask('p1', 1)).toMatchObject({ status: 'ACTIVE' });
    world.now += 1;
    await expect(ask('p1', 1)).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'LEASE_ENDED' } }),
    );
  });
});

describe('who asks far too often', () => {
  it('is turned away before anything is read, and told when to ask again', async () => {
    const { line, world, ask } = await lined(3);
    for (let i = 0; i < 8; i++) await ask('p3', 3);
    const store = new Proxy({} as LineStore, {
      get(_, name) {
        throw new Error(`${String(name)} was called`);
      },
    });
    world.factsAsked.length = 0;
    await expect(ask('p3', 3, { ...line, store })).rejects.toMatchObject(
      refused('POLLING_TOO_FAST', { retryAfterSeconds: 1 }),
    );
    expect(world.factsAsked).toEqual([]);
    expect(await ask('p2', 2)).toMatchObject({ queuePosition: 2 });
  });

  it('is known by the place, not by the token: a new one does not help', async () => {
    const { ask, line } = await lined(3);
    for (let i = 0; i < 8; i++) await ask('p3', 3);
    const asked = { buyer: buyerOf('p3', 'another'), queueToken: tokenOf('p3', 3, 'another'), now: NOW };
    await expect(status(line, asked)).rejects.toMatchObject(refused('POLLING_TOO_FAST'));
  });

  it('is forgotten once admitted', async () => {
    const { ask, tick, world, line } = await lined(1);
    for (let i = 0; i < 8; i++) await ask('p1', 1);
    await expect(ask('p1', 1)).rejects.toMatchObject(refused('POLLING_TOO_FAST'));
    await tick();
    world.now += 7_000;
    for (let i = 0; i < 20; i++) expect(await ask('p1', 1)).toMatchObject({ status: 'ACTIVE' });
    expect(line.polls.tooEarly('con_1/1', NOW)).toBeUndefined();
  });
});

describe('10,000 polls in a minute, by four instances', () => {
  async function polled(poll: (at: Awaited<ReturnType<typeof lined>>, line: Line, i: number) => Promise<unknown>) {
    const at = await lined(1);
    const { db, sent } = counting(at.memory);
    const instances = Array.from({ length: 4 }, () => at.instance(db));
    for (let i = 0; i < 10_000; i++) {
      at.world.now = NOW + i * 6;
      const line = instances[i % 4];
      if (line) await poll(at, line, i);
    }
    return sent;
  }

  it('of people who wait cost one read of the line a second for each instance, and no write', async () => {
    const told = new Set<unknown>();
    const sent = await polled(async ({ world }, line, i) => {
      const seq = 1 + (i % 1_000);
      const asked = { buyer: buyerOf(`p${seq}`), queueToken: tokenOf(`p${seq}`, seq), now: world.now };
      told.add((await status(line, asked)).queuePosition);
    });
    expect(told.size).toBe(1_000);
    expect(new Set(sent)).toEqual(new Set(['BatchGetCommand']));
    expect(sent.length).toBeLessThanOrEqual(4 * 60);
  });

  it('of the line for all cost no more', async () => {
    const sent = await polled(({ world }, line) => lineForAll(line, 'con_1', world.now));
    expect(new Set(sent)).toEqual(new Set(['BatchGetCommand']));
    expect(sent.length).toBeLessThanOrEqual(4 * 60);
  });
});
