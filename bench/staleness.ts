// How old the live map is on a deployed stack: from a change's commit to a viewer with a browser's EventSource.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { layoutStore } from '../functions/catalog/store-layout.ts';
import { routes as seats } from '../functions/seats/contract-map.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { apiPathUrl, type Cloud, clientConfig } from '../localstack/cloud.ts';
import { bootstrap, deploy, readDeployed } from '../localstack/deploy.ts';
import { startPortone } from '../localstack/portone/server.ts';
import { invoke } from '../scripts/invoke.ts';
import { logsDir } from '../scripts/setup.mjs';
import { createPeople } from '../test/support/people.ts';
import { withCloud } from './cloud.ts';
import { HALL, PLAN } from './map-hall.ts';
import { changeSeats, type Date50k, type Lags, readLags } from './staleness-changes.ts';
import { type Viewer, watchDate } from './staleness-viewers.ts';
import { round, table } from './table.ts';

const STAGE = 'local';
const VIEWERS = 5;
const WARM_UP_SECONDS = 5;
const SECONDS = 20;
/** What is not there by then never comes. */
const PATIENCE_SECONDS = 10;
const NEVER = Number.POSITIVE_INFINITY;
const AIM = { p50: 1_000, p99: 2_000 };

export async function staleness(): Promise<string> {
  const portone = await startPortone(0);
  return withCloud(async (cloud, dir) => {
    const logFile = join(logsDir, 'bench-deploy.log');
    const options = { cloud, stage: STAGE, portoneUrl: portone.url, dir, logFile };
    await bootstrap(options);
    await deploy(options);
    return measure(cloud, portone.url);
  }).finally(portone.close);
}

async function measure(cloud: Cloud, portoneUrl: string): Promise<string> {
  const client = new DynamoDBClient(clientConfig(cloud));
  const viewers: Viewer[] = [];
  try {
    const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    const { date, urls } = await makeDate(cloud, portoneUrl, db);
    for (const url of urls) viewers.push(watchDate(url, PLAN.indexOf));
    await Promise.all(viewers.map(({ opened }) => opened));
    await changeSeats(date, { seconds: WARM_UP_SECONDS, from: 0 });
    const changes = await changeSeats(date, { seconds: SECONDS, from: PLAN.seats.length / 2 });
    await untilSeen(viewers, [...changes.keys()]);
    return reportOf({ viewers, changes, lags: await readLags(date, changes) });
  } finally {
    for (const viewer of viewers) viewer.close();
    client.destroy();
  }
}

/** A date of 50,000 seats with its map, and where its viewers listen. */
async function makeDate(cloud: Cloud, portoneUrl: string, db: DynamoDBDocumentClient) {
  const deployed = await readDeployed(cloud, STAGE);
  const { stackName, apiId, tables } = deployed;
  const apiUrl = apiPathUrl(cloud, apiId);
  const known = { ...deployed, cloud, apiUrl, shopUrl: apiUrl, portoneUrl, functionPrefix: `${stackName}-` };
  const people = createPeople(known);
  const catalog = layoutStore({ db, CATALOG_TABLE: tables.CatalogTable ?? '' });
  const layout = await catalog.putLayout({ ...HALL, seats: PLAN.seats.length, createdAt: Date.now() });
  if (layout === 'too-large') throw new Error('the hall does not fit an item');
  const settings = { leaseSeconds: 600, ratePerSecond: 100 };
  const prices = { VIP: 165_000, STANDARD: 121_000 };
  const { layoutId } = layout;
  const sale = await people.concert(await people.operator(), settings, undefined, { layoutId, prices });
  const date: Date50k = { db, SEATS_TABLE: tables.SeatsTable ?? '', scheduleId: sale.scheduleId };
  const lambda = new LambdaClient(clientConfig(cloud));
  await invoke(lambda, `${stackName}-seats-keep-maps`, {});
  lambda.destroy();
  const { isKept } = await createMapStore(date).head(sale.scheduleId, Date.now());
  if (!isKept) throw new Error('nobody keeps the map of the date');
  const urls: string[] = [];
  for (let i = 0; i < VIEWERS; i++) {
    const { accessToken, ...person } = await people.buyer();
    const queueToken = await people.admitted({ accessToken, ...person }, sale.concertId);
    const asked = { accessToken, queueToken, params: { concertId: sale.concertId }, body: {} };
    urls.push(apiUrl + (await people.client.call(seats.streamTicket, asked)).url);
  }
  return { date, urls };
}

async function untilSeen(viewers: readonly Viewer[], indexes: readonly number[]): Promise<void> {
  const until = Date.now() + PATIENCE_SECONDS * 1_000;
  const isSeen = () => viewers.every(({ held }) => indexes.every((index) => held.has(index)));
  while (!isSeen() && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
}

interface Measured {
  readonly viewers: readonly Viewer[];
  /** By index of the seat: when its hold was committed. */
  readonly changes: ReadonlyMap<number, number>;
  readonly lags: Lags;
}

function reportOf({ viewers, changes, lags }: Measured): string {
  const told = [...changes].flatMap(([index, at]) => viewers.map(({ held }) => ({ index, at, ...held.get(index) })));
  const deltaAt = (index: number) => lags.writtenAt.get(index) ?? NEVER;
  const all = told.map(({ at, seenAt = NEVER }) => seenAt - at);
  const parts = {
    'from its commit to the viewer': all,
    '– from its commit to its delta': [...changes].map(([index, at]) => deltaAt(index) - at),
    '– from its delta to the request that brings it': told.map(
      ({ index, askedAt = NEVER }) => askedAt - deltaAt(index),
    ),
    '– that request': told.map(({ askedAt = NEVER, seenAt = NEVER }) => seenAt - askedAt),
  };
  const rows = Object.entries(parts).map(([what, ms]) => [
    what,
    ms.length,
    ...[0.5, 0.95, 0.99, 1].map((q) => at(ms, q)),
  ]);
  const [p50, p99] = [at(all, 0.5), at(all, 0.99)];
  const lost = all.filter((ms) => ms === NEVER).length;
  const isMet = p50 <= AIM.p50 && p99 <= AIM.p99 && lost === 0;
  const written = [...changes.values()];
  const perSecond = round(changes.size / ((Math.max(...written) - Math.min(...written)) / 1_000), 0);
  return [
    `${changes.size} holds of one seat each, ${perSecond} a second, of ${PLAN.seats.length}, in ${lags.deltas} deltas, and ${viewers.length} viewers of the stream, each with an EventSource that comes back a second after each answer. Milliseconds:`,
    table(['what', 'times', 'p50', 'p95', 'p99', 'most'], rows),
    `Aim: p50 <= ${AIM.p50}, p99 <= ${AIM.p99}, and nothing is missing: ${lost} are. ${isMet ? 'Met' : 'MISSED'}.`,
  ].join('\n\n');
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN, 0);
}
