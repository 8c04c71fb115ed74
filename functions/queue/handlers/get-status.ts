// GET /api/v1/queue/status: the place in line; the first call after admission claims it.
import { createKeyReads } from '../../auth/reads.ts';
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { verifyQueueToken } from '../reads.ts';
import { createLineStore } from '../store.ts';
import { createPollMemory } from '../store-polls.ts';
import { type ReadToken, status } from '../use-cases.ts';
import { paced } from '../use-cases-look.ts';

const env = readEnv({ QUEUE_TABLE: 'string', CATALOG_TABLE: 'string', AUTH_TABLE: 'string' });
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const { findKey } = createKeyReads(tools);
const readToken: ReadToken = (token, now) => verifyQueueToken(token, { findKey, now });
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  readToken,
  polls: createPollMemory(),
};

export const handler = http(routes.status, async ({ buyer, queueToken, now }) =>
  paced(await status(line, { buyer, queueToken, now })),
);
