// A line as its tests meet it: values that are all right, and a world in memory with a clock that only tests move.
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { type LineState, newLine } from '../../../functions/queue/domain.ts';
import { type Controls, NO_CONTROLS } from '../../../functions/queue/domain-controls.ts';
import type { Block } from '../../../functions/queue/domain-places.ts';
import type { Sale } from '../../../functions/queue/domain-sale.ts';
import type { QueueClaims } from '../../../functions/queue/domain-token.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { createOrderStore } from '../../../functions/queue/store-orders.ts';
import { createPollMemory } from '../../../functions/queue/store-polls.ts';
import { type Admission, admit, ensureTicks } from '../../../functions/queue/use-cases-admit.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { createMemoryDb } from '../../support/memory-db.ts';

export const NOW = 1_800_000_000_000;
export const HOUR = 3_600_000;

export const settings = {
  capacity: 100,
  ratePerSecond: 1,
  leaseSeconds: 3_600,
  claimSeconds: 90,
  secondsPerPlace: 30,
};

export const controls = (change: Partial<Controls> = {}): Controls => ({ ...NO_CONTROLS, ...change });

export const line = (change: Partial<LineState> = {}): LineState => ({
  ...newLine(settings, NO_CONTROLS, NOW),
  ...change,
});

export const block = (values: Record<number, string>, closedThrough = 0): Block => ({
  values: new Map(Object.entries(values).map(([seq, value]) => [Number(seq), value])),
  closedThrough,
});

export const openSale = (change: Partial<Sale> = {}): Sale => ({
  phase: 'OPEN',
  admits: true,
  opensAt: NOW - HOUR,
  soldOutAt: undefined,
  ...change,
});

export const date = (scheduleId: string, saleStartAt: number, saleEndAt: number) => ({
  scheduleId,
  concertId: 'con_1',
  layoutId: 'lay_1',
  prices: {},
  saleStartAt,
  saleEndAt,
  startAt: saleEndAt + HOUR,
  endAt: saleEndAt + 2 * HOUR,
});

/** A concert whose one date has been on sale for an hour, and is for another. */
export const concert = (change: Partial<ConcertFacts> = {}): ConcertFacts => ({
  concertId: 'con_1',
  code: 'C',
  name: 'C',
  enabled: true,
  bookingStartAt: NOW - HOUR,
  bookingEndAt: NOW + HOUR,
  settings: { ...DEFAULT_SETTINGS, ...settings },
  schedules: [date('sch_1', NOW - HOUR, NOW + HOUR)],
  ...change,
});

export const buyerOf = (personId: string, userId = `user of ${personId}`) => ({
  userId,
  personId,
  role: 'buyer' as const,
});

export const TABLE = 'lines';

type Ticks = readonly { readonly body: unknown; readonly delaySeconds?: number | undefined }[];

/** A number's size: a byte for each two digits, without zeros at either end, and one more. */
function sizeOfNumber(value: number): number {
  const digits = String(value)
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2);
}

/** An item's size as DynamoDB counts it (Developer Guide, "DynamoDB item sizes and formats"): names and values in UTF-8. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return sizeOfNumber(value);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, each) => sum + 1 + sizeOf(each), 0);
  if (value === null) return 1;
  return Object.entries(value as object).reduce((sum, [name, each]) => sum + Buffer.byteLength(name) + sizeOf(each), 0);
}

/** Counts what is sent through it, by the names of the commands. */
export function counting(db: Db) {
  const sent: string[] = [];
  const send = (command: { constructor: { name: string } }, ...rest: unknown[]) => {
    sent.push(command.constructor.name);
    return (db.send as (...args: unknown[]) => Promise<unknown>)(command, ...rest);
  };
  return { db: { send } as unknown as Db, sent };
}

/** One line on one table, for any number of instances. */
export function createWorld(facts: Partial<ConcertFacts> = {}, memory = createMemoryDb()) {
  const world = {
    now: NOW,
    facts: concert(facts) as ConcertFacts | undefined,
    factsAsked: [] as (number | undefined)[],
    ticks: [] as Ticks[],
  };
  const clock = () => world.now;
  const catalog = {
    async concert(_: string, maxAgeMs?: number) {
      world.factsAsked.push(maxAgeMs);
      return world.facts;
    },
  };
  /** What one instance of every function would work with. */
  const instance = (db: Db = memory) => ({
    store: createLineStore({ db, onceDb: db, QUEUE_TABLE: TABLE, clock }),
    orders: createOrderStore({ db, QUEUE_TABLE: TABLE }),
    catalog,
    async sendTicks(ticks: Ticks) {
      world.ticks.push(ticks);
    },
    signer: {
      sign: async ({ claims }: { readonly claims: object }) => JSON.stringify(claims),
    },
    async readToken(token: string | undefined): Promise<QueueClaims | undefined> {
      if (!token?.startsWith('{')) return undefined;
      const { sub, ...claims } = JSON.parse(token);
      return { userId: sub, ...claims };
    },
    polls: createPollMemory(),
    mostFailed: 0.1,
    ceilings: { capacity: 500, ratePerSecond: 50, passThroughSeconds: 60 },
  });
  const one = instance();
  /** A tick as the worker does it. */
  const tick = async (): Promise<Admission | undefined> => {
    const admission = await admit(one, 'con_1', world.now);
    await ensureTicks(one, 'con_1', world.now, { dueAt: world.now, ranAt: world.now });
    return admission;
  };
  return { world, memory, instance, line: one, tick };
}
