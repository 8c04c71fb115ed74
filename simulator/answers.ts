// What people are told, held against what is true and what they were told before.
import type { FaultList } from './faults.ts';
import { Growing } from './growing.ts';
import type { Refused } from './refusals.ts';
import { PLACE, SKEW, type Truth } from './truth.ts';

const NONE = 0;

export class Answers {
  private readonly faults: FaultList;
  private readonly truth: Truth;
  private readonly clock: () => number;
  /** By person: the place told, the position told last, and the end of the admission (epoch seconds). */
  private readonly places = new Growing((length) => new Int32Array(length));
  private readonly positions = new Growing((length) => new Int32Array(length));
  private readonly untils = new Growing((length) => new Int32Array(length));
  private servingUpTo = 0;
  /** The highest place that anybody was told. */
  highest = 0;

  constructor(faults: FaultList, truth: Truth, clock: () => number) {
    this.faults = faults;
    this.truth = truth;
    this.clock = clock;
  }

  /** Whether this person's next answer must be behind all who were answered before. */
  isNew(person: number): boolean {
    const seq = this.truth.seqOf(person);
    return seq === NONE || !this.truth.isLiving(seq);
  }

  /** @param floor the highest place answered before this request began, for a person who had none; else 0 */
  joined(person: number, seq: number, floor: number): void {
    const { truth } = this;
    const before = this.places.get(person);
    if (seq <= floor) this.faults.add('who has an answer is not overtaken', `p${person} got ${seq} after ${floor}`);
    if (truth.owner(seq) !== person) this.faults.add('a place belongs to one person', `p${person} was told ${seq}`);
    if (before !== NONE && before !== seq && truth.isLiving(before) && truth.isLiving(seq)) {
      this.faults.add('a person has one place', `p${person} was told ${before} and ${seq}`);
    }
    if (before !== seq) {
      this.places.set(person, seq);
      this.positions.set(person, NONE);
      this.untils.set(person, NONE);
    }
    this.highest = Math.max(this.highest, seq);
  }

  /** @param keepsPace whether this person asks no sooner than told */
  waiting(person: number, seq: number, position: number, keepsPace: boolean): void {
    const { truth } = this;
    if (this.places.get(person) !== seq) return;
    const told = this.positions.get(person);
    if (keepsPace && told !== NONE && position > told) {
      this.faults.add('positions never grow', `p${person} at ${seq} was told ${told}, then ${position}`);
    }
    if (position < seq - truth.watermark) {
      this.faults.add('positions are true', `p${person} at ${seq} was told ${position}, ${truth.watermark} went in`);
    }
    if (this.untils.get(person) !== NONE) {
      this.faults.add('nobody is un-admitted', `p${person} at ${seq} was ACTIVE, and waits`);
    }
    this.positions.set(person, position);
  }

  /** @param until epoch ms */
  active(person: number, seq: number, until: number): void {
    if (this.places.get(person) !== seq) return;
    const told = this.untils.get(person);
    if (told !== NONE && told !== until / 1000) {
      this.faults.add('an admission keeps its end', `p${person} was told ${told}, then ${until / 1000}`);
    }
    if (seq > this.truth.watermark) this.faults.add('only the admitted are active', `p${person} at ${seq}`);
    this.untils.set(person, until / 1000);
  }

  ended(person: number, seq: number, { reason }: Refused): void {
    const { truth } = this;
    const kind = truth.kind(seq);
    const isTrue =
      reason === 'NOT_CLAIMED'
        ? kind === PLACE.CLOSED
        : reason === 'LEASE_ENDED'
          ? truth.until(seq) <= this.clock() + SKEW && (kind === PLACE.LEASED || kind === PLACE.ENDED)
          : reason === 'LEFT' || reason === 'BOUGHT'
            ? kind === PLACE.LEFT
            : true;
    if (!isTrue) this.faults.add('the reason told is true', `p${person} at ${seq}: ${reason}, and it is ${kind}`);
  }

  document(servingUpTo: number): void {
    if (servingUpTo < this.servingUpTo) {
      this.faults.add('positions never grow', `the document went from ${this.servingUpTo} back to ${servingUpTo}`);
    }
    if (servingUpTo > this.truth.watermark) this.faults.add('positions are true', `the document says ${servingUpTo}`);
    this.servingUpTo = servingUpTo;
  }
}
