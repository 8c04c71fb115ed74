// A whole crowd: makes the sale, signs people up, opens the doors, waits for the last one, audits.
import { setTimeout as sleep } from 'node:timers/promises';
import { routes as queue } from '../../functions/queue/contract.ts';
import { routes as seatRoutes } from '../../functions/seats/contract-map.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { booksOf, setFaults } from '../../localstack/portone/client.ts';
import { audit, auditPeople } from './audit.ts';
import { type CardSums, cardSumsOf } from './audit-cards.ts';
import { type MoneySums, sumsOf } from './audit-money.ts';
import { ruleOf, type SeatFacts, type Violation } from './audit-seats.ts';
import { BAD_DAY } from './bad-day.ts';
import { type Caller, CutOff, createCaller } from './caller.ts';
import { type Diary, newDiary, seqOf } from './diary.ts';
import { collect, type Scene } from './facts.ts';
import { type CrowdOptions, timeLimitSeconds } from './options.ts';
import { type Person, peopleOf } from './people.ts';
import { endSale, letGoOn, makeSale, type Sale } from './sale.ts';
import { settle } from './settle.ts';
import { signedIn, signUpAll } from './sign-up.ts';
import { createStats, type Stats } from './stats.ts';
import type { Target } from './target.ts';
import { visit } from './visit.ts';

export type Act = 'making the sale' | 'signing people up' | 'on sale' | 'settling' | 'auditing' | 'done';

/** What can be seen of a crowd while it goes on. */
export interface Stage {
  readonly act: Act;
  readonly diaries: readonly Diary[];
  readonly stats: Stats;
  readonly inFlight: number;
  readonly beganAt: number;
}

export interface CrowdResult {
  readonly violations: readonly Violation[];
  readonly diaries: readonly Diary[];
  readonly stats: Stats;
  /** Absent when the crowd was cut off before there was anything to audit. */
  readonly money: MoneySums | undefined;
  readonly cards: CardSums | undefined;
  readonly seatsSold: number;
  /** Taken off sale by an operator: neither sold nor left over. */
  readonly seatsBlocked: number;
  readonly onSaleSeconds: number;
  readonly seconds: number;
}

/** Each concurrent call is a process in the emulator, for each function: twice as many would only wait longer. */
export const MOST_IN_FLIGHT = 8;
/** After the time limit, for what is under way to come back. */
const AFTER_CUT_OFF_MS = 2_000;

/**
 * Runs a crowd against a stack. What breaks a rule is in `violations`; a crowd that reaches its time limit is one.
 * @param watch called with the crowd as it is, once for each act; what it holds goes on changing
 */
export async function runCrowd(
  target: Target,
  options: CrowdOptions,
  watch: (stage: () => Stage) => void = () => {},
): Promise<CrowdResult> {
  const beganAt = Date.now();
  const run = beganAt.toString(36);
  const limit = timeLimitSeconds(options);
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), limit * 1_000);
  const stats = createStats();
  const caller = createCaller({ origin: target.apiUrl, mostInFlight: MOST_IN_FLIGHT, stats, signal: ending.signal });
  const diaries = peopleOf(options.seed, options.buyers, options.card, options.groups / 100).map(newDiary);
  let act: Act = 'making the sale';
  watch(() => ({ act, diaries, stats, inFlight: caller.inFlight(), beganAt }));

  const progress: Progress = { onSaleSeconds: 0, facts: undefined };
  const violations: Violation[] = [];
  try {
    await play({ target, options, caller, run, diaries, beganAt, progress, enter: (next) => (act = next) });
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    await sleep(AFTER_CUT_OFF_MS);
    violations.push(ruleOf('a crowd ends by itself')(`the time limit of ${limit} s was reached while ${act}`));
  } finally {
    clearTimeout(timer);
  }
  const { facts, onSaleSeconds } = progress;
  violations.push(...auditPeople(diaries), ...(facts ? audit(facts) : []));
  act = 'done';
  const seats = facts?.seats.taken ?? [];
  const seatsOf = (status: 'SOLD' | 'BLOCKED') => seats.filter(({ value }) => value.status === status).length;
  const seconds = (Date.now() - beganAt) / 1_000;
  const money = facts && sumsOf(facts.money.wallets);
  const cards = facts && cardSumsOf(facts.cards);
  const counted = { seatsSold: seatsOf('SOLD'), seatsBlocked: seatsOf('BLOCKED') };
  return { violations, diaries, stats, money, cards, ...counted, onSaleSeconds, seconds };
}

interface Progress {
  onSaleSeconds: number;
  facts: Awaited<ReturnType<typeof collect>> | undefined;
}

interface Play {
  readonly target: Target;
  readonly options: CrowdOptions;
  readonly caller: Caller;
  readonly run: string;
  readonly diaries: readonly Diary[];
  readonly beganAt: number;
  readonly progress: Progress;
  readonly enter: (act: Act) => void;
}

async function play({ target, options, caller, run, diaries, beganAt, progress, enter }: Play): Promise<void> {
  const { portoneUrl } = target;
  const booksBefore = new Set((await booksOf(portoneUrl)).map(({ paymentId }) => paymentId));
  const sale = await makeSale(caller, target.operator, options, run);
  enter('signing people up');
  const inspector = newDiary(inspectorOf(options.buyers));
  await signUpAll({ caller, portoneUrl, run }, [...diaries, inspector]);

  enter('on sale');
  const openedAt = Date.now();
  const here = diaries.filter(({ phase }) => phase !== 'done');
  const buying = () => Promise.all(here.map((diary) => visit({ caller, portoneUrl, sale, run }, diary)));
  await (options.faults ? onBadDay(portoneUrl, buying) : buying());
  progress.onSaleSeconds = (Date.now() - openedAt) / 1_000;

  enter('settling');
  const scene: Scene = {
    caller,
    target,
    sale,
    diaries: [...diaries, inspector],
    capacity: options.capacity,
    beganAt,
    booksBefore,
  };
  await settle(scene);
  enter('auditing');
  const letGo = () => letGoOn(caller, target.operator, sale);
  progress.facts = await collect(scene, await inspectOpen(letGo, () => inspect(caller, sale, inspector)));
  await endSale(caller, target.operator, sale);
}

/** What is under way at the end goes on as it began; what begins later meets no fault. */
async function onBadDay(portoneUrl: string, work: () => Promise<unknown>): Promise<void> {
  await setFaults(portoneUrl, BAD_DAY);
  try {
    await work();
  } finally {
    await setFaults(portoneUrl, []);
  }
}

function inspectorOf(index: number): Person {
  return {
    index,
    seed: 0,
    arrivesAfterMs: 0,
    patience: { kind: 'stays' },
    resolve: 'pays',
    paysBy: 'wallet',
    purse: 'enough',
    chargesBy: 'direct',
    checkout: 'pays',
    repeats: false,
    party: 1,
    chooseMs: 0,
    payMs: 0,
  };
}

/** How often the line is opened for the audit. */
const MOST_OPENINGS = 5;

/** That all was sold may be found out only after the line was opened again, and end it once more. */
async function inspectOpen<T>(letGo: () => Promise<unknown>, look: () => Promise<T>): Promise<T> {
  for (let openings = 1; ; openings++) {
    await letGo();
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'SOLD_OUT') || openings === MOST_OPENINGS) throw error;
    }
  }
}

/** The map is for admitted people only, so the audit stands in line for it like anybody. */
async function inspect(anybody: Caller, sale: Sale, diary: Diary): Promise<SeatFacts['shown']> {
  const caller = signedIn(anybody, diary);
  const { concertId, scheduleId } = sale;
  const joined = await caller.call(queue.join, { body: { concertId } });
  const queueToken = joined.answer.token;
  diary.seq = seqOf(queueToken);
  diary.joined = { sentAt: joined.sentAt, answeredAt: joined.answeredAt };
  for (let { status, pollAfterSeconds = 1 }: Waiting = joined.answer; status !== 'ACTIVE'; ) {
    await caller.wait(pollAfterSeconds * 1_000);
    ({ status, pollAfterSeconds = 1 } = (await caller.call(queue.status, { queueToken })).answer);
  }
  const { answer } = await caller.call(seatRoutes.map, { params: { concertId }, query: { scheduleId }, queueToken });
  await caller.call(queue.leave, { queueToken });
  diary.ending = 'found no seat';
  return answer.seats;
}

interface Waiting {
  readonly status: 'WAITING' | 'ACTIVE';
  readonly pollAfterSeconds?: number | undefined;
}
