// DELETE /api/v1/queue/token: leaves the line; the place goes to the next person.
import { createKeyReads } from '../../auth/reads.ts';
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { routes } from '../contract.ts';
import { verifyQueueToken } from '../reads.ts';
import { createLineStore } from '../store.ts';
import { leave, type ReadToken } from '../use-cases.ts';

const env = readEnv({ QUEUE_TABLE: 'string', CATALOG_TABLE: 'string', AUTH_TABLE: 'string', TICK_QUEUE_URL: 'string' });
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const { findKey } = createKeyReads(tools);
const readToken: ReadToken = (token, now) => verifyQueueToken(token, { findKey, now });
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
  readToken,
};

export const handler = http(routes.leave, async ({ buyer, queueToken, now }) => {
  await leave(line, { buyer, queueToken, now });
  return {};
});
