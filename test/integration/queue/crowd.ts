// People in a line, and what holds of every run, whatever they and the ticks did.
import type { EndReason } from '../../../functions/queue/contract.ts';
import type { LiveSettings, Order } from '../../../functions/queue/domain-controls.ts';
import type { Admission } from '../../../functions/queue/use-cases-admit.ts';
import { seqOf, type TestLine } from './line.ts';

/** Somebody with a place: `at` it in line. */
export interface Someone {
  readonly person: string;
  readonly token: string;
  readonly seq: number;
}

/** People who join, `width` of them at a time, by their places. */
export async function crowd(line: TestLine, size: number, width = size): Promise<Someone[]> {
  const names = Array.from({ length: size }, (_, i) => `person-${i}`);
  const people = await inFlight(names, width, async (person) => {
    const { token } = await line.join(person);
    return { person, token, seq: seqOf(token) };
  });
  return people.toSorted((a, b) => a.seq - b.seq);
}

/** `work` on each, with so many under way at a time: whoever is done takes the next. */
export async function inFlight<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const left = [...items.entries()];
  const results: R[] = [];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

/** All of them ask for their places. @returns how many are active then */
export async function claimAll(line: TestLine, people: readonly Someone[]): Promise<number> {
  const answers = await Promise.allSettled(people.map(({ person, token }) => line.status(person, token)));
  return answers.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 'ACTIVE').length;
}

/** What changes these settings, and no other. */
export function set(settings: LiveSettings): Order {
  const none = { capacity: undefined, ratePerSecond: undefined, leaseSeconds: undefined, claimSeconds: undefined };
  return { kind: 'set', ...none, ...settings };
}

/** How somebody is told that their place is over. */
export function ended(reason: EndReason) {
  return { kind: { code: 'QUEUE_TOKEN_ENDED' }, fields: { reason } };
}

/** The n-th of them, from 0; negative ones from the end. */
export function at<T>(list: readonly T[], n: number): T {
  const found = list.at(n);
  if (found === undefined) throw new Error(`there is no number ${n} of ${list.length}`);
  return found;
}

/** What holds of any run: nobody is admitted while the active are at capacity, and the places follow one another. */
export function faults(admissions: readonly Admission[]): string[] {
  return admissions.flatMap(({ from, to, admitted, active, capacity, passing }, i) => [
    ...(!passing && active + admitted > capacity ? [`${active} + ${admitted} active of ${capacity}`] : []),
    ...(from !== (admissions[i - 1]?.to ?? 0) ? [`admission from ${from} after ${admissions[i - 1]?.to}`] : []),
    ...(to - from < admitted ? [`${admitted} people in ${from}-${to}`] : []),
  ]);
}

/** People admitted after `from`, up to and with `to` (epoch ms). */
export function admittedIn(line: TestLine, from = 0, to = Number.POSITIVE_INFINITY): number {
  const within = line.admissions.filter((admission) => admission.at > from && admission.at <= to);
  return within.reduce((sum, { admitted }) => sum + admitted, 0);
}
