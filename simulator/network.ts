// Between a function and its table: operations take time, are done twice, lose their answer, or outlive their process.
import { common, Refusal } from '../functions/shared/refusal.ts';
import type { Scenario } from './scenario.ts';
import { OPERATIONS, type Operate, type OperationKind } from './store.ts';
import type { World } from './world.ts';

/** The process that waits for this operation is no more. */
export class Died extends Error {}

const READS: ReadonlySet<OperationKind> = new Set([
  'line',
  'recentLine',
  'health',
  'ticket',
  'place',
  'blocks',
  'listed',
  'controls',
  'audit',
]);
/** The counter's is sent once, and an order's transaction knows its own repetition. */
const ONCE: ReadonlySet<OperationKind> = new Set(['takePlace', 'order']);
/** Most operations take this part of the longest, or less. */
const USUAL = 1 / 8;

export type OperationCounts = Record<OperationKind, number>;

export function createNetwork(world: World, { faults }: Pick<Scenario, 'faults'>) {
  const counts = Object.fromEntries(OPERATIONS.map((kind) => [kind, 0])) as OperationCounts;
  const { random } = world;
  const { death, twice, answerLost, latencyMs } = faults;
  const isCalm = death === 0 && twice === 0 && answerLost === 0;
  const pass = () =>
    latencyMs === 0 ? undefined : world.delay(Math.min(latencyMs, random.exponential(latencyMs * USUAL)));

  const operate: Operate = async (kind, work) => {
    counts[kind]++;
    await pass();
    if (isCalm) return work();
    if (random.chance(death)) throw new Died(`before ${kind}`);
    let result = work();
    if (READS.has(kind)) return result;
    if (!ONCE.has(kind) && random.chance(twice)) {
      await pass();
      result = work();
    }
    await pass();
    if (random.chance(death)) throw new Died(`after ${kind}`);
    if (random.chance(answerLost)) throw new Refusal(common.TRY_AGAIN, {}, 1);
    return result;
  };
  return { operate, counts };
}
