// GET /api/v1/concerts/{concertId}/queue: a sale's line for everybody, and for caches in front of us.
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-line.ts';
import { createLineStore } from '../store.ts';
import { lineForAll } from '../use-cases-look.ts';

const env = readEnv({ QUEUE_TABLE: 'string', CATALOG_TABLE: 'string' });
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = { store: createLineStore(tools), catalog: createConcertReads(tools) };

export const handler = http(routes.line, ({ params, now }) => lineForAll(line, params.concertId, now));
