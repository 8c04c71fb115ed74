// Write units of the ranking per 1,000 tickets sold: gathered as the product does, and with one write for each sale.
import type { CatalogReads, ConcertFacts } from '../functions/catalog/reads.ts';
import { createRankingStore } from '../functions/ranking/store.ts';
import { type Reason, refreshRanking } from '../functions/ranking/use-cases.ts';
import { createTable } from '../test/support/table.ts';
import { withCloud } from './cloud.ts';
import { createMeter, type Meter, type Reading } from './meter.ts';
import { round, table } from './table.ts';

const TICKETS = 1_000;
/** As the stack sets it for the queue of refresh-ranking. */
const GATHER_SECONDS = 10;
/** From a hold to its confirmed purchase. */
const BUYING_SECONDS = 30;
/** Where virtual time begins. */
const START = 1_800_000_000_000;

const PACES = [
  { name: '50 a second', perSecond: 50 },
  { name: '10 a second', perSecond: 10 },
  { name: '1 a second (default rate)', perSecond: 1 },
  { name: '1 in 10 seconds', perSecond: 0.1 },
  { name: '1 a minute', perSecond: 1 / 60 },
];

interface Happening {
  /** Seconds from the start. */
  readonly at: number;
  readonly type: 'held' | 'sold' | 'soldOut';
}

/** What happens in a sale at an even pace, in its order: each ticket is held, then bought. */
function saleAt(perSecond: number): Happening[] {
  const tickets = Array.from({ length: TICKETS }, (_, i) => i / perSecond);
  const end = (TICKETS - 1) / perSecond + BUYING_SECONDS;
  const all: Happening[] = [
    ...tickets.map((at) => ({ at, type: 'held' as const })),
    ...tickets.map((at) => ({ at: at + BUYING_SECONDS, type: 'sold' as const })),
    { at: end + 5, type: 'soldOut' },
  ];
  return all.toSorted((a, b) => a.at - b.at);
}

/** Batches as the queue gives them: all that comes within the window that the first one opens. */
function gathered(all: readonly Happening[]): Happening[][] {
  const batches: Happening[][] = [];
  for (const one of all) {
    const batch = batches.at(-1);
    const [first] = batch ?? [];
    if (batch && first && one.at < first.at + GATHER_SECONDS) batch.push(one);
    else batches.push([one]);
  }
  return batches;
}

/** Takes the ranking of one concert through these batches. */
async function take(meter: Meter, tableName: string, operation: string, batches: readonly Happening[][]) {
  const concertId = `con_${operation}`;
  const schedule = { scheduleId: 'sch_benchbench12', concertId, layoutId: 'lay_bench', prices: {} };
  const window = { saleStartAt: START, saleEndAt: START + 1e9, startAt: START + 2e9, endAt: START + 3e9 };
  const concert = { concertId, schedules: [{ ...schedule, ...window }] } as unknown as ConcertFacts;
  const seats = { now: START, held: 0, sold: 0 };
  const none = { total: 0, available: 0, held: 0, sold: 0, blocked: 0 };
  const tools = {
    store: createRankingStore({ db: meter.db, RANKING_TABLE: tableName }),
    catalog: { concert: async () => concert, layout: async () => ({ sections: [] }) } as unknown as CatalogReads,
    dates: {
      counts: async () => {
        const { held, sold } = seats;
        return {
          VIP: { total: TICKETS, available: TICKETS - held - sold, held, sold, blocked: 0 },
          STANDARD: none,
          STANDING: none,
        };
      },
    },
    clock: () => seats.now,
  };
  for (const batch of batches) {
    const last = batch.at(-1)?.at ?? 0;
    for (const { type } of batch) {
      if (type === 'held') seats.held += 1;
      if (type === 'sold') Object.assign(seats, { held: seats.held - 1, sold: seats.sold + 1 });
    }
    seats.now = START + Math.round(last * 1_000);
    const reasons = batch.map(({ type }): Reason => {
      const { scheduleId } = schedule;
      return {
        concertId,
        ...(type === 'soldOut' ? { soldOut: { scheduleId, secondsSinceOpen: Math.round(last) } } : {}),
      };
    });
    await meter.during(operation, () => refreshRanking(tools, reasons));
  }
}

export async function ranking(): Promise<string> {
  const rows = await withCloud(async (cloud) => {
    const own = await createTable(cloud);
    const meter = createMeter(own.db);
    const readingOf = async (operation: string, batches: readonly Happening[][]): Promise<Reading> => {
      await take(meter, own.name, operation, batches);
      const reading = meter.readings().get(operation);
      if (!reading) throw new Error(`nothing was measured for ${operation}`);
      return reading;
    };
    const rows: (string | number)[][] = [];
    for (const { name, perSecond } of PACES) {
      const all = saleAt(perSecond);
      const alone = all.filter(({ type }) => type === 'sold').map((one) => [one]);
      const together = await readingOf(`gathered-${perSecond}`, gathered(all));
      const each = await readingOf(`each-${perSecond}`, alone);
      const seconds = all.at(-1)?.at ?? 0;
      rows.push([name, together.runs, together.writeUnits, round(together.writeUnits / seconds), each.writeUnits]);
    }
    return rows;
  });
  const head = ['tickets sold', 'looks', 'write units', 'units a second', 'one write for each sale: units'];
  return `Write units of a concert's item per ${TICKETS} tickets:\n\n${table(head, rows)}`;
}
