// What is true of the line, kept beside it from every write as it is committed, and the rules no write may break.
import { isPassing, type LineState } from '../functions/queue/domain.ts';
import type { Moved } from '../functions/queue/domain-admit.ts';
import { type Departure, placesOf } from '../functions/queue/domain-places.ts';
import { Heap } from './agenda.ts';
import type { FaultList } from './faults.ts';
import { Growing } from './growing.ts';
import { RateCheck } from './rate-check.ts';
import type { Observer } from './table.ts';

/** Clocks are at most so far from the true time; a lease lasts as long as the slowest says. */
export const SKEW = 5_000;
/** What the admitter adds, and its own clock may be slow: until then it may count a lease that ended. */
const ADMITTER_SKEW = 3 * SKEW;

/** What became of a place. OPEN: admitted, and not claimed yet. */
export const PLACE = { NONE: 0, WAITING: 1, OPEN: 2, LEASED: 3, ENDED: 4, LEFT: 5, CLOSED: 6 } as const;
type PlaceKind = (typeof PLACE)[keyof typeof PLACE];

export interface Admitted {
  readonly from: number;
  readonly to: number;
  readonly people: number;
}

export class Truth implements Observer {
  private readonly kinds = new Growing((length) => new Uint8Array(length));
  private readonly owners = new Growing((length) => new Int32Array(length));
  private readonly admitted = new Growing((length) => new Int32Array(length));
  private readonly untils = new Growing((length) => new Float64Array(length));
  private readonly claimUntil = new Growing((length) => new Int32Array(length));
  /** By person: the place of the ticket, and the place claimed last. */
  private readonly seqs = new Growing((length) => new Int32Array(length));
  private readonly claims = new Growing((length) => new Int32Array(length));
  private readonly ends = new Heap<number>();
  private recentEnds: { readonly seq: number; readonly until: number }[] = [];
  private readonly faults: FaultList;
  private readonly clock: () => number;
  private readonly openAt: number;
  private readonly rate: RateCheck;
  private accruedAt: number;
  /** Who is active, by the slowest clock, and those admitted who may still claim. */
  active = 0;
  /** Milliseconds of all who were active. */
  area = 0;
  /** People with a ticket, who were not admitted yet and did not leave. */
  waiting = 0;
  watermark = 0;
  issued = 0;
  moves = 0;
  /** Places somebody was let in for. */
  admissions = 0;
  onAdmitted: ((admitted: Admitted) => void) | undefined;

  constructor(faults: FaultList, clock: () => number, openAt: number) {
    this.faults = faults;
    this.clock = clock;
    this.openAt = openAt;
    this.accruedAt = clock();
    this.rate = new RateCheck(faults);
  }

  kind(seq: number): PlaceKind {
    return this.kinds.get(seq) as PlaceKind;
  }

  /** Milliseconds after the open; only for places up to the watermark. */
  admittedAt(seq: number): number {
    return this.admitted.get(seq);
  }

  /** The person's number, undefined for a place that was given to nobody. */
  owner(seq: number): number | undefined {
    const owner = this.owners.get(seq);
    return owner === 0 ? undefined : owner - 1;
  }

  /** A place that is good for something, by the slowest clock. */
  isLiving(seq: number): boolean {
    const kind = this.kind(seq);
    return kind === PLACE.WAITING || kind === PLACE.OPEN || kind === PLACE.LEASED;
  }

  private setActive(by: number): void {
    this.accrue();
    this.active += by;
  }

  accrue(): void {
    const now = this.clock();
    this.area += this.active * (now - this.accruedAt);
    this.accruedAt = now;
  }

  placed(seq: number): void {
    if (seq !== this.issued + 1) this.faults.add('each place is given once', `${seq} after ${this.issued}`);
    this.issued = Math.max(this.issued, seq);
    this.kinds.set(seq, PLACE.WAITING);
  }

  ticketed(personId: string, seq: number, before: number | undefined): void {
    const person = Number(personId.slice(1));
    this.settle();
    if (before !== undefined && before !== seq && this.isLiving(before)) {
      this.faults.add('a person has one place', `${personId} has ${before} and ${seq}`);
    }
    if (before === seq) return;
    this.owners.set(seq, person + 1);
    this.seqs.set(person, seq);
    if (this.kind(seq) === PLACE.WAITING) this.waiting++;
  }

  claimed(seq: number, until: number): void {
    this.settle();
    const kind = this.kind(seq);
    if (kind !== PLACE.OPEN) this.faults.add('only an open place is claimed, once', `${seq} was ${kind}`);
    if (kind !== PLACE.OPEN && kind !== PLACE.LEASED) this.setActive(1);
    this.kinds.set(seq, PLACE.LEASED);
    this.untils.set(seq, until);
    this.ends.push(until + SKEW, seq);
    const person = this.owner(seq);
    if (person === undefined) {
      this.faults.add('a place is claimed by its owner', `${seq} is nobody's`);
      return;
    }
    const before = this.claims.get(person);
    if (before !== 0 && before !== seq && this.kind(before) === PLACE.LEASED) {
      this.faults.add('nobody is active twice', `p${person} at ${before} and ${seq}`);
    }
    this.claims.set(person, seq);
  }

  departed(seq: number, how: Departure): void {
    this.settle();
    const kind = this.kind(seq);
    const isOwned = this.owner(seq) !== undefined;
    if (how === 'NOT_CLAIMED' && isOwned) this.faults.add('a place is not taken from anybody', `${seq}`);
    if (kind === PLACE.WAITING && isOwned) this.waiting--;
    if (kind === PLACE.OPEN || kind === PLACE.LEASED) this.setActive(-1);
    this.kinds.set(seq, PLACE.LEFT);
  }

  closed(block: number, after: number, through: number): void {
    const now = this.clock() - this.openAt;
    for (let seq = Math.max(placesOf(block).first, after + 1); seq <= through; seq++) {
      const kind = this.kind(seq);
      if (kind === PLACE.WAITING) this.faults.add('nobody who waits is closed', `${seq}`);
      if (kind !== PLACE.OPEN) continue;
      if (now < this.claimUntil.get(seq)) this.faults.add('the time to claim is given in full', `${seq}`);
      this.setActive(-1);
      this.kinds.set(seq, PLACE.CLOSED);
    }
  }

  moved(seen: LineState, { watermark: to }: Moved): void {
    this.settle();
    const from = this.watermark;
    this.moves++;
    if (seen.watermark !== from || to < from) {
      this.faults.add('nobody is un-admitted', `the watermark went from ${from} (${seen.watermark} seen) to ${to}`);
      return;
    }
    const now = this.clock();
    let people = 0;
    for (let seq = from + 1; seq <= to; seq++) {
      this.admitted.set(seq, now - this.openAt);
      if (this.kind(seq) !== PLACE.WAITING) continue;
      this.kinds.set(seq, PLACE.OPEN);
      this.claimUntil.set(seq, now - this.openAt + seen.claimSeconds * 1000 - 2 * SKEW);
      if (this.owner(seq) !== undefined) this.waiting--;
      people++;
    }
    this.watermark = to;
    if (people === 0) return;
    this.setActive(people);
    this.admissions += people;
    this.checkAdmission(seen, people, now);
    this.onAdmitted?.({ from, to, people });
  }

  private checkAdmission(seen: LineState, people: number, now: number): void {
    const isFree = isPassing(seen, now - SKEW) || isPassing(seen, now + SKEW);
    if (this.active > seen.capacity && !isFree) {
      this.faults.add('nobody is admitted beyond the capacity', `${this.active} active of ${seen.capacity}`);
    }
    if (seen.controls.paused) this.faults.add('nobody is admitted in a pause', `${people} were`);
    if (now + SKEW < this.openAt) this.faults.add('nobody is admitted before the open', `${people} were`);
    if (isFree) this.rate.forget();
    else this.rate.admitted(people, seen, now);
  }

  /** Ends the leases that are over by every clock. */
  settle(): void {
    const now = this.clock();
    while (this.ends.nextAt <= now) {
      const seq = this.ends.pop() ?? 0;
      const until = this.untils.get(seq);
      if (this.kind(seq) !== PLACE.LEASED || until + SKEW > now) continue;
      this.setActive(-1);
      this.kinds.set(seq, PLACE.ENDED);
      this.recentEnds.push({ seq, until });
    }
  }

  /** Who an admitter may count as active, with its clock as slow as it may be. */
  mostCounted(): number {
    this.settle();
    const now = this.clock();
    this.recentEnds = this.recentEnds.filter(({ until }) => until + ADMITTER_SKEW > now);
    return this.active + this.recentEnds.length;
  }

  seqOf(person: number): number {
    return this.seqs.get(person);
  }

  until(seq: number): number {
    return this.untils.get(seq);
  }
}
