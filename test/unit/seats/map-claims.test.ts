// What clients say they have seen costs little when nobody wrote it, and honest ones never wait for it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { largeVersion } from '../../../functions/seats/domain-version-large.ts';
import { smallVersion } from '../../../functions/seats/domain-version-small.ts';
import { createWorld, DATE, LARGE, row, SMALL, watched } from './map-world.ts';

const { scheduleId } = DATE;
const large = planOf(LARGE);
const small = planOf(SMALL);

/** A version of the large date that says more than there is: of deltas, and of blocks. */
const forged = (version: number, blocks = 0, plan = large) => {
  const newer = new Map(plan.blocks.slice(0, blocks).map((block) => [block, 999]));
  return largeVersion(scheduleId, plan, { version, lapse: 0, newer });
};
/** And of the small one. */
const forgedSmall = (version: number) => {
  const versions = new Map(small.blocks.map((block) => [block, version]));
  const marks = new Uint32Array(small.seats.length);
  return smallVersion(scheduleId, small, { marks, versions }, { statuses: new Uint8Array(marks.length), lapse: 0 });
};

describe('a claim that does not hold', () => {
  it.each([
    ['about deltas', forged(77)],
    ['about blocks', forged(1, 48)],
    ['about both', forged(77, 48)],
  ])('%s is looked into once in half a second, however many make it', async (_what, claim) => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look, asked } = watched(world);
    const whole = await look();
    asked.length = 0;
    for (let i = 0; i < 100; i++) {
      const told = await Promise.all([look(claim), look(whole.version), look(claim)]);
      expect(told.map(({ changed }) => changed)).toEqual([undefined, [], undefined]);
      expect(told.map(({ version }) => version)).toEqual([whole.version, whole.version, whole.version]);
      world.now += 10;
    }
    const names = asked.filter(({ strongly }) => strongly).map(({ sk }) => sk);
    const once = claim === forged(77) ? ['DELTA#000000000002'] : claim === forged(1, 48) ? ['BATCH'] : undefined;
    expect(names).toEqual(once ? [...once, ...once] : ['DELTA#000000000002', 'BATCH', 'DELTA#000000000002', 'BATCH']);
  });

  it('reads no block of a date without a map but those that are read every ten seconds', async () => {
    const world = createWorld(LARGE);
    const { look, asked } = watched(world);
    for (let i = 0; i < 100; i++) {
      await look(forged(77));
      world.now += 10;
    }
    expect(asked.filter(({ sk }) => sk.startsWith('SECTION'))).toHaveLength(3);
    const strong = asked.filter(({ sk, strongly }) => strongly && !sk.startsWith('SECTION'));
    expect(strong.map(({ name, sk }) => [name, sk])).toEqual([
      ['GetCommand', 'SNAPSHOT'],
      ['QueryCommand', 'DELTA#'],
      ['GetCommand', 'SNAPSHOT'],
      ['QueryCommand', 'DELTA#'],
    ]);
  });

  it('about more than 48 blocks reads none, and does not keep others from being heard', async () => {
    const layout = { sections: [{ section: 'Floor', rows: [row(1, 3_000)] }] };
    const world = createWorld(layout);
    await world.keep();
    const { look, asked } = watched(world);
    await look();
    asked.length = 0;
    expect((await look(forged(1, 49, world.plan))).changed).toBeUndefined();
    expect(asked).toEqual([]);
    world.change(0, 'sold');
    const [block] = world.plan.blocks;
    const honest = largeVersion(scheduleId, world.plan, {
      version: 1,
      lapse: 0,
      newer: new Map(block && [[block, 1]]),
    });
    expect((await look(honest)).statuses[0]).toBe(2);
  });

  it('never makes a map be forgotten: strong reads are few, and all are told what there is', async () => {
    const claims = fc.record({
      version: fc.constantFrom(0, 1, 2, 3, 50, 1_000_000),
      blocks: fc.integer({ min: 0, max: 48 }),
      wait: fc.integer({ min: 0, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(claims, { minLength: 1, maxLength: 40 }), async (all) => {
        const world = createWorld(LARGE);
        await world.keep();
        world.change(0, 'sold');
        await world.deliver(0, 1, 'once');
        const { look, asked } = watched(world);
        const from = world.now;
        for (const { version, blocks, wait } of all) {
          world.now += wait;
          expect([...(await look(forged(version, blocks))).statuses]).toEqual(await world.truth());
        }
        const periods = Math.floor((world.now - from) / 500) + 1;
        expect(asked.filter(({ strongly }) => strongly).length).toBeLessThanOrEqual(2 * periods);
        expect(asked.filter(({ sk }) => sk.startsWith('SECTION'))).toEqual([]);
        expect(asked.filter(({ sk }) => sk === 'SNAPSHOT')).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it('about a small date is looked into once in half a second, too', async () => {
    const world = createWorld(SMALL);
    const { look, asked } = watched(world);
    const whole = await look();
    for (let i = 0; i < 100; i++) {
      const told = await Promise.all([look(forgedSmall(99)), look(whole.version), look(forgedSmall(98))]);
      expect(told.map(({ changed }) => changed)).toEqual([undefined, [], undefined]);
      world.now += 10;
    }
    expect(asked.filter(({ strongly }) => strongly)).toHaveLength(2 * small.sections.length);
  });
});

describe('a claim that holds', () => {
  it('is looked into at once, one after the other, and many of the same cost one reading', async () => {
    for (const layout of [SMALL, LARGE]) {
      const world = createWorld(layout);
      await world.keep();
      const { look, asked } = watched(world);
      await look();
      asked.length = 0;
      for (const index of [0, 1, 2]) {
        world.change(index, 'sold');
        await world.deliver(0, 1, 'once');
        world.restart(0);
        const { version } = await world.view(0, world.nobody());
        const told = await Promise.all([look(version), look(version), look(version)]);
        expect(told.map((one) => one.version)).toEqual([version, version, version]);
        expect(told.every(({ statuses }) => statuses[index] === 2)).toBe(true);
      }
      expect(asked.filter(({ strongly }) => strongly)).toHaveLength(3 * (layout === SMALL ? 3 : 1));
    }
  });

  it('waits half a second after one that did not, and is not heard before', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look, asked } = watched(world);
    await look();
    await look(forged(77));
    world.change(0, 'sold');
    await world.deliver(0, 1, 'once');
    const { version } = await world.view(0, world.nobody());
    asked.length = 0;
    expect((await look(version)).changed).toBeUndefined();
    expect(asked).toEqual([]);
    world.now += 500;
    expect(await look(version)).toMatchObject({ version, changed: [] });
  });

  it('of a broken chain reads the blocks once for all deltas that there are', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look, asked } = watched(world);
    await look();
    for (const index of [0, 1, 2, 3]) {
      world.change(index, 'sold');
      await world.deliver(0, 1, 'once');
    }
    await world.remove(3);
    asked.length = 0;
    for (const version of [3, 4, 5]) {
      const told = await look(largeVersion(scheduleId, large, { version, lapse: 0, newer: new Map() }));
      expect([...told.statuses]).toEqual(await world.truth());
    }
    expect(asked.filter(({ sk }) => sk.startsWith('SECTION'))).toHaveLength(3);
  });
});

describe('an instance', () => {
  it('keeps many small dates at once, and of large ones as many as have 400,000 seats', async () => {
    const world = createWorld(SMALL);
    const { maps, asked } = watched(world);
    const lookAt = (ids: readonly string[], plan: typeof small) =>
      Promise.all(ids.map((id) => maps.look({ scheduleId: id }, plan, { now: world.now })));
    const ids = (n: number) => Array.from({ length: n }, (_, i) => `sch_${i}`);
    await lookAt(ids(300), small);
    asked.length = 0;
    await lookAt(ids(300), small);
    expect(asked).toEqual([]);
    const hall = planOf({ sections: [{ section: 'Pit', standing: { capacity: 50_000 } }] });
    await lookAt(ids(8), hall);
    asked.length = 0;
    await lookAt(ids(8).slice(1), hall);
    expect(asked).toEqual([]);
    await lookAt(ids(1), hall);
    expect(asked.map(({ sk }) => sk)).toEqual(['SNAPSHOT', `SECTION#sch_0#0`]);
  });
});
