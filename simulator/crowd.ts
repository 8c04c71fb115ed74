// People in line: they come, wait, look, ask, go away, and some come back.

import { toClaims } from '../functions/queue/domain-token.ts';
import { join, leave, type Standing, status } from '../functions/queue/use-cases.ts';
import type { Buyer } from '../functions/shared/http.ts';
import type { Answers } from './answers.ts';
import { PublicDocument } from './document.ts';
import { CONCERT, type Instance } from './instances.ts';
import type { Measures } from './measures.ts';
import { Died } from './network.ts';
import { CLIENT, FATE, type People, STATE } from './people.ts';
import { type Refused, refusedBy } from './refusals.ts';
import type { Scenario } from './scenario.ts';
import type { Truth } from './truth.ts';
import type { Visits } from './visits.ts';
import type { World } from './world.ts';

/** Somebody whose call failed tries again after about so long, longer each time. */
const RETRY_SECONDS = 1;
const MOST_DOUBLINGS = 6;
const MOST_TRIES = 20;
const REJOIN_SECONDS = 20;
const OFFLINE_SECONDS = 240;
const MOST_OFFLINE_SECONDS = 600;
const IMPATIENCE = 10;

export interface Crowded {
  readonly world: World;
  readonly scenario: Scenario;
  readonly people: People;
  readonly truth: Truth;
  readonly answers: Answers;
  readonly measures: Measures;
  readonly openAt: number;
  readonly apis: readonly Instance[];
}

export function buyerOf(person: number): Buyer {
  return { userId: `u${person}`, personId: `p${person}`, role: 'buyer' };
}

export function tokenOf(person: number, seq: number): string {
  return JSON.stringify(toClaims({ userId: `u${person}`, personId: `p${person}`, concertId: CONCERT, seq }));
}

export class Crowd {
  private readonly of: Crowded;
  private readonly document: PublicDocument;
  visits: Visits | undefined;
  /** People who still come, wait or are inside. */
  left: number;

  constructor(of: Crowded) {
    this.of = of;
    this.document = new PublicDocument(of);
    this.document.start();
    this.left = of.scenario.waiters;
    for (const [person, cameAt] of of.people.cameAt.entries()) of.world.wheel.wake(person, of.openAt + cameAt);
  }

  private get since(): number {
    return Math.floor(this.of.world.now - this.of.openAt);
  }

  wakeIn(person: number, seconds: number): void {
    this.of.world.wheel.wake(person, this.of.world.now + seconds * 1000);
  }

  readonly wake = (person: number): void => {
    const { people, world } = this.of;
    const state = people.state[person];
    if (state === STATE.COMING) world.start(() => this.join(person));
    else if (state === STATE.WAITING) this.wait(person);
    else if (state === STATE.INSIDE) this.visits?.end(person);
  };

  /** For good. */
  go(person: number): void {
    if (this.of.people.state[person] !== STATE.GONE) this.left--;
    this.of.people.state[person] = STATE.GONE;
  }

  private async join(person: number): Promise<void> {
    const { people, answers, apis, world, measures } = this.of;
    const tabs = people.tabs[person] ?? 1;
    const isNew = answers.isNew(person);
    const floor = isNew ? answers.highest : 0;
    const ask = async () => {
      const instance = world.random.pick(apis);
      const asked = { buyer: buyerOf(person), concertId: CONCERT, userId: undefined, now: instance.now() };
      const { token, ...standing } = await join(instance, asked);
      const seq = Number(JSON.parse(token).seq);
      answers.joined(person, seq, floor);
      return { seq, standing };
    };
    const all = await Promise.allSettled(tabs === 1 ? [ask()] : Array.from({ length: tabs }, ask));
    const answered = all.find((one) => one.status === 'fulfilled');
    if (!answered) {
      const [first] = all;
      if (first?.status === 'rejected') this.notJoined(person, refusedBy(first.reason, isDeath));
      return;
    }
    const { seq, standing } = answered.value;
    people.seq[person] = seq;
    people.state[person] = STATE.WAITING;
    people.waitsFrom[person] = this.since;
    people.tries[person] = 0;
    measures.count(isNew ? 'joined' : 'retried');
    this.told(person, standing);
  }

  private notJoined(person: number, { code, retryAfterSeconds }: Refused): void {
    const { measures, people, world, openAt } = this.of;
    const isEarly = code === 'SALE_NOT_OPEN' && world.now < openAt && (people.tries[person] ?? 0) < MOST_TRIES;
    // Own place ended between two answers: some join again.
    const isOver = code === 'QUEUE_TOKEN_ENDED' && world.random.chance(0.5);
    if (code === 'TRY_AGAIN' || isEarly || isOver) {
      if (code === 'TRY_AGAIN') measures.count('busy');
      this.retry(person, retryAfterSeconds);
      return;
    }
    measures.count('turnedAway');
    this.go(person);
  }

  /** As told, and longer each time: a busy counter must not get all who were turned away at once. */
  private retry(person: number, seconds = RETRY_SECONDS): void {
    const { people, world } = this.of;
    const tries = people.tries[person] ?? 0;
    people.tries[person] = Math.min(250, tries + 1);
    this.wakeIn(person, seconds + world.random.between(0, 2 ** Math.min(MOST_DOUBLINGS, 1 + tries)));
  }

  private wait(person: number): void {
    const { people, world } = this.of;
    if (this.since >= (people.fateAt[person] ?? 0) && this.meet(person)) return;
    const pause = people.client[person] === CLIENT.WATCHER ? this.document.look(people.seq[person] ?? 0) : undefined;
    if (pause === undefined) world.start(() => this.ask(person));
    else this.wakeIn(person, pause);
  }

  /** @returns whether a fate was met */
  private meet(person: number): boolean {
    const { people, world } = this.of;
    const fate = people.fate[person];
    people.fate[person] = FATE.STAYS;
    if (fate === FATE.LEAVES) world.start(() => this.leave(person));
    else if (fate === FATE.VANISHES) this.vanish(person);
    else if (fate === FATE.OFFLINE)
      this.wakeIn(person, Math.min(MOST_OFFLINE_SECONDS, world.random.exponential(OFFLINE_SECONDS)));
    return fate !== FATE.STAYS;
  }

  private vanish(person: number): void {
    this.of.measures.count('vanished');
    this.endWait(person);
    this.go(person);
  }

  async leave(person: number): Promise<void> {
    const { apis, world, people, measures } = this.of;
    const instance = world.random.pick(apis);
    const queueToken = tokenOf(person, people.seq[person] ?? 0);
    try {
      await leave(instance, { buyer: buyerOf(person), queueToken, now: instance.now() });
      measures.count('left');
    } catch (error) {
      // Who leaves does not look whether it went well.
      refusedBy(error, isDeath);
    }
    if (people.state[person] === STATE.WAITING) this.endWait(person);
    this.go(person);
  }

  async ask(person: number): Promise<void> {
    const { apis, world, people, measures } = this.of;
    const instance = world.random.pick(apis);
    const seq = people.seq[person] ?? 0;
    measures.count(people.client[person] === CLIENT.WATCHER ? 'watcherStatus' : 'pollerStatus');
    try {
      const asked = { buyer: buyerOf(person), queueToken: tokenOf(person, seq), now: instance.now() };
      this.told(person, await status(instance, asked));
    } catch (error) {
      this.refused(person, refusedBy(error, isDeath));
    }
  }

  private told(person: number, standing: Standing): void {
    const { people, answers, measures, truth } = this.of;
    const seq = people.seq[person] ?? 0;
    people.tries[person] = 0;
    if (standing.status === 'WAITING') {
      const isImpatient = people.client[person] === CLIENT.IMPATIENT;
      answers.waiting(person, seq, standing.queuePosition, !isImpatient);
      measures.counts.waitingAnswers++;
      measures.estimated(seq, this.since, standing.estimatedWait);
      const isWatching = people.client[person] === CLIENT.WATCHER;
      this.wakeIn(person, isWatching ? 1 : standing.pollAfterSeconds / (isImpatient ? IMPATIENCE : 1));
      return;
    }
    answers.active(person, seq, Date.parse(standing.activeUntil));
    if (people.state[person] !== STATE.WAITING) return;
    people.state[person] = STATE.INSIDE;
    measures.noticed(this.since - truth.admittedAt(seq));
    this.endWait(person);
    this.visits?.begin(person, Date.parse(standing.activeUntil));
  }

  private refused(person: number, refused: Refused): void {
    const { people, measures } = this.of;
    const { code, retryAfterSeconds } = refused;
    if (people.state[person] === STATE.GONE) return;
    if (code === 'POLLING_TOO_FAST') measures.count('tooFast');
    if (code === 'POLLING_TOO_FAST') this.wakeIn(person, retryAfterSeconds ?? 1);
    else if (code === 'TRY_AGAIN') this.retry(person, retryAfterSeconds);
    else this.ended(person, refused);
  }

  private ended(person: number, refused: Refused): void {
    const { people, measures, answers, world, scenario } = this.of;
    answers.ended(person, people.seq[person] ?? 0, refused);
    if (people.state[person] === STATE.WAITING) this.endWait(person);
    const { reason } = refused;
    if (reason === 'SOLD_OUT') measures.count('toldSoldOut');
    else if (reason === 'SALE_ENDED') measures.count('toldEnded');
    else if (reason === 'NOT_CLAIMED') measures.count('notClaimed');
    const mayRejoin = reason === 'NOT_CLAIMED' || reason === 'LEASE_ENDED';
    if (!mayRejoin || !world.random.chance(scenario.rejoin)) {
      this.go(person);
      return;
    }
    measures.count('rejoined');
    people.state[person] = STATE.COMING;
    people.cameAt[person] = this.since;
    this.wakeIn(person, world.random.between(0, REJOIN_SECONDS));
  }

  private endWait(person: number): void {
    const { people, measures } = this.of;
    const seconds = (this.since - (people.waitsFrom[person] ?? 0)) / 1000;
    if (people.client[person] === CLIENT.WATCHER) measures.watcherSeconds += seconds;
    else measures.pollerSeconds += seconds;
  }
}

export function isDeath(error: unknown): boolean {
  return error instanceof Died;
}
