// Operators of a small sale: now and then an order, and in the end the line goes on.
import type { Order } from '../functions/queue/domain-controls.ts';
import { operate } from '../functions/queue/use-cases-operate.ts';
import { isDeath } from './crowd.ts';
import { CONCERT, type Instance } from './instances.ts';
import type { Measures } from './measures.ts';
import type { Random } from './random.ts';
import { refusedBy } from './refusals.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** How many orders a run gets, and over which part of its time. */
const MOST_ORDERS = 8;
const PART = 0.4;
const AGAIN_MS = 3_000;

type Set = Extract<Order, { kind: 'set' }>;
const UNSET: Set = {
  kind: 'set',
  capacity: undefined,
  ratePerSecond: undefined,
  leaseSeconds: undefined,
  claimSeconds: undefined,
};

function draw(random: Random, { capacity, ratePerSecond }: Scenario): Order {
  return random.pick<() => Order>([
    () => ({ ...UNSET, capacity: 1 + random.below(capacity * 2) }),
    () => ({ ...UNSET, capacity: Math.max(1, Math.floor(capacity / 3)) }),
    () => ({ ...UNSET, ratePerSecond: random.pick([0, ratePerSecond / 4, ratePerSecond * 4]) }),
    () => ({ ...UNSET, claimSeconds: random.pick([12, 30, 90]) }),
    () => ({ ...UNSET, leaseSeconds: random.pick([20, 60, 300]) }),
    () => ({ ...UNSET, message: random.pick(['soon', '']) }),
    () => ({ kind: 'pause' }),
    () => ({ kind: 'resume' }),
    () => ({ kind: 'drain' }),
    () => ({ kind: 'open' }),
    () => ({ kind: 'passThrough', seconds: 5 + random.below(20) }),
  ])();
}

/** After these everybody can be admitted again. */
function lastOrders({ ratePerSecond, capacity }: Scenario): Order[] {
  return [{ kind: 'resume' }, { kind: 'open' }, { ...UNSET, ratePerSecond: Math.max(0.3, ratePerSecond), capacity }];
}

/** One order at a time, each until it was heard. */
export function startOperators(
  world: World,
  given: {
    readonly scenario: Scenario;
    readonly apis: readonly Instance[];
    readonly measures: Measures;
    readonly openAt: number;
  },
): void {
  const { scenario, apis, measures, openAt } = given;
  const { random } = world;
  const spanMs = scenario.maxSeconds * PART * 1000;
  const at = (ms: number) => openAt - world.now + ms;
  const give = async (order: Order): Promise<void> => {
    const instance = random.pick(apis);
    const buyer = { userId: 'operator', personId: 'operator', role: 'operator' as const };
    const asked = { concertId: CONCERT, order, said: { reason: 'a test', confirm: true }, buyer, now: instance.now() };
    try {
      await operate(instance, asked);
      measures.count('orders');
    } catch (error) {
      refusedBy(error, isDeath);
      world.later(AGAIN_MS, () => world.start(() => give(order)));
    }
  };
  for (let i = random.below(MOST_ORDERS); i > 0; i--) {
    const order = draw(random, scenario);
    world.later(at(random.between(0, spanMs)), () => world.start(() => give(order)));
  }
  for (const [i, order] of lastOrders(scenario).entries()) {
    world.later(at(spanMs + i * AGAIN_MS), () => world.start(() => give(order)));
  }
}
