// What operators do with a line: obeyed, written down, and refused where it goes too far.
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../functions/queue/domain-controls.ts';
import { join } from '../../../functions/queue/use-cases.ts';
import { auditOf, operate } from '../../../functions/queue/use-cases-operate.ts';
import { buyerOf, createWorld, NOW, TABLE } from './samples.ts';

const refused = (code: string, more: object = {}) => ({ kind: { code }, ...more });

function desk() {
  const at = createWorld();
  const give = (order: Order, confirm?: boolean, userId = 'operator 1') =>
    operate(at.line, {
      concertId: 'con_1',
      order,
      said: { reason: 'a test', confirm },
      buyer: { ...buyerOf('op', userId), role: 'operator' },
      now: at.world.now,
    });
  const audit = async () => (await auditOf(at.line, { concertId: 'con_1' })).entries;
  const joining = (personId: string) =>
    join(at.line, { buyer: buyerOf(personId), concertId: 'con_1', userId: undefined, now: at.world.now });
  return { ...at, give, audit, joining };
}

describe('an order', () => {
  it('holds from the next tick on, and is shown at once', async () => {
    const { give, joining, tick, world } = desk();
    await joining('p1');
    expect(await give({ kind: 'set', ratePerSecond: 0, message: 'soon' })).toMatchObject({
      ratePerSecond: 0,
      capacity: 100,
      message: 'soon',
      controlsVersion: 1,
      version: 0,
    });
    world.now += 9_000;
    expect(await tick()).toBeUndefined();
    await give({ kind: 'set', ratePerSecond: 1 });
    expect(await tick()).toMatchObject({ admitted: 1 });
  });

  it('of a line that nobody joined opens its state, so that it holds for who comes', async () => {
    const { give, joining, memory, world } = desk();
    expect(await give({ kind: 'drain' })).toMatchObject({ draining: true, joined: 0, phase: 'OPEN' });
    expect(memory.items(TABLE).map(({ sk }) => sk)).toEqual(
      expect.arrayContaining(['STATE', 'CONTROLS', 'ORDER#000000001', 'SALE#con_1']),
    );
    await expect(joining('p1')).rejects.toMatchObject(refused('JOINING_STOPPED'));
    await give({ kind: 'open' });
    world.now += 1_000;
    expect(await joining('p1')).toMatchObject({ queuePosition: 1 });
  });

  it('of a concert that is not there is refused', async () => {
    const { give, world } = desk();
    world.facts = undefined;
    await expect(give({ kind: 'pause' })).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
  });

  it('to resume sends ticks for those who wait, and one to pause does not', async () => {
    const { give, joining, world } = desk();
    await joining('p1');
    world.now += 60_000;
    world.ticks.length = 0;
    await give({ kind: 'pause' });
    expect(world.ticks).toEqual([]);
    await give({ kind: 'resume' });
    expect(world.ticks[0]?.[0]).toEqual({ body: { concertId: 'con_1', at: world.now }, delaySeconds: 0 });
  });

  it('to let everybody through says until when', async () => {
    const { give, joining, tick } = desk();
    for (const person of ['p1', 'p2', 'p3']) await joining(person);
    await give({ kind: 'set', capacity: 1, ratePerSecond: 0.001 });
    expect(await give({ kind: 'passThrough', seconds: 60 })).toMatchObject({
      passThroughUntil: '2027-01-15T17:01:00.000+09:00',
    });
    expect(await tick()).toMatchObject({ admitted: 3, capacity: 1, passing: true });
  });
});

describe('the list of what was done', () => {
  it('says who, when, why, before and after, the newest first', async () => {
    const { give, audit, world } = desk();
    await give({ kind: 'set', capacity: 7, message: 'soon' });
    world.now += 1_000;
    await give({ kind: 'set', capacity: 9, message: '' }, undefined, 'operator 2');
    const entry = { action: 'set', reason: 'a test', confirmed: false };
    expect(await audit()).toEqual([
      {
        ...entry,
        at: '2027-01-15T17:00:01.000+09:00',
        userId: 'operator 2',
        before: { capacity: 7, message: 'soon' },
        after: { capacity: 9, message: null },
        version: 2,
      },
      {
        ...entry,
        at: '2027-01-15T17:00:00.000+09:00',
        userId: 'operator 1',
        before: { capacity: 100, message: null },
        after: { capacity: 7, message: 'soon' },
        version: 1,
      },
    ]);
  });

  it('has nothing of an order that changed nothing', async () => {
    const { give, audit } = desk();
    await give({ kind: 'pause' });
    expect(await give({ kind: 'pause' })).toMatchObject({ paused: true, controlsVersion: 1 });
    expect(await audit()).toHaveLength(1);
  });

  it('is read page by page', async () => {
    const { give, line } = desk();
    for (let capacity = 1; capacity <= 12; capacity++) await give({ kind: 'set', capacity });
    const first = await auditOf(line, { concertId: 'con_1', limit: 5 });
    const second = await auditOf(line, { concertId: 'con_1', limit: 5, cursor: first.cursor });
    const third = await auditOf(line, { concertId: 'con_1', limit: 5, cursor: second.cursor });
    const versions = [first, second, third].map(({ entries }) => entries.map(({ version }) => version));
    expect(versions).toEqual([
      [12, 11, 10, 9, 8],
      [7, 6, 5, 4, 3],
      [2, 1],
    ]);
    expect(third.cursor).toBeUndefined();
  });

  it('takes no cursor of another list, and is of a concert that is there', async () => {
    const { line, world } = desk();
    const cursor = Buffer.from('ORDER#1').toString('base64url');
    await expect(auditOf(line, { concertId: 'con_1', cursor })).rejects.toMatchObject(refused('INVALID_REQUEST'));
    world.facts = undefined;
    await expect(auditOf(line, { concertId: 'con_1' })).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
  });
});

describe('an order beyond a ceiling', () => {
  const cases: [Order, object][] = [
    [{ kind: 'set', capacity: 501 }, { capacity: 500 }],
    [{ kind: 'set', ratePerSecond: 50.5 }, { ratePerSecond: 50 }],
    [{ kind: 'passThrough', seconds: 61 }, { passThroughSeconds: 60 }],
  ];
  it.each(cases)('is not obeyed until it is confirmed: %j', async (order, ceilings) => {
    const { give, audit, memory } = desk();
    for (const confirm of [undefined, false]) {
      await expect(give(order, confirm)).rejects.toMatchObject(refused('CONFIRM_REQUIRED', { fields: { ceilings } }));
    }
    expect(memory.items(TABLE)).toEqual([]);
    await give(order, true);
    expect(await audit()).toMatchObject([{ action: order.kind, confirmed: true }]);
  });
});

describe('two operators at once', () => {
  it('are both obeyed, one after the other, and each sees what the other left', async () => {
    const { give, audit, line } = desk();
    await give({ kind: 'drain' });
    await Promise.all([
      give({ kind: 'set', capacity: 7 }),
      give({ kind: 'set', ratePerSecond: 2 }),
      give({ kind: 'pause' }),
    ]);
    expect(await line.store.controls('con_1')).toMatchObject({
      settings: { capacity: 7, ratePerSecond: 2 },
      paused: true,
      draining: true,
      version: 4,
    });
    expect((await audit()).map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  });

  it('are told what the second one found, not what it expected', async () => {
    const { give, audit } = desk();
    await Promise.all([give({ kind: 'set', capacity: 7 }), give({ kind: 'set', capacity: 8 })]);
    const [second, first] = await audit();
    expect(first?.before).toEqual({ capacity: 100 });
    expect(second?.before).toEqual(first?.after);
  });

  it('of whom one never gets a turn is asked to try again', async () => {
    const at = desk();
    const orders = { ...at.line.orders, order: async () => false };
    const asked = { concertId: 'con_1', order: { kind: 'pause' as const }, said: { reason: 'x' }, now: NOW };
    const buyer = { ...buyerOf('op'), role: 'operator' as const };
    await expect(operate({ ...at.line, orders }, { ...asked, buyer })).rejects.toMatchObject(refused('TRY_AGAIN'));
  });
});
