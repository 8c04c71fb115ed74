// Whether the line moves while it can: after each tick that ran, and how much of the capacity is used.
import type { ConcertFacts } from '../functions/catalog/reads.ts';
import { isPassing, type LineState, paceOf } from '../functions/queue/domain.ts';
import { press } from '../functions/queue/domain-pressure.ts';
import { type Sale, saleOf, ticksFrom } from '../functions/queue/domain-sale.ts';
import type { FaultList } from './faults.ts';
import { CONCERT, MOST_FAILED } from './instances.ts';
import type { Tables } from './store.ts';
import type { Truth } from './truth.ts';

/** So many ticks in a row may admit nobody, although somebody could be. */
const MOST_TICKS = 2;
/** Ticks are coming while they are no further apart. */
const COMING_MS = 3_000;
/** A line without ticks gets new ones at the schedule's next visit, lost batches and failed visits allowed for. */
const MOST_GAP_MS = 300_000;
/** Ticks that were decided on before may be sent so long after the last reason for them is gone. */
const STILL_SENT_MS = 20_000;
/** Two admitters' clocks are so far apart at most; older unused time does not count (functions/queue/domain.ts). */
const APART_MS = 10_000;
const UNUSED_MS = 10_000;

export interface Look {
  readonly could: boolean;
  readonly admissions: number;
  readonly watermark: number;
}

interface Use {
  readonly at: number;
  readonly area: number;
}

export class StallCheck {
  private readonly faults: FaultList;
  private readonly truth: Truth;
  private readonly tables: Tables;
  private readonly concert: ConcertFacts;
  private readonly clock: () => number;
  private idleTicks = 0;
  private full: Use | undefined;
  private ranAt: number;
  private wantedSince: number | undefined;
  private unwantedSince: number | undefined;
  /** Milliseconds in which the capacity bound and people waited, and those of all who were active in it. */
  boundMs = 0;
  usedMs = 0;
  capacityMs = 0;
  longestGapMs = 0;

  constructor(
    faults: FaultList,
    given: {
      readonly truth: Truth;
      readonly tables: Tables;
      readonly concert: ConcertFacts;
      readonly clock: () => number;
    },
  ) {
    this.faults = faults;
    this.truth = given.truth;
    this.tables = given.tables;
    this.concert = given.concert;
    this.clock = given.clock;
    this.ranAt = given.clock();
  }

  private get state(): LineState | undefined {
    return this.tables.line(CONCERT).line()?.state;
  }

  /** @param now by the clock of the instance that runs the tick */
  look(now: number): Look {
    const { truth } = this;
    return { could: this.couldAdmit(now), admissions: truth.admissions, watermark: truth.watermark };
  }

  private couldAdmit(now: number): boolean {
    const { state, truth } = this;
    if (!state || truth.waiting === 0 || !saleOf(this.concert, state, now).admits) return false;
    if (isPassing(state, now)) return true;
    if (truth.mostCounted() >= state.capacity) return false;
    const pressure = press(state.pressure, this.tables.health(now), MOST_FAILED, now);
    const pace = Math.min(paceOf(state), paceOf({ ...state, pressure }));
    return pace > 0 && this.isPaceUnused(state, pace, now);
  }

  /** Whether the time since the last admission is enough for one more, however the admitter counts it. */
  private isPaceUnused(state: LineState, pace: number, now: number): boolean {
    const opensAt = this.concert.schedules[0]?.saleStartAt ?? 0;
    const placeMs = 1000 / pace;
    const last = state.lastAdmitAt > now + APART_MS ? now : state.lastAdmitAt;
    const usable = Math.max(opensAt, state.controls.rateSince) - placeMs;
    const unusedMs = Math.min(now - Math.max(last, usable), Math.max(UNUSED_MS, placeMs));
    return unusedMs * pace >= 1000;
  }

  /** A tick ran to its end. */
  ran(before: Look, now: number): void {
    const { truth } = this;
    const after = this.look(now);
    const isMoving = after.admissions > before.admissions || after.watermark > before.watermark;
    if (isMoving) this.idleTicks = 0;
    else if (before.could && after.could) this.idleTicks++;
    if (this.idleTicks > MOST_TICKS) {
      this.faults.add('the line does not stall', `${this.idleTicks} ticks admitted none of ${truth.waiting}`);
    }
    this.measureUse();
    this.ranAt = this.clock();
  }

  /** From one tick to the next, if the first one left the line full and people waiting. */
  private measureUse(): void {
    const { truth, state, full } = this;
    truth.accrue();
    const at = this.clock();
    if (!state) return;
    const isBound = truth.waiting > 0 && truth.mostCounted() >= state.capacity;
    if (full && truth.waiting > 0 && at - this.ranAt <= COMING_MS) {
      this.boundMs += at - full.at;
      this.usedMs += truth.area - full.area;
      this.capacityMs += (at - full.at) * state.capacity;
    }
    this.full = isBound ? { at, area: truth.area } : undefined;
  }

  /** Once a second of virtual time. @param isDisturbed whether ticks or the schedule failed on purpose lately */
  second(isDisturbed: boolean): void {
    const { state, truth } = this;
    const at = this.clock();
    if (!state) return;
    const sale = saleOf(this.concert, state, at);
    const wants = truth.waiting > 0 && ticksFrom(sale, state, at) === at;
    this.wantedSince = wants && !isDisturbed ? (this.wantedSince ?? at) : undefined;
    this.unwantedSince = this.isAtRest(state, sale) ? (this.unwantedSince ?? at) : undefined;
    if (this.wantedSince === undefined) return;
    const gapMs = at - Math.max(this.wantedSince, this.ranAt);
    this.longestGapMs = Math.max(this.longestGapMs, gapMs);
    if (gapMs > MOST_GAP_MS) {
      this.faults.add('ticks come while people wait', `none for ${Math.round(gapMs / 1000)} s`);
      this.wantedSince = undefined;
    }
  }

  /** Nobody waits, nobody can claim, or the sale is over; places that were given to nobody wait, too. */
  private isAtRest({ windows }: LineState, { phase }: Sale): boolean {
    const isOver = phase === 'SOLD_OUT' || phase === 'CLOSED';
    return windows.length === 0 && (isOver || (phase === 'OPEN' && this.truth.issued <= this.truth.watermark));
  }

  /** A batch of ticks was sent. */
  sent(): void {
    const { unwantedSince, state } = this;
    const at = this.clock();
    if (!state || unwantedSince === undefined || at - unwantedSince <= STILL_SENT_MS) return;
    if (!this.isAtRest(state, saleOf(this.concert, state, at))) return;
    this.faults.add('ticks stop when nobody can be admitted', 'a batch was sent');
  }

  /** The part of the capacity that was used, 0–1; undefined while it never bound. */
  get use(): number | undefined {
    return this.capacityMs === 0 ? undefined : this.usedMs / this.capacityMs;
  }
}
