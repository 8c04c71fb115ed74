// Virtual time: takes what is due next, and lets everything that it set going run until it waits again.
import { Heap, Wheel } from './agenda.ts';
import { FaultList } from './faults.ts';
import type { Random } from './random.ts';

export class World {
  /** The true time, epoch ms. */
  now: number;
  readonly random: Random;
  readonly events = new Heap<() => void>();
  readonly wheel: Wheel;
  readonly faults: FaultList;
  private readonly endAt: number;
  private isStirred = false;

  constructor(given: {
    readonly random: Random;
    readonly startAt: number;
    readonly openAt: number;
    readonly endAt: number;
    readonly people: number;
    readonly stepMs: number;
  }) {
    this.now = given.startAt;
    this.endAt = given.endAt;
    this.random = given.random;
    this.wheel = new Wheel(given.people, given);
    this.faults = new FaultList(() => this.now, given.openAt);
  }

  later(ms: number, event: () => void): void {
    this.events.push(this.now + ms, event);
  }

  /** Sets a process going; what it throws was not foreseen. */
  start(process: () => Promise<unknown>): void {
    this.isStirred = true;
    process().catch((error) => this.faults.add('nothing fails unforeseen', (error as Error)?.stack ?? String(error)));
  }

  /** Lets virtual time pass within a process. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.later(ms, () => {
        this.isStirred = true;
        resolve();
      });
    });
  }

  /** Goes on until it is told that it is over, or nothing is due before the end. */
  async run(wake: (person: number) => void, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const wakingAt = this.wheel.nextAt;
      const at = Math.min(this.events.nextAt, wakingAt);
      if (at > this.endAt) return;
      this.now = Math.max(this.now, at);
      while (this.events.nextAt <= this.now) this.events.pop()?.();
      if (wakingAt <= this.now) this.wheel.takeAll(wake);
      if (this.isStirred) await this.settled();
    }
  }

  private settled(): Promise<void> {
    this.isStirred = false;
    return new Promise((resolve) => setImmediate(resolve));
  }
}
