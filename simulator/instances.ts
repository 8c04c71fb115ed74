// The instances of the functions: each with its own clock, its own memory, and the same tables.
import { DEFAULT_SETTINGS } from '../functions/catalog/contract.ts';
import type { ConcertFacts } from '../functions/catalog/reads.ts';
import { claimsOf } from '../functions/queue/domain-token.ts';
import { createPollMemory, type PollMemory } from '../functions/queue/store-polls.ts';
import type { ReadToken } from '../functions/queue/use-cases.ts';
import type { Admitter } from '../functions/queue/use-cases-admit.ts';
import type { Operated } from '../functions/queue/use-cases-operate.ts';
import type { ReservationReads } from '../functions/reservations/reads.ts';
import type { SendMessages } from '../functions/shared/sqs.ts';
import type { Scenario } from './scenario.ts';
import { createMemoryLineStore, createMemoryOrderStore, type Operate, type Tables } from './store.ts';
import type { World } from './world.ts';

export const CONCERT = 'con_1';
export const DATE = 'sch_1';

/** All that the use cases of the line ask for. */
export interface Instance extends Admitter, Operated {
  /** Its clock: whole epoch milliseconds, off by some seconds. */
  now(): number;
  readonly signer: { sign(token: { readonly claims: object }): Promise<string> };
  readonly readToken: ReadToken;
  readonly polls: PollMemory;
  readonly reservations: Pick<ReservationReads, 'list' | 'reservations'>;
  readonly ceilings: { readonly capacity: number; readonly ratePerSecond: number; readonly passThroughSeconds: number };
}

/** The share of failed calls above which the shop is overloaded. */
export const MOST_FAILED = 0.2;

export function concertOf(scenario: Scenario, openAt: number, closeAt: number): ConcertFacts {
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace, earlySeconds } = scenario;
  const set = { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace, earlySeconds };
  const times = { saleStartAt: openAt, saleEndAt: closeAt, startAt: closeAt, endAt: closeAt + 1 };
  return {
    concertId: CONCERT,
    code: 'C',
    name: 'C',
    enabled: true,
    bookingStartAt: openAt,
    bookingEndAt: closeAt,
    settings: { ...DEFAULT_SETTINGS, ...set },
    schedules: [{ scheduleId: DATE, concertId: CONCERT, layoutId: 'lay_1', prices: {}, ...times }],
  };
}

export function createInstance(
  world: World,
  given: {
    readonly tables: Tables;
    readonly operate: Operate;
    readonly concert: ConcertFacts;
    readonly sendTicks: SendMessages;
    readonly skewMs: number;
  },
): Instance {
  const skew = Math.round(world.random.between(-given.skewMs, given.skewMs));
  const now = () => Math.floor(world.now) + skew;
  const signer = { sign: async ({ claims }: { readonly claims: object }) => JSON.stringify(claims) };
  return {
    now,
    store: createMemoryLineStore(given.tables, { clock: now, operate: given.operate }),
    orders: createMemoryOrderStore(given.tables, given.operate),
    catalog: { concert: async () => given.concert },
    sendTicks: given.sendTicks,
    mostFailed: MOST_FAILED,
    signer,
    readToken: async (token) => (token === undefined ? undefined : claimsOf(JSON.parse(token))),
    polls: createPollMemory(),
    reservations: { list: async () => [], reservations: async () => [] },
    ceilings: { capacity: 0, ratePerSecond: 0, passThroughSeconds: 0 },
  };
}
