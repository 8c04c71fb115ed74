// One run: lets time pass for a line and its people, and says what came of it.
import { log } from '../functions/shared/log.ts';
import { Answers } from './answers.ts';
import { type Built, build, type RunMutation } from './build.ts';
import { Crowd, type Crowded } from './crowd.ts';
import type { Fault } from './faults.ts';
import { CONCERT } from './instances.ts';
import { Measures } from './measures.ts';
import type { OperationCounts } from './network.ts';
import { startOperators } from './operators.ts';
import { createPeople } from './people.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { StallCheck } from './stalls.ts';
import type { Truth } from './truth.ts';
import { Visits } from './visits.ts';

export type { RunMutation } from './build.ts';

export interface Result {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
  readonly measures: Measures;
  readonly truth: Truth;
  readonly operations: OperationCounts;
  readonly stalls: StallCheck;
  /** Ticks that ran. */
  readonly ticks: number;
  /** Times in which no tick ran, on purpose: seconds since the open. */
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  /** Virtual seconds from the open to the end. */
  readonly seconds: number;
  /** People who neither got through nor were told that it is over. */
  readonly left: number;
}

export interface Watched {
  /** Called once for each so many virtual seconds. */
  readonly everySeconds: number;
  readonly tell: (moment: { readonly seconds: number; readonly truth: Truth; readonly measures: Measures }) => void;
}

interface Options {
  readonly mutation?: RunMutation | undefined;
  readonly watched?: Watched | undefined;
}

/** After the last person is gone the line must come to rest. */
const REST_SECONDS = 60;
/** A failure on purpose is not held against the line for so long after it. */
const DISTURBED_MS = 150_000;
/** Use cases draw from a chance of their own. */
const OTHER_SEED = 0x5bd1e995;

export async function simulate(scenario: Scenario, options: Options = {}): Promise<Result> {
  log.setLogLevel('SILENT');
  const restore = determined(scenario.seed);
  try {
    return await run(scenario, options);
  } finally {
    restore();
  }
}

/** Use cases draw from Math.random how long to wait: a seed replays only if that does. Refusals need no stack. */
function determined(seed: number): () => void {
  const { random } = Math;
  const { stackTraceLimit } = Error;
  Math.random = createRandom(seed ^ OTHER_SEED).next;
  Error.stackTraceLimit = 0;
  return () => {
    Math.random = random;
    Error.stackTraceLimit = stackTraceLimit;
  };
}

async function run(scenario: Scenario, { mutation, watched }: Options): Promise<Result> {
  const line = build(scenario, mutation);
  const { world, truth, ticks, openAt, apis, stalls, operations } = line;
  const measures = new Measures();
  const people = createPeople(scenario, world.random);
  const answers = new Answers(world.faults, truth, () => world.now);
  const crowded: Crowded = { world, scenario, people, truth, answers, measures, openAt, apis };
  truth.onAdmitted = ({ from, to }) => noteWaits(crowded, from, to);
  const crowd = new Crowd(crowded);
  const visits = new Visits(crowded, crowd);
  crowd.visits = visits;
  ticks.startSchedule();
  if (scenario.operators) startOperators(world, { scenario, apis, measures, openAt });
  let emptyAt: number | undefined;
  const second = () => {
    world.later(1_000, second);
    stalls.second(isDisturbed(line));
    noteMoment(line, crowded, scenario.seats - visits.seatsLeft);
    const seconds = Math.round((world.now - openAt) / 1000);
    if (watched && seconds % watched.everySeconds === 0) watched.tell({ seconds, truth, measures });
    if (crowd.left === 0) emptyAt ??= world.now;
  };
  second();
  const { found } = world.faults;
  await world.run(crowd.wake, () => {
    const isAtRest = emptyAt !== undefined && world.now - emptyAt > REST_SECONDS * 1000;
    return found.length > 0 || isAtRest;
  });
  const { left } = crowd;
  if (left > 0 && found.length === 0) {
    world.faults.add('everybody is served, or told that it is over', `${left} are not`);
  }
  const seconds = (world.now - openAt) / 1000;
  const outages = ticks.outages.ticks.map(({ from, to }) => ({
    from: (from - openAt) / 1000,
    to: (to - openAt) / 1000,
  }));
  return {
    scenario,
    faults: found,
    measures,
    truth,
    stalls,
    operations,
    ticks: ticks.executed,
    outages,
    seconds,
    left,
  };
}

function isDisturbed({ ticks, world: { now } }: Built): boolean {
  const all = [...ticks.outages.ticks, ...ticks.outages.schedule];
  return all.some(({ from, to }) => from <= now && now < to + DISTURBED_MS);
}

function noteMoment({ tables }: Built, { world, truth, measures, scenario, openAt }: Crowded, sold: number): void {
  const { capacity = scenario.capacity } = tables.line(CONCERT).line()?.state ?? {};
  const at = Math.round((world.now - openAt) / 1000);
  measures.moments.add(at, truth.waiting, truth.active, capacity, truth.watermark, sold);
}

function noteWaits({ world, truth, measures, people, openAt }: Crowded, from: number, to: number): void {
  for (let seq = from + 1; seq <= to; seq++) {
    const owner = truth.owner(seq);
    if (owner !== undefined) measures.waited(world.now - openAt - (people.cameAt[owner] ?? 0));
  }
}
