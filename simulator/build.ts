// The line of a run: its table, the instances that work on it, its ticks, and the checks beside it.

import { CONCERT, concertOf, createInstance, type Instance } from './instances.ts';
import { createNetwork, type OperationCounts } from './network.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import { StallCheck } from './stalls.ts';
import type { Tables } from './store.ts';
import { LineTable, type Mutation } from './table.ts';
import { Ticks } from './ticks.ts';
import { Truth } from './truth.ts';
import { World } from './world.ts';

export interface Built {
  readonly world: World;
  /** Epoch ms. */
  readonly openAt: number;
  readonly truth: Truth;
  readonly tables: Tables;
  readonly stalls: StallCheck;
  readonly ticks: Ticks;
  /** The instances that answer people. */
  readonly apis: readonly Instance[];
  readonly operations: OperationCounts;
}

/** A rule that a test breaks, to see that the checks notice. */
export type RunMutation = Mutation | 'has no margin for clocks' | 'sends no ticks' | 'never moves';

/** Any time will do. */
const START = 1_800_000_000_000;
/** The first may join a moment after the start. */
const LEAD_SECONDS = 10;
const ADMITTERS = 2;
/** Who is away at the close comes back, and who is inside is done. */
const AFTER_CLOSE_SECONDS = 1_000;
/** Health counts in spans of so long, of overload and of none. */
const OVERLOAD_SPAN_MS = 40_000;
/** An admitter's clock that is so far ahead counts no margin. */
const MARGIN_MS = 10_000;

export function build(scenario: Scenario, mutation: RunMutation | undefined): Built {
  const { seed, earlySeconds, maxSeconds, waiters, stepMs, faults } = scenario;
  const openAt = START + (earlySeconds + LEAD_SECONDS) * 1000;
  const closeAt = openAt + maxSeconds * 1000;
  const endAt = closeAt + AFTER_CLOSE_SECONDS * 1000;
  const world = new World({ random: createRandom(seed), startAt: START, openAt, endAt, people: waiters, stepMs });
  const truth = new Truth(world.faults, () => world.now, openAt);
  const tables = tablesOf(world, scenario, new LineTable(truth, ofStore(mutation)));
  const concert = concertOf(scenario, openAt, closeAt);
  const stalls = new StallCheck(world.faults, { truth, tables, concert, clock: () => world.now });
  const ticks = new Ticks(world, scenario, stalls, openAt);
  const { operate, counts } = createNetwork(world, scenario);
  const sendTicks = mutation === 'sends no ticks' ? async () => {} : ticks.send;
  const create = () => createInstance(world, { tables, operate, concert, sendTicks, skewMs: faults.skewMs });
  const apis = Array.from({ length: scenario.instances }, create);
  ticks.admitters = Array.from({ length: ADMITTERS }, () => mutated(create(), mutation));
  return { world, openAt, truth, tables, stalls, ticks, apis, operations: counts };
}

function tablesOf(world: World, scenario: Scenario, table: LineTable): Tables {
  let second = 0;
  let taken = 0;
  return {
    line: () => table,
    concertIds: () => [CONCERT],
    health: (now) => {
      const isOverloaded = scenario.overload && Math.floor(now / OVERLOAD_SPAN_MS) % 3 === 1;
      return { calls: 100, failed: isOverloaded ? 50 : 1 };
    },
    counterTakes() {
      const now = Math.floor(world.now / 1000);
      taken = now === second ? taken + 1 : 1;
      second = now;
      return taken <= scenario.counterPerSecond;
    },
  };
}

function ofStore(mutation: RunMutation | undefined): Mutation | undefined {
  const isOther =
    mutation === 'has no margin for clocks' || mutation === 'sends no ticks' || mutation === 'never moves';
  return isOther ? undefined : mutation;
}

function mutated(instance: Instance, mutation: RunMutation | undefined): Instance {
  if (mutation === 'has no margin for clocks') return { ...instance, now: () => instance.now() + MARGIN_MS };
  if (mutation === 'never moves') return { ...instance, store: { ...instance.store, move: async () => false } };
  return instance;
}
