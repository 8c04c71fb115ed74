// Who joins the line, who is turned away, and who leaves it.
import { describe, expect, it } from 'vitest';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { departed, leaseFrom } from '../../../functions/queue/domain-places.ts';
import type { LineStore } from '../../../functions/queue/store.ts';
import { join, leave, status } from '../../../functions/queue/use-cases.ts';
import type { Refusal } from '../../../functions/shared/refusal.ts';
import { buyerOf, concert, controls, createWorld, date, HOUR, NOW, TABLE } from './samples.ts';

const buyer = buyerOf('p1');
const refused = (code: string, more: object = {}) => ({ kind: { code }, ...more });

/** Joins somebody, and tells the answer or the refusal. */
const joining = (at: ReturnType<typeof createWorld>, personId: string) =>
  join(at.line, { buyer: buyerOf(personId), concertId: 'con_1', userId: undefined, now: at.world.now });

/** A line that people joined, under these controls. */
async function lined(people: readonly string[], facts: Partial<ConcertFacts> = {}) {
  const at = createWorld(facts);
  const tokens = [];
  for (const person of people) tokens.push((await joining(at, person)).token);
  const order = (change: Parameters<typeof controls>[0]) => {
    at.memory.put(TABLE, { pk: 'SALE#con_1', sk: 'CONTROLS', ...controls({ version: 1, ...change }) });
    at.world.now += 1_000;
  };
  return { ...at, tokens, order };
}

describe('joining is refused before anything is written', () => {
  const world = (facts?: Partial<ConcertFacts>) => createWorld(facts);
  const cases: [string, Partial<ConcertFacts>, object][] = [
    ['for a concert that is not enabled', { enabled: false }, refused('SALE_NOT_OPEN')],
    ['after the sale', { schedules: [date('sch_1', NOW - HOUR, NOW)] }, refused('SALE_NOT_OPEN')],
    ['while a concert has no dates', { schedules: [] }, refused('SALE_NOT_OPEN', { fields: {} })],
    [
      'before people may come, who are told from when on they may',
      { schedules: [date('sch_1', NOW + 2 * HOUR, NOW + 3 * HOUR)] },
      refused('SALE_NOT_OPEN', {
        fields: { opensAt: '2027-01-15T19:00:00.000+09:00', joinFrom: '2027-01-15T18:30:00.000+09:00' },
      }),
    ],
  ];
  it.each(cases)('%s', async (_, facts, refusal) => {
    const at = world({ ...facts, settings: { ...concert().settings, earlySeconds: 1_800 } });
    await expect(joining(at, 'p1')).rejects.toMatchObject(refusal);
    expect(at.memory.items(TABLE)).toEqual([]);
  });

  it('by a fact that is a second old at most: what opened or ended meanwhile counts', async () => {
    const at = world({ enabled: false });
    await expect(joining(at, 'p1')).rejects.toMatchObject(refused('SALE_NOT_OPEN'));
    expect(at.world.factsAsked).toEqual([undefined, 1_000]);
  });

  it('for a concert that is not there', async () => {
    const at = world();
    at.world.facts = undefined;
    await expect(joining(at, 'p1')).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
  });

  it('for somebody else, before anything is read', async () => {
    const store = new Proxy({} as LineStore, {
      get(_, name) {
        throw new Error(`${String(name)} was called`);
      },
    });
    const asked = { buyer, concertId: 'con_1', userId: 'u2', now: NOW };
    await expect(join({ ...world().line, store }, asked)).rejects.toMatchObject(refused('NOT_YOU'));
  });
});

describe('who joins', () => {
  it('has the next place, a token of it, and waits', async () => {
    const at = await lined(['p1']);
    const second = await joining(at, 'p2');
    expect(JSON.parse(second.token)).toEqual({ sub: 'user of p2', personId: 'p2', concertId: 'con_1', seq: 2 });
    expect(second).toMatchObject({ status: 'WAITING', queuePosition: 2, phase: 'OPEN', estimatedWaitTime: 60 });
  });

  it('finds the line listed for the schedule, and ticks on their way', async () => {
    const { world, memory } = await lined(['p1']);
    expect(memory.items(TABLE)).toContainEqual({ pk: 'ON_SALE', sk: 'SALE#con_1', listedAt: NOW });
    expect(world.ticks[0]?.[9]).toEqual({ body: { concertId: 'con_1', at: NOW + 9_000 }, delaySeconds: 9 });
  });

  it('has one place as one person, with any account, from any number of tabs at once', async () => {
    const at = createWorld();
    const asked = Array.from({ length: 20 }, (_, i) => ({ ...buyer, userId: `u${i % 2}` }));
    const answers = await Promise.all(
      asked.map((who) => join(at.line, { buyer: who, concertId: 'con_1', userId: undefined, now: NOW })),
    );
    expect(new Set(answers.map(({ token }) => JSON.parse(token).seq)).size).toBe(1);
    const next = await joining(at, 'p2');
    at.world.now += 3_000;
    expect(await at.tick()).toMatchObject({ admitted: 2, to: JSON.parse(next.token).seq });
  });

  it('early waits for the open, and keeps the order of coming', async () => {
    const early = [date('sch_1', NOW + 60_000, NOW + HOUR)];
    const at = await lined(['p1', 'p2'], { schedules: early, settings: { ...concert().settings, earlySeconds: 60 } });
    expect(await joining(at, 'p3')).toMatchObject({ phase: 'EARLY', queuePosition: 3, estimatedWaitTime: 150 });
    expect(at.world.ticks[0]?.[0]).toEqual({ body: { concertId: 'con_1', at: NOW + 60_000 }, delaySeconds: 60 });
    at.world.now += 59_999;
    expect(await at.tick()).toBeUndefined();
    at.world.now += 1;
    expect(await at.tick()).toMatchObject({ from: 0, to: 1, admitted: 1 });
  });

  it('is asked to come back, spread over seconds, when the counter is busy; no place is lost', async () => {
    const at = await lined(['p1']);
    const store = { ...at.line.store, takePlace: async () => 'busy' as const };
    const asked = { buyer: buyerOf('p2'), concertId: 'con_1', userId: undefined, now: NOW };
    const waits = [];
    for (let i = 0; i < 500; i++) {
      const error = await join({ ...at.line, store }, asked).catch((refusal: Refusal) => refusal);
      expect(error).toMatchObject(refused('TRY_AGAIN'));
      waits.push('retryAfterSeconds' in error ? error.retryAfterSeconds : undefined);
    }
    expect(new Set(waits)).toEqual(new Set(Array.from({ length: 30 }, (_, i) => i + 1)));
    expect(await joining(at, 'p2')).toMatchObject({ queuePosition: 2 });
  });
});

describe('who has a live place', () => {
  it.each([
    ['draining', { draining: true }, 'JOINING_STOPPED'],
    ['paused and draining', { draining: true, paused: true }, 'JOINING_STOPPED'],
  ])('gets it again while the line is %s; nobody new does', async (_, change, code) => {
    const at = await lined(['p1', 'p2']);
    at.order(change);
    expect(await joining(at, 'p2')).toMatchObject({ status: 'WAITING', queuePosition: 2 });
    await expect(joining(at, 'p3')).rejects.toMatchObject(refused(code));
  });

  it('gets it again once the sale is closed, when it is admitted; who waits is told that it is over', async () => {
    const at = await lined(['p1']);
    await at.tick();
    await joining(at, 'p2');
    at.order({ closed: true });
    expect(await joining(at, 'p1')).toMatchObject({ status: 'ACTIVE' });
    await expect(joining(at, 'p2')).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'SALE_ENDED' } }),
    );
    await expect(joining(at, 'p3')).rejects.toMatchObject(refused('SALE_NOT_OPEN'));
  });

  it('is told that all was sold, and who is new, too', async () => {
    const at = await lined(['p1', 'p2']);
    await at.line.store.noteSoldOut('con_1', { scheduleId: 'sch_1', soldOutAt: NOW });
    at.world.now += 1_000;
    await expect(joining(at, 'p2')).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'SOLD_OUT' } }),
    );
    await expect(joining(at, 'p3')).rejects.toMatchObject(refused('SOLD_OUT'));
  });

  const block = (value: object) => ({ pk: 'PLACES#con_1#0', sk: 'BLOCK', ...value });
  const ended: [string, object][] = [
    ['was left', { '1': departed('LEFT') }],
    ['was bought from', { '1': departed('BOUGHT') }],
    ['was not claimed in time', { closedThrough: 1 }],
    ['has a lease that ended by every clock', { '1': leaseFrom(NOW - 70_000, 60) }],
  ];
  it.each(ended)('has no more of it once it %s: a new one at the end', async (_, value) => {
    const at = await lined(['p1', 'p2']);
    at.memory.put(TABLE, block(value));
    const { token } = await joining(at, 'p1');
    expect(JSON.parse(token).seq).toBe(3);
  });

  it('waits until its lease is over by every clock, before it gets another', async () => {
    const at = await lined(['p1', 'p2']);
    at.memory.put(TABLE, block({ '1': leaseFrom(NOW - 69_000, 60) }));
    await expect(joining(at, 'p1')).rejects.toMatchObject(refused('TRY_AGAIN', { retryAfterSeconds: 1 }));
  });
});

describe('leaving', () => {
  it('gives the place up for good, and sends ticks for those behind', async () => {
    const at = await lined(['p1', 'p2']);
    const [queueToken] = at.tokens;
    await leave(at.line, { buyer, queueToken, now: NOW });
    expect(at.memory.items(TABLE)).toContainEqual({ pk: 'PLACES#con_1#0', sk: 'BLOCK', '1': departed('LEFT') });
    at.world.now += 1_000;
    await at.tick();
    await expect(status(at.line, { buyer, queueToken, now: at.world.now })).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { fields: { reason: 'LEFT' } }),
    );
  });

  it('is refused with another person’s token, and with one that is not genuine', async () => {
    const at = await lined(['p1']);
    const [queueToken] = at.tokens;
    await expect(leave(at.line, { buyer: buyerOf('p2'), queueToken, now: NOW })).rejects.toMatchObject(
      refused('NOT_YOU'),
    );
    for (const altered of [undefined, 'altered']) {
      await expect(leave(at.line, { buyer, queueToken: altered, now: NOW })).rejects.toMatchObject(
        refused('QUEUE_TOKEN_INVALID'),
      );
    }
    expect(at.memory.items(TABLE).filter(({ sk }) => sk === 'BLOCK')).toEqual([]);
  });
});
