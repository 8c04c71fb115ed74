// The map never lies for long, and never goes back: whatever was lost, doubled or late, and whoever was asked.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createWorld, LARGE, SMALL, type Viewer, type World } from './map-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

const index = (seats: number) => fc.nat({ max: seats - 1 });
const act = (seats: number) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('change' as const),
        index: fc.oneof(index(seats), fc.nat({ max: 3 })),
        to: fc.constantFrom('free' as const, 'held' as const, 'sold' as const, 'blocked' as const),
        forSeconds: fc.integer({ min: 1, max: 20 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('deliver' as const),
        shard: fc.nat({ max: 2 }),
        count: fc.integer({ min: 1, max: 4 }),
        how: fc.constantFrom('once' as const, 'once' as const, 'twice' as const, 'lost' as const, 'late' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('both' as const), count: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('keep' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), reader: fc.nat({ max: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), back: fc.nat({ max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('lag' as const), behind: fc.boolean(), sync: fc.boolean() }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('view' as const),
        reader: fc.nat({ max: 2 }),
        viewer: fc.nat({ max: 3 }),
        /** How many of its own states it goes back by: another tab, a reconnect with an old id. */
        back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 6 })),
      }),
    },
  );
type Act = ReturnType<typeof act> extends fc.Arbitrary<infer A> ? A : never;

async function play(world: World, acts: readonly Act[]): Promise<Viewer[][]> {
  const viewers: Viewer[][] = Array.from({ length: 4 }, () => [world.nobody()]);
  for (const step of acts) {
    switch (step.do) {
      case 'change':
        world.change(step.index, step.to, step.forSeconds);
        break;
      case 'deliver':
        await world.deliver(step.shard, step.count, step.how);
        break;
      case 'both':
        await Promise.all([0, 1, 2].map((shard) => world.deliver(shard, step.count, 'once')));
        break;
      case 'wait':
        world.now += step.ms;
        break;
      case 'keep':
        await world.keep();
        break;
      case 'restart':
        world.restart(step.reader);
        break;
      case 'remove':
        await spoil(world, step.back);
        break;
      case 'lag':
        if (step.sync) world.sync();
        world.lag(step.behind);
        break;
      case 'view': {
        const states = viewers[step.viewer] ?? [];
        const from = states.at(-1 - step.back) ?? world.nobody();
        states.push(await world.view(step.reader, from));
        break;
      }
      default:
        step satisfies never;
    }
  }
  return viewers;
}

/** Somebody deletes a part of the map, though not its end. */
async function spoil(world: World, back: number): Promise<void> {
  const last = world.table.items('seats').findLast(({ sk }) => String(sk).startsWith('DELTA#'));
  const version = Number(last?.version ?? 0) - 1 - back;
  if (version > 0) await world.remove(back === 0 ? 'SNAPSHOT' : version);
}

/** All is quiet, what the stream still had is lost, the map was looked after once: now everybody knows the truth. */
async function settle(world: World, viewers: readonly Viewer[][]): Promise<void> {
  world.now += 60_000;
  await world.keep();
  world.sync();
  world.now += 600;
  const truth = await world.truth();
  for (const viewer of viewers.flat()) {
    for (const reader of [0, 1, 2]) expect([...(await world.view(reader, viewer)).statuses]).toEqual(truth);
  }
}

describe('the map', () => {
  it('of a large date comes to the truth for everybody, and never goes back for anybody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act(2_200), { minLength: 20, maxLength: 80 }), async (acts) => {
        const world = createWorld(LARGE);
        await settle(world, await play(world, acts));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('of a small date does so too, without anybody writing it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act(120), { minLength: 20, maxLength: 80 }), async (acts) => {
        const world = createWorld(SMALL);
        await settle(world, await play(world, acts));
        expect(world.table.items('seats').filter(({ pk }) => String(pk).startsWith('MAP#'))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
