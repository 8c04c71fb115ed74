// What the map of 50,000 seats costs in read units, and what a hold and the map's own items cost in write units.
import { createBlockReads, readDate } from '../functions/seats/reads-blocks.ts';
import { createMapReads } from '../functions/seats/reads-map.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { append } from '../functions/seats/use-cases-follow.ts';
import { keepMaps } from '../functions/seats/use-cases-keep-maps.ts';
import type { Cloud } from '../localstack/cloud.ts';
import { chances } from '../test/support/rush.ts';
import { createTable, type TestTable } from '../test/support/table.ts';
import { concert, date } from '../test/unit/queue/samples.ts';
import { type Fill, HALL, holdSome, imageAt, marksAt, PLAN, putBlocks } from './map-hall.ts';
import { holdUnits } from './map-units-hold.ts';
import { createMeter, type Meter } from './meter.ts';
import { round, table } from './table.ts';

const START = 1_800_000_000_000;
const MOST_REBUILD = 125;
/** A rush of 200 changes a second, of which a look at the stream, four times a second, brings 50. */
const CHANGES = 50;
const DELTA_MS = 250;
/** The snapshot stays 300 deltas behind, and moves by 60. */
const DELTAS = 418;
const INSTANCES = 4;
const SECONDS = 10;

const FILLS: readonly (readonly [scheduleId: string, name: string, fill: Fill])[] = [
  ['sch_mostlysold00', '60 % sold, 10 % held', { sold: 0.6, held: 0.1 }],
  ['sch_allheld00000', 'all held', { sold: 0, held: 1 }],
];

export async function mapUnits(cloud: Cloud): Promise<string> {
  const own = await createTable(cloud);
  try {
    const measured: Units[] = [];
    for (const [scheduleId, , fill] of FILLS) measured.push(await measure(own, scheduleId, fill));
    const cells = (what: string) =>
      measured.flatMap((units): (string | number)[] => [...(units.get(what) ?? ['–', '–'])]);
    const rows = [...(measured[0]?.keys() ?? [])].map((what) => [what, ...cells(what)]);
    const head = FILLS.flatMap(([, name]) => [`read units (${name})`, `write units (${name})`]);
    const rebuilds = FILLS.map(([, name], i) => {
      const [strong = Number.NaN, eventual = Number.NaN] = READINGS.map((what) => measured[i]?.get(what)?.[0]);
      return `${name}: ${strong} strongly (${verdict(strong)}), ${eventual} eventually (${verdict(eventual)})`;
    });
    return [
      `What a date of ${PLAN.seats.length} seats costs, all ${PLAN.blocks.length} blocks of which are there, in a rush of ${(CHANGES * 1_000) / DELTA_MS} changes a second:`,
      table(['what', ...head], rows),
      `To read a date anew, as a rebuild does strongly, in read units, aim <= ${MOST_REBUILD}. ${rebuilds.join('; ')}.`,
      await holdUnits(own),
    ].join('\n\n');
  } finally {
    await own.drop();
  }
}

/** Of all blocks; a rebuild's is the first. */
const READINGS = ['all blocks, strong', 'all blocks, eventual'] as const;

const verdict = (units: number) => (units <= MOST_REBUILD ? 'met' : 'MISSED');

type Units = Map<string, readonly [reads: number, writes: number]>;

async function measure(own: TestTable, scheduleId: string, fill: Fill): Promise<Units> {
  const time = { now: START };
  const clock = () => time.now;
  const meter = createMeter(own.db);
  const metered = { db: meter.db, SEATS_TABLE: own.name };
  const quiet = { db: own.db, SEATS_TABLE: own.name };
  const marks = marksAt(PLAN, fill, time.now);
  await putBlocks(quiet, scheduleId, PLAN, marks);

  const sections = PLAN.sections.length;
  for (const what of READINGS) {
    await meter.during(what, () => readDate(metered, scheduleId, { sections, strongly: what === READINGS[0] }));
  }
  const facts = concert({ schedules: [date(scheduleId, START - 1, START + 3_600_000)] });
  const keeping = {
    store: createMapStore(metered),
    blocks: createBlockReads(metered),
    open: { openSince: async () => [facts.concertId] },
    catalog: {
      concert: async () => facts,
      layout: async () => ({ ...HALL, layoutId: 'lay_1', seats: PLAN.seats.length }),
    },
    clock,
  };
  await meter.during('keep-maps makes the map, and compares it', () => keepMaps(keeping));

  const change = changing(marks, clock);
  const each = { store: keeping.store, clock };
  for (let version = 2; version <= DELTAS + 2; version++) {
    const what =
      version % 60 === 0 && version > 300 ? 'a delta, and the snapshot moves on' : `a delta of ${CHANGES} seats`;
    const images = change();
    await meter.during(what, () => append(each, scheduleId, images));
  }
  await putBlocks(quiet, scheduleId, PLAN, marks);
  time.now += 60_000;
  await meter.during('keep-maps compares it, 300 deltas behind', () => keepMaps(keeping));

  const store = createMapStore(quiet);
  const rush = { scheduleId, time, metered, push: () => append({ store, clock }, scheduleId, change()) };
  await lookOnce(meter, rush);
  if (fill.sold > 0) await lookAround(meter, rush);
  return new Map(
    [...meter.readings()].map(([what, { runs, readUnits, writeUnits }]) => {
      return [what, [round(readUnits / runs, 1), round(writeUnits / runs, 1)]];
    }),
  );
}

/** Seats are held, and next time those are given back. @returns each time the images of the blocks they are in */
function changing(marks: ReturnType<typeof marksAt>, clock: () => number) {
  const chance = chances(2);
  let before: Uint32Array | undefined;
  let blocks: ReturnType<typeof holdSome> = [];
  return () => {
    if (before) {
      marks.marks.set(before);
      before = undefined;
      for (const block of blocks) marks.versions.set(block, (marks.versions.get(block) ?? 0) + 1);
    } else {
      before = marks.marks.slice();
      blocks = holdSome(PLAN, marks, { seats: CHANGES, now: clock(), chance });
    }
    return blocks.map((block) => imageAt(marks, block));
  };
}

interface Rush {
  readonly scheduleId: string;
  readonly time: { now: number };
  readonly metered: { readonly db: ReturnType<typeof createMeter>['db']; readonly SEATS_TABLE: string };
  push(): Promise<void>;
}

const instanceOf = ({ metered, time }: Rush) => createMapReads({ ...metered, clock: () => time.now });

function lookAt({ scheduleId, time }: Rush, reads: ReturnType<typeof instanceOf>, seen?: string) {
  return reads.look({ scheduleId }, PLAN, { now: time.now, ...(seen === undefined ? {} : { seen }) });
}

/** The first look of an instance, and its next ones. */
async function lookOnce(meter: Meter, rush: Rush): Promise<void> {
  const { time } = rush;
  const one = instanceOf(rush);
  await meter.during('a new instance: the snapshot and 300 deltas or more', () => lookAt(rush, one));
  time.now += 500;
  await meter.during('an instance, a second in which nothing changes', async () => {
    for (let i = 0; i < 2; i++, time.now += 500) await lookAt(rush, one);
  });
}

/** Viewers who go on from what they saw, each time at any of the instances. */
async function lookAround(meter: Meter, rush: Rush): Promise<void> {
  const { time, push } = rush;
  for (const viewers of [100, 1_000]) {
    const instances = Array.from({ length: INSTANCES }, () => instanceOf(rush));
    for (const reads of instances) await lookAt(rush, reads);
    const seen = new Map<number, string>();
    const chance = chances(viewers);
    await meter.during(`${INSTANCES} instances, ${SECONDS} s of the rush, ${viewers * SECONDS} looks`, async () => {
      let due = time.now + DELTA_MS;
      for (let asked = 0; asked < viewers * SECONDS; asked++) {
        time.now += 1_000 / viewers;
        if (time.now >= due) {
          due += DELTA_MS;
          await push();
        }
        const reads = instances[Math.floor(chance() * INSTANCES)];
        if (!reads) throw new Error('there is no such instance');
        seen.set(asked % viewers, (await lookAt(rush, reads, seen.get(asked % viewers))).version);
      }
    });
  }
}
