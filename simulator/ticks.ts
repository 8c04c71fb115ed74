// Ticks as a queue delivers them, and the schedule that comes by each minute: late, twice, or not at all.
import { admit, ensureTicks, startTicks } from '../functions/queue/use-cases-admit.ts';
import type { Message } from '../functions/shared/sqs.ts';
import type { Instance } from './instances.ts';
import { CONCERT } from './instances.ts';
import { Died } from './network.ts';
import { isRefusal } from './refusals.ts';
import type { Scenario } from './scenario.ts';
import type { StallCheck } from './stalls.ts';
import type { World } from './world.ts';

/** From being due to running, at best. */
const DELIVERY_MS = 300;
/** A tick that failed comes back after so long. */
const AGAIN_MS = 30_000;
const MINUTE_MS = 60_000;

export interface Outage {
  readonly from: number;
  readonly to: number;
}

export class Ticks {
  private readonly world: World;
  private readonly faults: Scenario['faults'];
  private readonly stalls: StallCheck;
  readonly outages: { readonly ticks: readonly Outage[]; readonly schedule: readonly Outage[] };
  admitters: readonly Instance[] = [];
  executed = 0;

  constructor(world: World, { faults }: Pick<Scenario, 'faults'>, stalls: StallCheck, openAt: number) {
    this.world = world;
    this.faults = faults;
    this.stalls = stalls;
    const { random } = world;
    const draw = () =>
      Array.from({ length: faults.outages }, () => {
        const from = openAt + random.between(-120, 1_200) * 1000;
        return { from, to: from + random.between(0.2, 1) * faults.outageSeconds * 1000 };
      });
    this.outages = { ticks: draw(), schedule: draw() };
  }

  /** Stands for the queue: what is sent is delivered some time, or never. */
  readonly send = async (messages: readonly Message[]): Promise<void> => {
    const { world, faults } = this;
    this.stalls.sent();
    if (world.random.chance(faults.batchLost)) return;
    for (const { body, delaySeconds } of messages) {
      const { at } = body as { readonly at: number };
      const isLate = world.random.chance(faults.tickLate);
      const ms = delaySeconds * 1000 + world.random.between(0, isLate ? faults.tickLateSeconds * 1000 : DELIVERY_MS);
      world.later(ms, () => this.deliver(at));
      if (world.random.chance(faults.tickTwice)) {
        world.later(ms + world.random.between(0, 5_000), () => this.deliver(at));
      }
    }
  };

  private deliver(at: number): void {
    const { world } = this;
    const outage = this.outages.ticks.find(({ from, to }) => from <= world.now && world.now < to);
    if (!outage) world.start(() => this.tick(at));
    else if (world.random.chance(0.5)) world.later(outage.to - world.now + 1, () => this.deliver(at));
  }

  private async tick(at: number): Promise<void> {
    const { world, stalls } = this;
    const instance = world.random.pick(this.admitters);
    const now = instance.now();
    const before = stalls.look(now);
    try {
      await admit(instance, CONCERT, now);
      this.executed++;
      stalls.ran(before, now);
      await ensureTicks(instance, CONCERT, now, { dueAt: at, ranAt: now });
    } catch (error) {
      if (!(error instanceof Died || isRefusal(error))) throw error;
      world.later(AGAIN_MS, () => this.deliver(at));
    }
  }

  /** The schedule's first visit is some time in the first minute. */
  startSchedule(): void {
    const { world } = this;
    const visit = () => {
      world.later(MINUTE_MS, visit);
      if (this.outages.schedule.some(({ from, to }) => from <= world.now && world.now < to)) return;
      world.start(() => this.minute());
    };
    world.later(world.random.between(0, MINUTE_MS), visit);
  }

  private async minute(): Promise<void> {
    const instance = this.world.random.pick(this.admitters);
    try {
      await startTicks(instance, instance.now());
    } catch (error) {
      const errors = error instanceof AggregateError ? error.errors : [error];
      if (!errors.every((one) => one instanceof Died || isRefusal(one))) throw error;
    }
  }
}
