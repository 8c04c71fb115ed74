// Rushes at one date, through the use cases and stores: what they cost who comes, and that nothing goes wrong.
import { type RushReport, rushForBest, rushForSeats } from '../test/support/rush.ts';
import { createTable } from '../test/support/table.ts';
import { withCloud } from './cloud.ts';
import { table } from './table.ts';

/** As old as a look at the live map may be. */
const LOOK_MS = 500;

export async function rush(): Promise<string> {
  const rows = await withCloud(async (cloud) => {
    const own = await createTable(cloud);
    const tables = { RESERVATIONS_TABLE: own.name, SEATS_TABLE: own.name };
    const where = { db: own.db, tables, lookMs: LOOK_MS };
    return [
      rowOf('2,000 people, each for a seat of their choice (Zipf)', await rushForSeats(where)),
      rowOf('500 groups of 1–8, best available', await rushForBest(where)),
      rowOf('the same in a fifth of the hall', await rushForBest(where, { seats: 1_000 })),
    ];
  });
  const head = ['who comes', 'seats', 'sold', 'reservations', 'requests', 'refused', 'refused for each seat sold'];
  const wrong = ['claims refused for each seat sold', 'sold twice', 'groups split', 'held for nobody'];
  return `All come at once, on a table of the emulator, and try again until they have seats or there are none; a look at the map is up to ${LOOK_MS} ms old, and requests come at a pace of 1,000 a second of virtual time:\n\n${table([...head, ...wrong], rows)}`;
}

function rowOf(who: string, report: RushReport): (string | number)[] {
  const { seats, sold, reservations, answers, refusalsPerSeat, claimsRefusedPerSeat } = report;
  const requests = Object.values(answers).reduce((sum, times) => sum + times, 0);
  const refused = requests - (answers.held ?? 0);
  const { doubled, split, stranded } = report;
  return [
    ...[who, seats, sold, reservations, requests, refused, refusalsPerSeat],
    ...[claimsRefusedPerSeat, doubled, split, stranded],
  ];
}
