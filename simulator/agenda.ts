// What happens when, in virtual time: single events on a heap, and the next waking of each person on a wheel.

/** Events by their time; those of one time in the order they were added. Times are epoch milliseconds. */
export class Heap<T> {
  private readonly entries: { readonly at: number; readonly order: number; readonly value: T }[] = [];
  private added = 0;

  get size(): number {
    return this.entries.length;
  }

  /** When the next one is due; infinity when there is none. */
  get nextAt(): number {
    return this.entries[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(at: number, value: T): void {
    const entry = { at, order: this.added++, value };
    let child = this.entries.length;
    this.entries.push(entry);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = this.entries[parent];
      if (!above || !isBefore(entry, above)) break;
      this.entries[child] = above;
      child = parent;
    }
    this.entries[child] = entry;
  }

  pop(): T | undefined {
    const [first] = this.entries;
    const last = this.entries.pop();
    if (!first || !last) return undefined;
    if (this.entries.length > 0) this.sink(last);
    return first.value;
  }

  private sink(entry: { readonly at: number; readonly order: number; readonly value: T }): void {
    const { entries } = this;
    let parent = 0;
    for (;;) {
      const [left, right] = [entries[2 * parent + 1], entries[2 * parent + 2]];
      const child = right && left && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1;
      const below = entries[child];
      if (!below || !isBefore(below, entry)) break;
      entries[parent] = below;
      parent = child;
    }
    entries[parent] = entry;
  }
}

function isBefore(one: { at: number; order: number }, other: { at: number; order: number }): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Each person wakes once at most, at the end of a step of time: two numbers for each person and step, no objects. */
export class Wheel {
  private readonly heads: Int32Array;
  private readonly next: Int32Array;
  private readonly startAt: number;
  private readonly stepMs: number;
  private step = 0;
  /** People who wake some time. */
  waking = 0;

  constructor(people: number, time: { readonly startAt: number; readonly endAt: number; readonly stepMs: number }) {
    this.heads = new Int32Array(Math.ceil((time.endAt - time.startAt) / time.stepMs) + 2).fill(-1);
    this.next = new Int32Array(people);
    this.startAt = time.startAt;
    this.stepMs = time.stepMs;
  }

  /** When somebody wakes next (epoch ms); infinity when nobody does. */
  get nextAt(): number {
    if (this.waking === 0) return Number.POSITIVE_INFINITY;
    while (this.step < this.heads.length && this.heads[this.step] === -1) this.step++;
    return this.startAt + this.step * this.stepMs;
  }

  /** Who would wake after the end never does. */
  wake(person: number, at: number): void {
    const step = Math.max(this.step, Math.ceil((at - this.startAt) / this.stepMs));
    const head = this.heads[step];
    if (head === undefined) return;
    this.next[person] = head;
    this.heads[step] = person;
    this.waking++;
  }

  /** Takes everybody of the next step; who is woken again meanwhile comes in a later one. */
  takeAll(each: (person: number) => void): void {
    let person = this.heads[this.step] ?? -1;
    this.heads[this.step] = -1;
    this.step++;
    while (person !== -1) {
      const following = this.next[person] ?? -1;
      this.waking--;
      each(person);
      person = following;
    }
  }
}
