// What one run is about: who comes when, how they behave, how the line is run, and what goes wrong.
import { createRandom } from './random.ts';

export const ARRIVALS = ['spike', 'ramp', 'waves'] as const;
export type Arrivals = (typeof ARRIVALS)[number];
export const FAULTS = ['none', 'some', 'many'] as const;
export type FaultLevel = (typeof FAULTS)[number];

/** What goes wrong, and how often: shares are of 1. */
export interface Faults {
  /** Clocks of instances are off by up to so much. */
  readonly skewMs: number;
  readonly tickLate: number;
  readonly tickLateSeconds: number;
  readonly tickTwice: number;
  readonly batchLost: number;
  /** Times in which no tick runs, and times in which the schedule does not come by: how many of each. */
  readonly outages: number;
  readonly outageSeconds: number;
  /** Of operations: the process dies before, or just after it; a write is done again; its answer is lost. */
  readonly death: number;
  readonly twice: number;
  readonly answerLost: number;
  /** Each operation takes up to so long; 0: no time, and what happens at one time is interleaved step by step. */
  readonly latencyMs: number;
}

export interface Scenario {
  readonly seed: number;
  readonly waiters: number;
  readonly seats: number;
  readonly capacity: number;
  readonly ratePerSecond: number;
  readonly leaseSeconds: number;
  readonly claimSeconds: number;
  readonly secondsPerPlace: number;
  readonly earlySeconds: number;
  readonly arrivals: Arrivals;
  /** The part of the people who come before the open; the time over which the others do. */
  readonly earlyShare: number;
  readonly arriveSeconds: number;
  /** Shares of the people. Pollers ask `status` at the pace told; the others watch the public document. */
  readonly pollers: number;
  readonly impatient: number;
  readonly severalTabs: number;
  readonly leave: number;
  readonly vanish: number;
  readonly offline: number;
  readonly rejoin: number;
  /** Shares of the admitted; the others let their lease run out. */
  readonly buy: number;
  readonly browse: number;
  readonly stayMedianSeconds: number;
  readonly staySigma: number;
  readonly maxSeconds: number;
  readonly stepMs: number;
  readonly instances: number;
  readonly operators: boolean;
  readonly overload: boolean;
  readonly counterPerSecond: number;
  readonly faultLevel: FaultLevel;
  readonly faults: Faults;
}

const NO_FAULTS: Faults = {
  skewMs: 0,
  tickLate: 0,
  tickLateSeconds: 0,
  tickTwice: 0,
  batchLost: 0,
  outages: 0,
  outageSeconds: 0,
  death: 0,
  twice: 0,
  answerLost: 0,
  latencyMs: 0,
};

const LEVELS: Readonly<Record<FaultLevel, Faults>> = {
  none: NO_FAULTS,
  some: {
    ...NO_FAULTS,
    skewMs: 5_000,
    tickLate: 0.05,
    tickLateSeconds: 10,
    tickTwice: 0.03,
    batchLost: 0.01,
    outages: 1,
    outageSeconds: 120,
    death: 0.0001,
    twice: 0.001,
    answerLost: 0.0001,
  },
  many: {
    skewMs: 5_000,
    tickLate: 0.2,
    tickLateSeconds: 90,
    tickTwice: 0.2,
    batchLost: 0.1,
    outages: 3,
    outageSeconds: 240,
    death: 0.01,
    twice: 0.05,
    answerLost: 0.01,
    latencyMs: 300,
  },
};

/** What a run may be told; the rest follows from it. */
export interface Wishes {
  readonly waiters: number;
  readonly seats: number;
  readonly seed: number;
  readonly capacity?: number | undefined;
  readonly ratePerSecond?: number | undefined;
  readonly leaseSeconds?: number | undefined;
  readonly claimSeconds?: number | undefined;
  readonly arrivals?: Arrivals | undefined;
  readonly faults?: FaultLevel | undefined;
  readonly pollers?: number | undefined;
}

/** Of the seats, so many people at one time. */
const CAPACITY_SHARE = 0.08;
/** The free capacity fills in so many seconds: about a third faster than people leave. */
const FILL_SECONDS = 150;
const POLLERS = 5_000;

/** A sale as it might be: the capacity binds, and people stay for a few minutes. */
export function scenarioOf(wishes: Wishes): Scenario {
  const { waiters, seats, seed, faults = 'some', arrivals = 'spike' } = wishes;
  const capacity = wishes.capacity ?? Math.min(100_000, Math.max(1, Math.round(seats * CAPACITY_SHARE)));
  return {
    seed,
    waiters,
    seats,
    capacity,
    ratePerSecond: wishes.ratePerSecond ?? Math.max(0.05, Math.min(1_000, Math.round(capacity / FILL_SECONDS) || 0.5)),
    leaseSeconds: wishes.leaseSeconds ?? 600,
    claimSeconds: wishes.claimSeconds ?? 90,
    secondsPerPlace: 1,
    earlySeconds: 1_800,
    arrivals,
    earlyShare: 0.5,
    arriveSeconds: arrivals === 'spike' ? 120 : 1_200,
    pollers: wishes.pollers ?? Math.min(0.1, POLLERS / waiters),
    impatient: 0.01,
    severalTabs: 0.03,
    leave: 0.04,
    vanish: 0.08,
    offline: 0.03,
    rejoin: 0.5,
    buy: 0.7,
    browse: 0.2,
    stayMedianSeconds: 150,
    staySigma: 0.6,
    maxSeconds: 4 * 3_600,
    stepMs: 100,
    instances: 8,
    operators: false,
    overload: false,
    counterPerSecond: 1_000,
    faultLevel: faults,
    faults: LEVELS[faults],
  };
}

/** A small sale with everything that can go wrong: what it is like is drawn from the seed. */
export function smallScenario(seed: number): Scenario {
  const random = createRandom(seed);
  const waiters = 5 + random.below(60);
  const capacity = random.pick([1, 2, 3, 5, 9, 20]);
  const faults = LEVELS[random.pick(['some', 'many', 'many'] as const)];
  return {
    ...scenarioOf({ waiters, seats: 3 + random.below(60), seed, arrivals: random.pick(ARRIVALS) }),
    capacity,
    ratePerSecond: random.pick([0.05, 0.3, 1, 1, 3, 20]),
    leaseSeconds: random.pick([20, 60, 300]),
    claimSeconds: random.pick([12, 30, 90]),
    earlySeconds: random.pick([0, 60, 300]),
    earlyShare: random.pick([0, 0.3, 0.9]),
    arriveSeconds: random.pick([5, 120, 600]),
    pollers: random.pick([0.2, 0.7, 1]),
    impatient: 0.1,
    severalTabs: 0.2,
    leave: 0.1,
    vanish: random.pick([0.1, 0.4]),
    offline: 0.15,
    stayMedianSeconds: random.pick([5, 30, 120]),
    maxSeconds: 2_400,
    stepMs: 50,
    instances: 3,
    operators: random.chance(0.5),
    overload: random.chance(0.2),
    counterPerSecond: random.pick([2, 1_000, 1_000]),
    faultLevel: faults === LEVELS.many ? 'many' : 'some',
    faults: { ...faults, latencyMs: random.pick([0, 50, 1_000]) },
  };
}
