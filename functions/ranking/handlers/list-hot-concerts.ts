// GET /api/v1/rankings/concerts: the concerts that sell fastest.
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { cached } from '../../shared/cache.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createRankingReads } from '../reads.ts';
import { hotConcerts } from '../use-cases.ts';

/** The longest list that may be asked for, and the one that is. */
const MOST = 100;
const USUAL = 10;

const tools = { db: createDb(), clock, ...readEnv({ RANKING_TABLE: 'string', CATALOG_TABLE: 'string' }) };
const found = { reads: createRankingReads(tools), catalog: createConcertReads(tools) };
const read = cached(() => hotConcerts(found, { limit: MOST, now: clock() }), { clock, forMs: 10_000, most: 1 });

export const handler = http(routes.hotConcerts, async ({ query: { limit = USUAL } }) => {
  const { asOf, concerts } = (await read('hottest')) ?? { asOf: '', concerts: [] };
  return { asOf, concerts: concerts.slice(0, limit) };
});
