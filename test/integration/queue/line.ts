// A line on a real table, in virtual time: ticks go where the test can see, lose, double and reorder them.
import { randomUUID } from 'node:crypto';
import { DEFAULT_SETTINGS, type Settings } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import type { LineView } from '../../../functions/queue/contract-admin.ts';
import type { LineState } from '../../../functions/queue/domain.ts';
import type { Order } from '../../../functions/queue/domain-controls.ts';
import { blockOf, EMPTY_BLOCK, leaseEnd, placeIn } from '../../../functions/queue/domain-places.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { createOrderStore } from '../../../functions/queue/store-orders.ts';
import { createPollMemory } from '../../../functions/queue/store-polls.ts';
import { join, leave, type ReadToken, type Standing, status } from '../../../functions/queue/use-cases.ts';
import { type Admission, admit, ensureTicks, startTicks } from '../../../functions/queue/use-cases-admit.ts';
import { lineForAll, lineForOperators } from '../../../functions/queue/use-cases-look.ts';
import { auditOf, operate } from '../../../functions/queue/use-cases-operate.ts';
import { endPlace } from '../../../functions/queue/use-cases-purchase.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { TestTable } from '../../support/table.ts';

/** Where every test's time begins: a whole minute. */
export const START = 1_800_000_000_000;

/** When the sale of every test's concert begins and ends. */
export const OPEN = START - 60_000;
export const CLOSE = START + 86_400_000;

/** The share of failed holds and payments above which the shop is overloaded. */
const MOST_FAILED = 0.1;
const CEILINGS = { capacity: 1_000, ratePerSecond: 100, passThroughSeconds: 600 };

type Reached = Pick<TestTable, 'name'> & { readonly db: Db; readonly onceDb: Db };

type Joined = Standing & { readonly token: string };

/** Somebody with one account, or one of somebody's accounts. */
export type Joiner = string | { readonly userId: string; readonly personId: string };

export interface TestLine {
  readonly concertId: string;
  readonly admissions: (Admission & { readonly at: number })[];
  /** Ticks under way, by the time they are due. */
  readonly ticks: number[];
  readonly store: ReturnType<typeof createLineStore>;
  /** What the catalog says. */
  concert: ConcertFacts;
  /** Virtual now, epoch ms. */
  now: number;
  join(person: Joiner): Promise<Joined>;
  /** As `join`, by an instance that reaches the table through `db`. */
  joinThrough(db: Db, person: Joiner): Promise<Joined>;
  status(person: Joiner, token: string): Promise<Standing>;
  leave(person: Joiner, token: string): Promise<void>;
  /** A purchase from this place is known to be complete. */
  buy(seq: number, person?: string): Promise<void>;
  /** An operator lets the sale go on until then. */
  extend(saleEndAt: number): void;
  /** @param confirm says that it is meant; `by`: the operator */
  operate(order: Order, said?: { readonly by?: string; readonly confirm?: boolean }): Promise<LineView>;
  audit(page?: { readonly limit?: number; readonly cursor?: string }): ReturnType<typeof auditOf>;
  /** The line as operators see it, and as everybody does. */
  view(): Promise<LineView>;
  forAll(): ReturnType<typeof lineForAll>;
  /** One tick now, as the worker does it. */
  tick(): Promise<void>;
  /** One admitter alone, now. @param db how it reaches the table */
  admit(db?: Db): Promise<Admission | undefined>;
  /** The schedule's minute. */
  minute(): Promise<void>;
  /** Lets time pass: each tick at its time; `schedule`: each minute too. */
  pass(ms: number, schedule?: boolean): Promise<void>;
  /** Does `what` by a clock that is `skewMs` ahead. */
  skewed<T>(skewMs: number, what: () => Promise<T>): Promise<T>;
  /** Leases that run, and admitted places that can still be claimed: the truth, by the tables. */
  active(): Promise<number>;
  state(): Promise<LineState>;
  joined(): Promise<number>;
  watermark(): Promise<number>;
}

/** The place that a test's token names. */
export function seqOf(token: string): number {
  return (JSON.parse(token) as { seq: number }).seq;
}

const buyer = (person: Joiner) => {
  const ids = typeof person === 'string' ? { userId: person, personId: person } : person;
  return { ...ids, role: 'buyer' as const };
};

/** Tokens are JSON here; one that is none was altered. */
const readToken: ReadToken = async (token = '') => {
  if (!token.startsWith('{')) return undefined;
  const { sub, ...place } = JSON.parse(token);
  return { userId: sub, ...place };
};

/** @param table how the line reaches it: a test may count, lose or repeat what is sent */
export function createLine(table: Reached, settings: Partial<Settings> = {}): TestLine {
  const concertId = `con_${randomUUID().slice(0, 12)}`;
  const clock = () => self.now;
  const storeOn = (db: Db, onceDb = db) => createLineStore({ db, onceDb, QUEUE_TABLE: table.name, clock });
  const store = storeOn(table.db, table.onceDb);
  const line = {
    store,
    catalog: { concert: async () => self.concert },
    sendTicks: async (messages: readonly { delaySeconds: number }[]) => {
      self.ticks.push(...messages.map(({ delaySeconds }) => self.now + delaySeconds * 1000));
    },
    signer: { sign: async ({ claims }: { claims: object }) => JSON.stringify(claims) },
    readToken,
    polls: createPollMemory(),
    mostFailed: MOST_FAILED,
    ceilings: CEILINGS,
    orders: createOrderStore({ db: table.db, QUEUE_TABLE: table.name }),
    reservations: createReservationReads({ db: table.db, RESERVATIONS_TABLE: table.name }),
  };
  // The table's other lines are others' tests.
  const own = { ...store, listed: async () => (await store.listed()).filter((sale) => sale.concertId === concertId) };
  const on = (db: Db) => ({ ...line, store: storeOn(db) });
  const self: TestLine = {
    ...lookingAt(store, () => self),
    concertId,
    admissions: [],
    ticks: [],
    store,
    concert: concertOf(concertId, { ...DEFAULT_SETTINGS, ...settings }),
    now: START,
    join: (person) => join(line, { buyer: buyer(person), concertId, userId: undefined, now: self.now }),
    joinThrough: (db, person) => join(on(db), { buyer: buyer(person), concertId, userId: undefined, now: self.now }),
    status: (person, queueToken) => status(line, { buyer: buyer(person), queueToken, now: self.now }),
    leave: (person, queueToken) => leave(line, { buyer: buyer(person), queueToken, now: self.now }),
    buy: (seq, person = 'somebody') => endPlace(line, { concertId, personId: person, seq }, self.now),
    extend(saleEndAt) {
      const { concert } = self;
      self.concert = { ...concert, schedules: concert.schedules.map((date) => ({ ...date, saleEndAt })) };
    },
    operate(order, { by = 'operator', confirm = false } = {}) {
      const said = { reason: `${order.kind} it`, confirm };
      return operate(line, { concertId, order, said, buyer: buyer(by), now: self.now });
    },
    audit: (page = {}) => auditOf(line, { concertId, ...page }),
    view: () => lineForOperators(line, concertId, self.now),
    forAll: () => lineForAll(line, concertId, self.now),
    async tick() {
      const at = self.now;
      await self.admit();
      await ensureTicks(line, concertId, at, { dueAt: at, ranAt: at });
    },
    async admit(db) {
      const at = self.now;
      const admission = await admit(db ? on(db) : line, concertId, at);
      if (admission) self.admissions.push({ ...admission, at });
      return admission;
    },
    async minute() {
      await startTicks({ ...line, store: own }, self.now);
    },
    async pass(ms, schedule = false) {
      const until = self.now + ms;
      let minute = schedule ? Math.ceil((self.now + 1) / 60_000) * 60_000 : Number.POSITIVE_INFINITY;
      for (;;) {
        const tick = Math.min(...self.ticks);
        const next = Math.min(tick, minute);
        if (next > until) break;
        self.now = Math.max(self.now, next);
        if (minute <= tick) {
          minute += 60_000;
          await self.minute();
        } else {
          self.ticks.splice(self.ticks.indexOf(tick), 1);
          await self.tick();
        }
      }
      self.now = until;
    },
    skewed(skewMs, what) {
      // What is done takes its time when it begins, so that the others keep theirs.
      self.now += skewMs;
      const doing = what();
      self.now -= skewMs;
      return doing;
    },
  };
  return self;
}

/** What the tables say of a line. */
function lookingAt(store: TestLine['store'], line: () => Pick<TestLine, 'concertId' | 'now'>) {
  const seen = async () => {
    const found = await store.line(line().concertId);
    if (!found) throw new Error('nobody joined yet');
    return found;
  };
  return {
    async active() {
      const { state } = await seen();
      const { concertId, now } = line();
      const numbers = Array.from({ length: blockOf(state.watermark) + 1 }, (_, block) => block);
      const blocks = await store.blocks(concertId, numbers);
      const admitted = Array.from({ length: state.watermark }, (_, i) => i + 1);
      return admitted.filter((seq) => {
        const { value, closedThrough } = placeIn(blocks.get(blockOf(seq)) ?? EMPTY_BLOCK, seq);
        return value === undefined ? closedThrough < seq : (leaseEnd(value) ?? 0) > now;
      }).length;
    },
    state: async () => (await seen()).state,
    joined: async () => (await seen()).joined,
    watermark: async () => (await seen()).state.watermark,
  };
}

function concertOf(concertId: string, settings: Settings): ConcertFacts {
  const window = { startAt: CLOSE, endAt: CLOSE + 7_200_000, saleStartAt: OPEN, saleEndAt: CLOSE };
  return {
    concertId,
    code: 'TEST',
    name: 'Test',
    enabled: true,
    bookingStartAt: OPEN,
    bookingEndAt: CLOSE,
    settings,
    schedules: [{ scheduleId: 'sch_test', concertId, layoutId: 'lay_test', prices: { STANDARD: 1000 }, ...window }],
  };
}
