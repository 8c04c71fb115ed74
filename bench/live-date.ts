// A deployed stack of the bench's own, with a date of 50,000 seats on sale whose map is kept and followed.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { layoutStore } from '../functions/catalog/store-layout.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { apiPathUrl, type Cloud, clientConfig } from '../localstack/cloud.ts';
import { bootstrap, deploy, readDeployed } from '../localstack/deploy.ts';
import { startPortone } from '../localstack/portone/server.ts';
import { invoke } from '../scripts/invoke.ts';
import { logsDir } from '../scripts/setup.mjs';
import { createPeople, type OnSale } from '../test/support/people.ts';
import { withCloud } from './cloud.ts';
import { HALL, PLAN } from './map-hall.ts';
import type { Date50k } from './staleness-changes.ts';

const STAGE = 'local';

export interface LiveDate {
  readonly sale: OnSale;
  readonly date: Date50k;
  readonly people: ReturnType<typeof createPeople>;
  /** The origin that routes (`/api/v1/…`) are appended to. */
  readonly apiUrl: string;
  readonly portoneUrl: string;
}

/** Deploys, makes the date, works with it, and leaves nothing behind. */
export async function withLiveDate<T>(work: (live: LiveDate) => Promise<T>): Promise<T> {
  const portone = await startPortone(0);
  return withCloud(async (cloud, dir) => {
    const logFile = join(logsDir, 'bench-deploy.log');
    const options = { cloud, stage: STAGE, portoneUrl: portone.url, dir, logFile };
    await bootstrap(options);
    await deploy(options);
    const client = new DynamoDBClient(clientConfig(cloud));
    try {
      const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
      return await work(await makeDate(cloud, portone.url, db));
    } finally {
      client.destroy();
    }
  }).finally(portone.close);
}

async function makeDate(cloud: Cloud, portoneUrl: string, db: DynamoDBDocumentClient): Promise<LiveDate> {
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
  return { sale, date, people, apiUrl, portoneUrl };
}
