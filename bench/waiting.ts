// What waiting costs: store operations while thousands poll, on both routes that those who wait can ask.
import { log } from '../functions/shared/log.ts';
import { createTable } from '../test/support/table.ts';
import { withCloud } from './cloud.ts';
import { createMeter, type Meter } from './meter.ts';
import { openShop, type Shop } from './shop.ts';
import { round, table } from './table.ts';

const POLLS = 10_000;
const PEOPLE = 500;
const INSTANCES = 4;
/** A pace at which nobody of these people gets to the front. */
const RATE = 0.001;

const ROUTES = {
  status: 'GET /queue/status',
  look: 'GET /concerts/{concertId}/queue',
} as const;

export async function waiting(): Promise<string> {
  log.setLogLevel('WARN');
  const rows = await withCloud(async (cloud) => {
    const own = await createTable(cloud);
    const rows: (string | number)[][] = [];
    for (const route of ['status', 'look'] as const) {
      const meter = createMeter(own.db);
      const shop = await openShop({ db: meter.db, table: own.name, ratePerSecond: RATE });
      rows.push([ROUTES[route], ...(await poll(meter, shop, route))]);
    }
    return rows;
  });
  return table(
    ['route', 'polls', 'instances', 'seconds', 'instances x seconds', 'store operations', 'for each poll'],
    rows,
  );
}

/** People ask again when they were told to, each time another instance. */
async function poll(meter: Meter, shop: Shop, route: 'status' | 'look'): Promise<number[]> {
  const people = Array.from({ length: PEOPLE }, (_, i) => ({
    name: `waiter-${shop.concertId}-${i}`,
    token: '',
    at: 0,
  }));
  for (const person of people) person.token = (await shop.join(person.name)).token;
  const instances = Array.from({ length: INSTANCES }, () => shop.instance());
  const begunAt = shop.time.now;
  for (const [i, person] of people.entries()) person.at = begunAt + (i * 30_000) / PEOPLE;
  for (let asked = 0; asked < POLLS; asked++) {
    const next = people.reduce((first, person) => (person.at < first.at ? person : first));
    shop.time.now = next.at;
    const instance = instances[asked % INSTANCES];
    if (!instance) throw new Error('there is no such instance');
    const told = await meter.during(route, async () =>
      route === 'status' ? instance.status(next.name, next.token) : instance.look(),
    );
    const { pollAfterSeconds } = { pollAfterSeconds: 1, ...told };
    next.at += pollAfterSeconds * 1_000;
  }
  const seconds = (shop.time.now - begunAt) / 1_000;
  const operations = meter.readings().get(route)?.roundTrips ?? 0;
  return [POLLS, INSTANCES, round(seconds), round(seconds * INSTANCES), operations, round(operations / POLLS, 4)];
}
