// The people of a run: a few numbers for each, drawn at the beginning.
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';

export const STATE = { COMING: 0, WAITING: 1, INSIDE: 2, GONE: 3 } as const;
/** What somebody does while waiting, once. OFFLINE: comes back, perhaps too late. */
export const FATE = { STAYS: 0, LEAVES: 1, VANISHES: 2, OFFLINE: 3 } as const;
export const CLIENT = { WATCHER: 0, POLLER: 1, IMPATIENT: 2 } as const;

/** By person. Times are milliseconds since the open. */
export interface People {
  readonly state: Uint8Array;
  readonly fate: Uint8Array;
  readonly client: Uint8Array;
  readonly tabs: Uint8Array;
  readonly tries: Uint8Array;
  readonly seq: Int32Array;
  readonly cameAt: Int32Array;
  readonly waitsFrom: Int32Array;
  readonly fateAt: Int32Array;
}

/** How long after coming a fate strikes, on average. */
const FATE_SECONDS = 900;
const WAVES = 4;
/** Nobody comes later than so many times the usual. */
const LAST = 5;

export function createPeople(scenario: Scenario, random: Random): People {
  const { waiters } = scenario;
  const people: People = {
    state: new Uint8Array(waiters),
    fate: new Uint8Array(waiters),
    client: new Uint8Array(waiters),
    tabs: new Uint8Array(waiters),
    tries: new Uint8Array(waiters),
    seq: new Int32Array(waiters),
    cameAt: new Int32Array(waiters),
    waitsFrom: new Int32Array(waiters),
    fateAt: new Int32Array(waiters),
  };
  const { leave, vanish, offline } = scenario;
  const fateSeconds = Math.min(FATE_SECONDS, scenario.maxSeconds / 6);
  for (let person = 0; person < waiters; person++) {
    const cameAt = Math.round(arrival(scenario, random) * 1000);
    people.cameAt[person] = cameAt;
    const drawn = random.next();
    people.fate[person] =
      drawn < leave
        ? FATE.LEAVES
        : drawn < leave + vanish
          ? FATE.VANISHES
          : drawn < leave + vanish + offline
            ? FATE.OFFLINE
            : FATE.STAYS;
    people.fateAt[person] = cameAt + Math.round(random.exponential(fateSeconds) * 1000);
    if (random.chance(scenario.pollers)) {
      people.client[person] = random.chance(scenario.impatient) ? CLIENT.IMPATIENT : CLIENT.POLLER;
    }
    people.tabs[person] = random.chance(scenario.severalTabs) ? 2 + random.below(4) : 1;
  }
  return people;
}

/** Seconds since the open; before it the crowd grows towards it. */
function arrival({ arrivals, earlyShare, earlySeconds, arriveSeconds }: Scenario, random: Random): number {
  if (earlySeconds > 0 && random.chance(earlyShare)) return -earlySeconds * random.next() ** 2;
  switch (arrivals) {
    case 'spike':
      return Math.min(LAST * arriveSeconds, random.exponential(arriveSeconds));
    case 'ramp':
      return arriveSeconds * random.next();
    case 'waves':
      return (random.below(WAVES) * arriveSeconds) / WAVES + random.exponential(arriveSeconds / (4 * WAVES));
    default:
      return arrivals satisfies never;
  }
}
