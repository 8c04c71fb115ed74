// A process with the code of a function that knows large maps: it does the work that it is told, and says what it took.
import { existsSync, readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { createCatalogReads } from '../functions/catalog/reads.ts';
import { chooseGroup } from '../functions/reservations/domain-best.ts';
import { routes } from '../functions/seats/contract-map.ts';
import { documentOf, eventsOf } from '../functions/seats/domain-stream.ts';
import { bestSeats, largestGroup, planOf } from '../functions/seats/reads-best.ts';
import { createBlockReads } from '../functions/seats/reads-blocks.ts';
import { createMapReads } from '../functions/seats/reads-map.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { check } from '../functions/seats/use-cases-keep-maps.ts';
import { seatBitmap, seatMap } from '../functions/seats/use-cases-map.ts';
import { createDb } from '../functions/shared/aws.ts';
import { systemClock as clock } from '../functions/shared/clock.ts';
import { bind, httpRoutes } from '../functions/shared/http.ts';
import { log } from '../functions/shared/log.ts';
import type { Route } from '../functions/shared/route.ts';
import { eventOf, passes, type Request } from '../test/support/http-event.ts';
import { concert, date } from '../test/unit/queue/samples.ts';
import { type ChildReport, MARK, readJob } from './map-job.ts';

const HOUR_MS = 3_600_000;
const REPEATS = 20;
const ROUNDS = 300;

const { table, scheduleId, unmapped, layoutId, works } = readJob(process.argv[2]);
log.setLogLevel('ERROR');

const db = createDb();
const seats = { db, SEATS_TABLE: table, clock };
const now = clock();
const dates = [scheduleId, unmapped].map((id) => ({ ...date(id, now - 1, now + HOUR_MS), layoutId }));
const facts = concert({ concertId: passes.concertId ?? '', schedules: dates });
const catalog = {
  ...createCatalogReads({ db, CATALOG_TABLE: table, clock }),
  concert: async () => facts,
};
const maps = createMapReads(seats);
const handler = httpRoutes(
  bind(routes.map, ({ params, query, place, now }) => seatMap({ catalog, maps }, { ...params, ...query, place, now })),
  bind(routes.bitmap, ({ params, query, place, now }) =>
    seatBitmap({ catalog, maps }, { ...params, ...query, place, now }),
  ),
);

async function get(route: Route, query: Request['query'] = {}): Promise<string> {
  const headers = { 'accept-encoding': 'gzip' };
  const asked = { headers, params: { concertId: facts.concertId }, query };
  const answer = (await handler(eventOf(route, asked), {} as Context)) as { statusCode?: number; body?: string };
  if (answer.statusCode !== 200) throw new Error(`${route.path} was answered ${answer.statusCode}: ${answer.body}`);
  return answer.body ?? '';
}

/** Every page there is, by their sections. */
async function pages(id: string): Promise<void> {
  for (const { section } of (await catalog.layout(layoutId)).sections)
    await get(routes.map, { scheduleId: id, section });
}

const WORKS: Readonly<Record<(typeof works)[number], readonly (() => Promise<unknown>)[]>> = {
  pages: [() => pages(scheduleId), () => pages(scheduleId)],
  bitmap: Array.from({ length: REPEATS }, (_, i) => () => {
    return get(routes.bitmap, { scheduleId, format: i % 2 === 0 ? 'binary' : 'base64' });
  }),
  unmapped: [() => get(routes.bitmap, { scheduleId: unmapped }), () => pages(unmapped)],
  stream: Array.from({ length: ROUNDS }, (_, i) => () => round(i % 10 === 0)),
  best: Array.from({ length: ROUNDS }, (_, i) => () => pick(1 + (i % 8), Math.floor(i / 8) % 4)),
  check: [() => compare(), () => compare()],
};

let seen: string | undefined;

async function round(isNew: boolean): Promise<void> {
  const plan = planOf(await catalog.layout(layoutId));
  const given = isNew || seen === undefined ? undefined : seen;
  const look = await maps.look({ scheduleId }, plan, { now: clock(), ...(given === undefined ? {} : { seen: given }) });
  documentOf({ retryMs: 1_000, events: eventsOf(look, plan, { scheduleId, layoutId, prices: {} }, given) });
  seen = look.version;
}

async function pick(count: number, roundNo: number): Promise<void> {
  const plan = planOf(await catalog.layout(layoutId));
  const { statuses } = await maps.look({ scheduleId }, plan, { now: clock() });
  const wish = { count, adjacent: true, accessible: false, chance: 0.5 };
  if (!chooseGroup(bestSeats(plan, statuses, wish), roundNo, 0.5)) largestGroup(plan, statuses, wish);
}

async function compare(): Promise<void> {
  const tools = { store: createMapStore(seats), blocks: createBlockReads(seats), catalog, clock };
  const { sections } = await catalog.layout(layoutId);
  const open = { openSince: async () => [] };
  const ttl = Math.floor((now + HOUR_MS) / 1_000);
  await check({ ...tools, open }, { scheduleId, sections: sections.length, ttl });
}

/** The most that this process ever had. Linux counts in `maxRSS` what the parent had before, too. */
function megabytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1_024;
}

const report: ChildReport = { loadedMb: megabytes(), mostMb: 0, works: {} };
for (const work of works) {
  const times: number[] = [];
  for (const step of WORKS[work]) {
    const before = process.cpuUsage();
    await step();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  const [firstMs = 0, ...rest] = times;
  report.works[work] = { firstMs, restMs: rest.reduce((sum, ms) => sum + ms, 0) / Math.max(1, rest.length) };
}
report.mostMb = megabytes();
console.log(MARK + JSON.stringify(report));
