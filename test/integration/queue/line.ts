// A line on a real table, in virtual time: ticks go where the test can see, lose, double and reorder them.
import { randomUUID } from 'node:crypto';
import { DEFAULT_SETTINGS, type Settings } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { blockOf, EMPTY_BLOCK, leaseEnd, placeIn } from '../../../functions/queue/domain-places.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { endPlace, join, leave, type ReadToken, type Standing, status } from '../../../functions/queue/use-cases.ts';
import { type Admission, admit, ensureTicks, startTicks } from '../../../functions/queue/use-cases-admit.ts';
import type { TestTable } from '../../support/table.ts';

/** Where every test's time begins: a whole minute. */
export const START = 1_800_000_000_000;

/** When the sale of every test's concert ends. */
export const CLOSE = START + 86_400_000;

type Joined = Standing & { readonly token: string };

/** Somebody with one account, or one of somebody's accounts. */
type Joiner = string | { readonly userId: string; readonly personId: string };

export interface TestLine {
  readonly concertId: string;
  readonly admissions: (Admission & { readonly at: number })[];
  /** Ticks under way, by the time they are due. */
  readonly ticks: number[];
  readonly store: ReturnType<typeof createLineStore>;
  /** Virtual now, epoch ms. */
  now: number;
  join(person: Joiner): Promise<Joined>;
  status(person: string, token: string): Promise<Standing>;
  leave(person: string, token: string): Promise<void>;
  buy(seq: number): Promise<void>;
  /** An operator lets the sale go on until then. */
  extend(saleEndAt: number): void;
  /** One tick now, as the worker does it. */
  tick(): Promise<void>;
  /** One admitter alone, now. */
  admit(): Promise<Admission | undefined>;
  /** The schedule's minute. */
  minute(): Promise<void>;
  /** Lets time pass: each tick at its time; `schedule`: each minute too. */
  pass(ms: number, schedule?: boolean): Promise<void>;
  /** Does `what` by a clock that is `skewMs` ahead. */
  skewed<T>(skewMs: number, what: () => Promise<T>): Promise<T>;
  /** Leases that run, and admitted places that can still be claimed: the truth, by the tables. */
  active(): Promise<number>;
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

export function createLine(table: TestTable, settings: Partial<Settings> = {}): TestLine {
  const concertId = `con_${randomUUID().slice(0, 12)}`;
  let concert = concertOf(concertId, { ...DEFAULT_SETTINGS, ...settings });
  const readToken: ReadToken = async (token) => {
    const { sub, ...place } = JSON.parse(token ?? '{}');
    return { userId: sub, ...place };
  };
  const store = createLineStore({ db: table.db, onceDb: table.onceDb, QUEUE_TABLE: table.name, clock: () => self.now });
  const line = {
    store,
    catalog: { concert: async () => concert },
    sendTicks: async (messages: readonly { delaySeconds: number }[]) => {
      self.ticks.push(...messages.map(({ delaySeconds }) => self.now + delaySeconds * 1000));
    },
    signer: { sign: async ({ claims }: { claims: object }) => JSON.stringify(claims) },
    readToken,
  };
  const seen = async () => {
    const found = await store.line(concertId);
    if (!found) throw new Error('nobody joined yet');
    return found;
  };
  const self: TestLine = {
    concertId,
    admissions: [],
    ticks: [],
    store,
    now: START,
    join: (person) => join(line, { buyer: buyer(person), concertId, userId: undefined, now: self.now }),
    status: (person, queueToken) => status(line, { buyer: buyer(person), queueToken, now: self.now }),
    leave: (person, queueToken) => leave(line, { buyer: buyer(person), queueToken, now: self.now }),
    buy: (seq) => endPlace(line, { concertId, seq }, self.now),
    extend(saleEndAt) {
      concert = { ...concert, schedules: concert.schedules.map((date) => ({ ...date, saleEndAt })) };
    },
    async tick() {
      const at = self.now;
      await self.admit();
      await ensureTicks(line, concertId, at);
    },
    async admit() {
      const at = self.now;
      const admission = await admit(line, concertId, at);
      if (admission) self.admissions.push({ ...admission, at });
      return admission;
    },
    async minute() {
      await startTicks(line, self.now);
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
    async active() {
      const { state } = await seen();
      const blocks = await store.blocks(
        concertId,
        Array.from({ length: blockOf(state.watermark) + 1 }, (_, block) => block),
      );
      const admitted = Array.from({ length: state.watermark }, (_, i) => i + 1);
      return admitted.filter((seq) => {
        const { value, closedThrough } = placeIn(blocks.get(blockOf(seq)) ?? EMPTY_BLOCK, seq);
        return value === undefined ? closedThrough < seq : (leaseEnd(value) ?? 0) > self.now;
      }).length;
    },
    joined: async () => (await seen()).joined,
    watermark: async () => (await seen()).state.watermark,
  };
  return self;
}

function concertOf(concertId: string, settings: Settings): ConcertFacts {
  const window = { startAt: CLOSE, endAt: CLOSE + 7_200_000, saleStartAt: START - 60_000, saleEndAt: CLOSE };
  return {
    concertId,
    code: 'TEST',
    name: 'Test',
    enabled: true,
    bookingStartAt: START - 60_000,
    bookingEndAt: CLOSE,
    settings,
    schedules: [{ scheduleId: 'sch_test', concertId, layoutId: 'lay_test', prices: { STANDARD: 1000 }, ...window }],
  };
}

/** What holds of any run: nobody is admitted while the active are at capacity, and the places follow one another. */
export function faults(admissions: readonly Admission[]): string[] {
  return admissions.flatMap(({ from, to, admitted, active, capacity }, i) => [
    ...(active + admitted > capacity ? [`${active} + ${admitted} active of ${capacity}`] : []),
    ...(from !== (admissions[i - 1]?.to ?? 0) ? [`admission from ${from} after ${admissions[i - 1]?.to}`] : []),
    ...(to - from < admitted ? [`${admitted} people in ${from}-${to}`] : []),
  ]);
}

export function admittedIn(line: TestLine, from = 0, to = Number.POSITIVE_INFINITY): number {
  const within = line.admissions.filter(({ at }) => at > from && at <= to);
  return within.reduce((sum, { admitted }) => sum + admitted, 0);
}
