// What a hold costs in a hall of 50,000 seats: by number in one block and in several, and the best available.
import { createMapReads } from '../functions/seats/reads-map.ts';
import { createSaleWindow } from '../test/support/sale-window.ts';
import type { TestTable } from '../test/support/table.ts';
import { HALL, PLAN } from './map-hall.ts';
import { createMeter } from './meter.ts';
import { round, table } from './table.ts';

const RUNS = 5;
const MOST_UNITS = 3;
const IN_ONE = 'hold of 8 seats in one block';

/** Seats of each of so many blocks: as many of the first as it takes to make 8. */
const INTO = [
  ['hold of 1 seat', [1]],
  [IN_ONE, [8]],
  ['hold of 8 seats in two blocks', [4, 4]],
  ['hold of 8 seats in five blocks', [4, 1, 1, 1, 1]],
] as const;

export async function holdUnits(own: TestTable): Promise<string> {
  const meter = createMeter(own.db);
  const tables = { RESERVATIONS_TABLE: own.name, SEATS_TABLE: own.name };
  const window = createSaleWindow({ db: meter.db, tables, layout: HALL });
  const through = { ...window.tools, map: createMapReads({ db: meter.db, ...tables, clock: () => window.time.now }) };
  let next = 0;
  let people = 0;
  const person = () => `holder-${people++}`;
  for (let run = 0; run < RUNS; run++) {
    for (const [what, counts] of INTO) {
      // From the hall's far end, so that the best seats are there for the others.
      const blocks = counts.map(() => PLAN.blocks.at(-++next));
      const seatNos = counts.flatMap((count, i) =>
        Array.from({ length: count }, (_, k) => PLAN.seats[(blocks[i]?.first ?? 0) + k]?.seatNo ?? 0),
      );
      await meter.during(what, () => window.reserve({ person: person(), seatNos }, through));
    }
  }
  for (let run = 0; run < RUNS; run++) {
    const bestAvailable = { count: 4 };
    // Within half a second nobody looks again: who comes second meets the first one's seats.
    window.time.now += 60_000;
    await through.map.look(window, PLAN, { now: window.time.now });
    await meter.during('hold of the 4 best available', () =>
      window.reserve({ person: person(), bestAvailable }, through),
    );
    await meter.during('hold of the 4 best available, one round refused', () =>
      window.reserve({ person: person(), bestAvailable }, through),
    );
  }
  const readings = [...meter.readings()];
  const rows = readings.map(([what, { runs, writeUnits, refusedUnits, readUnits, roundTrips }]) => {
    return [what, ...[writeUnits, refusedUnits, readUnits, roundTrips].map((sum) => round(sum / runs))];
  });
  const units = meter.readings().get(IN_ONE)?.writeUnits ?? Number.NaN;
  const aim = `A hold of 8 seats in one block: ${units / RUNS} write units, aim <= ${MOST_UNITS}: ${units / RUNS <= MOST_UNITS ? 'met' : 'MISSED'}.`;
  const head = ['what', 'write units', 'of refused writes', 'read units', 'round trips'];
  return `What a hold costs there (${RUNS} of each; an instance that knows the map):\n\n${table(head, rows)}\n\n${aim}`;
}
