// A sample of the saga's permutations on real tables: the same handlers and journeys as in memory, over DynamoDB's API.
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { choicesOf } from '../../support/card-processes.ts';
import { playStack, setNow, TABLES, type Tables } from '../../support/saga.ts';
import { JOURNEYS, play, redrive } from '../../support/saga-journeys.ts';
import { openSale } from '../../support/saga-sale.ts';
import { createTable, type TestTable } from '../../support/table.ts';

/** Different orders of the same journey; the same in every run, so that a failure comes again. */
const SEEDS = [1, 77_777];

const { cloud } = inject('cloud');
const made: TestTable[] = [];
let tables: Tables;
let start: number;

beforeAll(async () => {
  start = Math.ceil(Date.now() / 1000) * 1000;
  for (const _ of TABLES) made.push(await createTable(cloud));
  tables = Object.fromEntries(TABLES.map((name, i) => [name, made[i]?.name])) as Tables;
  playStack(tables);
  vi.stubEnv('AWS_ENDPOINT_URL', cloud.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', cloud.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', cloud.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const table of made) await table.drop();
});

describe.each(Object.entries(JOURNEYS))('%s, on real tables', (_, journey) => {
  it.each(SEEDS)('ends in the same state in order %i, also after all of its messages came again', async (seed) => {
    const db = (made[0] as TestTable).db;
    setNow(start);
    const sale = await openSale(db, tables, journey.settings);
    await play({ db, tables, sale }, journey, choicesOf(seed));
    expect(await sale.state()).toEqual(journey.ends);
    expect(await redrive({ db, tables, sale })).toEqual([]);
    expect(await sale.state()).toEqual(journey.ends);
  });
});
