// The processor time that the best available seats take in a hall of 50,000, and a look at its map from memory.
import { chanceOf, chooseGroup } from '../functions/reservations/domain-best.ts';
import { readAt, secondOf } from '../functions/seats/domain-map.ts';
import { planOf } from '../functions/seats/domain-plan.ts';
import { bestSeats, largestGroup } from '../functions/seats/reads-best.ts';
import { chances } from '../test/support/rush.ts';
import { HALL, marksAt, PLAN } from './map-hall.ts';
import { round, table } from './table.ts';

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8];
const PICKS = 40;
const WARM_UP = 5;
const MOST_MS = 20;
const LAST_ROUND = 3;

interface Filled {
  readonly name: string;
  readonly statuses: Uint8Array;
}

export function mapBest(): string {
  const cold = milliseconds(() => pick({ count: 4, round: 0 }, halls()[0]?.statuses ?? new Uint8Array(), freshPlan()));
  const rows: (string | number)[][] = [];
  let worst = 0;
  for (const { name, statuses } of halls()) {
    for (const roundNo of [0, LAST_ROUND]) {
      const times = COUNTS.flatMap((count) => timesOf({ count, round: roundNo }, statuses)).sort((a, b) => a - b);
      const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? Number.NaN;
      worst = Math.max(worst, at(0.99));
      rows.push([name, roundNo + 1, ...[at(0.5), at(0.99), at(1)].map((ms) => round(ms))]);
    }
  }
  const head = ['hall', 'round', 'p50, ms', 'p99, ms', 'most, ms'];
  return [
    `Processor time of one pick in milliseconds, ${PICKS} for each count from 1 to 8 after ${WARM_UP} to warm up; where nothing fits, with the search for the largest group there is. The first pick of a process, with the layout's plan, took ${round(cold, 1)} ms:`,
    table(head, rows),
    `The worst p99 is ${round(worst)} ms, aim <= ${MOST_MS}: ${worst <= MOST_MS ? 'met' : 'MISSED'}.`,
  ].join('\n\n');
}

/** A hall as the instance of a function meets it: nothing is known of its layout. */
const freshPlan = () => planOf({ ...HALL });

function halls(): Filled[] {
  const now = 1_800_000_000_000;
  const taken = (share: number) => readAt(marksAt(PLAN, { sold: share, held: 0 }, now), secondOf(now)).statuses;
  return [
    { name: 'empty', statuses: new Uint8Array(PLAN.seats.length) },
    { name: '50 % taken here and there', statuses: taken(0.5) },
    { name: '95 % taken here and there', statuses: taken(0.95) },
    { name: 'every second seat taken', statuses: Uint8Array.from(PLAN.seats, (_, index) => (index % 2) * 2) },
    {
      name: 'groups of up to four free',
      statuses: Uint8Array.from(PLAN.seats, (_, index) => (index % 5 === 0 ? 2 : 0)),
    },
  ];
}

function timesOf(asked: { readonly count: number; readonly round: number }, statuses: Uint8Array): number[] {
  for (let i = 0; i < WARM_UP; i++) pick(asked, statuses, PLAN);
  return Array.from({ length: PICKS }, () => milliseconds(() => pick(asked, statuses, PLAN)));
}

const chance = chances(3);

function pick(
  asked: { readonly count: number; readonly round: number },
  statuses: Uint8Array,
  plan: typeof PLAN,
): void {
  const reservationId = `rsv_${chance().toString(36).slice(2).padEnd(12, 'a').slice(0, 12)}`;
  const wish = { count: asked.count, adjacent: true, accessible: false, chance: chanceOf(reservationId) };
  const group = chooseGroup(bestSeats(plan, statuses, wish), asked.round, wish.chance);
  if (!group) largestGroup(plan, statuses, { ...wish, chance: 0 });
}

/** Of the processor, not of the clock: others may be at work on this machine. */
function milliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
