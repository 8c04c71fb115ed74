// What a run came to, as a table: counts, and the targets with whether they were met.
import { quantile } from './measures.ts';
import type { Result } from './run.ts';

/** Docs/simulation/README.md says what each is for. */
export const TARGETS = {
  capacityUse: 0.95,
  withinP90: 0.9,
  medianError: 0.2,
  watcherStatusPerHour: 30,
  noticeSeconds: 3,
} as const;

export interface Machine {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

interface Line {
  readonly name: string;
  readonly value: string;
  /** Undefined where nothing is asked, or nothing was measured. */
  readonly isMet?: boolean | undefined;
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const percent = (share: number | undefined) => (share === undefined ? '-' : `${(share * 100).toFixed(1)} %`);
const seconds = (value: number | undefined) => (value === undefined ? '-' : `${value.toLocaleString('en-US')} s`);

export function report(result: Result, machine: Machine): Line[] {
  return [...people(result), ...quality(result), ...polls(result), ...cost(result, machine)];
}

function people({ measures, truth, stalls, seconds: ran, left }: Result): Line[] {
  const { counts, waits } = measures;
  const waited = [0.5, 0.9, 1].map((q) => seconds(quantile(waits, q))).join(' / ');
  return [
    { name: 'virtual time after the open', value: seconds(Math.round(ran)) },
    { name: 'joined', value: `${whole(counts.joined)} (${whole(counts.rejoined)} came back to the end)` },
    { name: 'told to try again by the busy counter', value: `${whole(counts.busy)} times` },
    { name: 'admitted', value: whole(truth.admissions) },
    { name: 'seats sold', value: `${whole(counts.sold)} to ${whole(counts.bought)} people` },
    { name: 'left / closed the tab for good', value: `${whole(counts.left)} / ${whole(counts.vanished)}` },
    { name: 'told that their turn had passed', value: whole(counts.notClaimed) },
    {
      name: 'told that all was sold / turned away',
      value: `${whole(counts.toldSoldOut)} / ${whole(counts.turnedAway)}`,
    },
    { name: 'neither served nor told at the end', value: whole(left) },
    { name: 'waits, p50 / p90 / longest', value: waited },
    {
      name: 'longest time that people waited without a tick, failures on purpose apart',
      value: seconds(Math.round(stalls.longestGapMs / 1000)),
    },
  ];
}

function quality({ measures, truth, stalls, ticks }: Result): Line[] {
  const eta = measures.eta((seq) => (seq <= truth.watermark ? truth.admittedAt(seq) : undefined));
  const { use } = stalls;
  return [
    {
      name: `capacity used while it bound (${whole(stalls.boundMs / 1000)} s, ${whole(ticks)} ticks)`,
      value: percent(use),
      isMet: use === undefined ? undefined : use >= TARGETS.capacityUse,
    },
    {
      name: `estimates whose p90 held (of ${whole(eta.estimates)})`,
      value: percent(eta.within),
      isMet: eta.within === undefined ? undefined : eta.within >= TARGETS.withinP90,
    },
    {
      name: 'median error of p50',
      value: percent(eta.error),
      isMet: eta.error === undefined ? undefined : eta.error <= TARGETS.medianError,
    },
  ];
}

function polls({ measures, operations }: Result): Line[] {
  const { counts, watcherSeconds, pollerSeconds, notices } = measures;
  const perHour = (calls: number, waited: number) => (waited === 0 ? undefined : (calls * 3_600) / waited);
  const shown = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(2));
  const watcher = perHour(counts.watcherStatus, watcherSeconds);
  const notice = quantile(notices, 0.5);
  // The others are answered by the cache in front.
  const answered = counts.waitingAnswers + counts.documents;
  return [
    {
      name: 'calls of status for an hour of waiting, watching the document',
      value: shown(watcher),
      isMet: watcher === undefined ? undefined : watcher <= TARGETS.watcherStatusPerHour,
    },
    { name: '  and looks at the document, in a cache near by', value: shown(perHour(counts.looks, watcherSeconds)) },
    { name: '  by who polls status alone', value: shown(perHour(counts.pollerStatus, pollerSeconds)) },
    { name: 'turned away for polling too fast', value: whole(counts.tooFast) },
    {
      name: 'median from the admission until its person knew',
      value: notice === undefined ? '-' : seconds(notice / 10),
      isMet: notice === undefined ? undefined : notice / 10 <= TARGETS.noticeSeconds,
    },
    {
      name: 'reads for each answer to who waits (one a second and instance at most)',
      value: answered === 0 ? '-' : (operations.recentLine / answered).toFixed(4),
    },
  ];
}

function cost({ operations }: Result, { wallSeconds, cpuSeconds, peakBytes }: Machine): Line[] {
  const used = Object.entries(operations).filter(([, count]) => count > 0);
  return [
    ...used.map(([kind, count]) => ({ name: `store.${kind}`, value: whole(count) })),
    { name: 'wall / processor time', value: `${wallSeconds.toFixed(1)} s / ${cpuSeconds.toFixed(1)} s` },
    { name: 'peak memory', value: `${whole(peakBytes / 2 ** 20)} MiB` },
  ];
}

export function print(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length)) + 2;
  const mark = (isMet: boolean | undefined) => (isMet === undefined ? '' : isMet ? '  ok' : '  MISSED');
  return lines.map(({ name, value, isMet }) => `${name.padEnd(width)}${value}${mark(isMet)}`).join('\n');
}
