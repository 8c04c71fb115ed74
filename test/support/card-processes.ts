// Processes that run side by side, one request to a table, a queue or the gateway at a time: whose is next is the test's
// choice, and so is after which one a process dies.
import { AsyncLocalStorage } from 'node:async_hooks';

/** The process ended here; what it had asked for before has taken effect. */
export class Died extends Error {}

interface Process {
  /** Requests until it dies; undefined: it does not. */
  left: number | undefined;
}

/** A choice of the test's: a number from 0 up to, without, `below`. */
export type Choose = (below: number) => number;

/** Choices that are the same for the same seed: pseudo-random numbers (mulberry32). */
export function choicesOf(seed: number): Choose {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const running = new AsyncLocalStorage<Process>();
const waiting: (() => void)[] = [];
let together = 0;

/** Every request of a process to somewhere else. @throws Died */
export async function request<T>(work: () => Promise<T>): Promise<T> {
  const self = running.getStore();
  if (self?.left === 0) throw new Died();
  if (together > 0) await new Promise<void>((go) => void waiting.push(go));
  const [end] = await Promise.allSettled([work()]);
  if (self?.left !== undefined) {
    self.left -= 1;
    if (self.left === 0) throw new Died();
  }
  if (end.status === 'rejected') throw end.reason;
  return end.value;
}

/** What one process does. `diesAfter`: how many requests it lives for */
export interface Task {
  readonly does: () => Promise<unknown>;
  readonly diesAfter?: number | undefined;
}

/**
 * Runs them to their ends, the requests of several in an order that `choose` makes.
 * @param between what happens meanwhile: before each of their requests
 */
export async function sideBySide(
  tasks: readonly Task[],
  choose: Choose,
  between: () => void = () => undefined,
): Promise<void> {
  together = tasks.length;
  const ends = tasks.map(({ does, diesAfter: left }) =>
    running.run({ left }, does).finally(() => {
      together -= 1;
    }),
  );
  const all = Promise.allSettled(ends);
  while (together > 0) {
    await new Promise((done) => setImmediate(done));
    if (waiting.length === 0) continue;
    between();
    waiting.splice(choose(waiting.length), 1)[0]?.();
  }
  for (const go of waiting.splice(0)) go();
  for (const end of await all) if (end.status === 'rejected' && !(end.reason instanceof Died)) throw end.reason;
}

/** Waits of the code end at once, and its limits of time never: time is the test's. */
export function noWaiting(wait: (handler: () => void) => unknown): typeof setTimeout {
  const LIMIT_MS = 1_000;
  const immediately = (handler: () => void, ms = 0) => (ms < LIMIT_MS ? wait(handler) : undefined);
  return immediately as unknown as typeof setTimeout;
}
