// The memory of the functions that know the map of 50,000 seats: processes of their code do all of their work.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createCatalogStore } from '../functions/catalog/store.ts';
import { createBlockReads } from '../functions/seats/reads-blocks.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { append } from '../functions/seats/use-cases-follow.ts';
import { keepMaps } from '../functions/seats/use-cases-keep-maps.ts';
import { systemClock as clock } from '../functions/shared/clock.ts';
import { type Cloud, cloudEnv } from '../localstack/cloud.ts';
import { bin, childEnv, root } from '../scripts/setup.mjs';
import { chances } from '../test/support/rush.ts';
import { createTable, type TestTable } from '../test/support/table.ts';
import { concert, date } from '../test/unit/queue/samples.ts';
import { HALL, holdSome, imageAt, marksAt, PLAN, putBlocks } from './map-hall.ts';
import { type ChildReport, type Job, MARK, type Work } from './map-job.ts';
import { round, table } from './table.ts';

const MOST_MB = 200;
const DELTAS = 300;
const CHANGES = 50;
const FILL = { sold: 0.6, held: 0.1 };

const PROCESSES: readonly (readonly [name: string, works: readonly Work[]])[] = [
  ['map: every page twice, 20 bitmaps', ['pages', 'bitmap']],
  ['map of a date whose map is not made yet: every page, a bitmap', ['unmapped']],
  ['stream: 300 rounds', ['stream']],
  ['best available: 300 picks in 4 rounds', ['best']],
  ['keeping maps: two comparisons, 300 deltas behind', ['check']],
  ['one for all that buyers ask: map, stream, best available', ['pages', 'bitmap', 'stream', 'best']],
];

export async function mapMemory(cloud: Cloud): Promise<string> {
  const own = await createTable(cloud);
  const dir = mkdtempSync(join(tmpdir(), 'onsale-bench-map-'));
  try {
    const job = await makeDates(own);
    const file = bundle(dir);
    const rows: (string | number)[][] = [];
    let worst = 0;
    const times = new Map<Work, readonly [string, number, number]>();
    for (const [name, works] of PROCESSES) {
      const report = await run(cloud, file, { ...job, works });
      worst = Math.max(worst, report.mostMb);
      rows.push([name, round(report.loadedMb, 0), round(report.mostMb, 0)]);
      for (const work of works) {
        const { firstMs = 0, restMs = 0 } = report.works[work] ?? {};
        if (!times.has(work)) times.set(work, [WHAT[work], round(firstMs, 1), round(restMs, 2)]);
      }
    }
    return [
      `The most memory (RSS) that a process of the bundled code ever had, on its own table of ${PLAN.seats.length} seats, a snapshot and ${DELTAS} deltas, in MB:`,
      table(['process', 'loaded', 'in the end'], rows),
      `The most is ${round(worst, 0)} MB, aim <= ${MOST_MB}: ${worst <= MOST_MB ? 'met' : 'MISSED'}.`,
      'Processor time in these processes, with the SDK and the wrapper, in milliseconds; the first of its process reads the layout and the map:',
      table(['work', 'first', 'each later one'], [...times.values()]),
    ].join('\n\n');
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await own.drop();
  }
}

const WHAT: Readonly<Record<Work, string>> = {
  pages: 'every page of a date (20)',
  bitmap: 'a bitmap',
  unmapped: 'a bitmap of a date without a map; then every page',
  stream: 'a round of a stream',
  best: 'a look and a pick of the best available',
  check: 'comparing a map with its blocks',
};

async function makeDates({ db, name }: TestTable): Promise<Omit<Job, 'works'>> {
  const now = clock();
  const at = { db, SEATS_TABLE: name };
  const catalog = createCatalogStore({ db, CATALOG_TABLE: name });
  const layout = await catalog.putLayout({ ...HALL, seats: PLAN.seats.length, createdAt: now });
  if (layout === 'too-large') throw new Error('the hall does not fit an item');
  const [scheduleId, unmapped] = ['sch_mapped000000', 'sch_unmapped0000'];
  const marks = marksAt(PLAN, FILL, now);
  for (const id of [scheduleId, unmapped]) await putBlocks(at, id, PLAN, marks);
  const facts = concert({ schedules: [date(scheduleId, now - 1, now + 3_600_000)] });
  const store = createMapStore(at);
  await keepMaps({
    store,
    blocks: createBlockReads(at),
    open: { openSince: async () => [facts.concertId] },
    catalog: { concert: async () => facts, layout: async () => layout },
    clock,
  });
  const chance = chances(5);
  for (let i = 0; i < DELTAS; i++) {
    const blocks = holdSome(PLAN, marks, { seats: CHANGES, now, chance });
    await append(
      { store, clock },
      scheduleId,
      blocks.map((block) => imageAt(marks, block)),
    );
  }
  for (const id of [scheduleId, unmapped]) await putBlocks(at, id, PLAN, marks);
  return { table: name, scheduleId, unmapped, layoutId: layout.layoutId };
}

/** As the functions are bundled (lib/parts/bundles.ts). */
function bundle(dir: string): string {
  const outfile = join(dir, 'index.mjs');
  buildSync({
    entryPoints: [join(root, 'bench/map-child.ts')],
    outfile,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'functions/shared/credentials.ts'),
      '@smithy/core/event-streams': join(root, 'functions/shared/event-streams.ts'),
    },
    logLevel: 'warning',
  });
  return outfile;
}

async function run(cloud: Cloud, file: string, job: Job): Promise<ChildReport> {
  const child = spawn(bin('node'), [file, JSON.stringify(job)], {
    env: childEnv(cloudEnv(cloud)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  const line = said.split('\n').find((one) => one.startsWith(MARK));
  if (code !== 0 || !line) throw new Error(`the process ended with ${code}:\n${said.slice(-2_000)}`);
  return JSON.parse(line.slice(MARK.length)) as ChildReport;
}
