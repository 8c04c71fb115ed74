// POST /api/v1/queue/token: joins a concert's line, or tells the place already had.
import { createTokenSigner } from '../../auth/writes.ts';
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb, secretReader } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { routes } from '../contract.ts';
import { createLineStore } from '../store.ts';
import { join } from '../use-cases.ts';
import { paced } from '../use-cases-look.ts';

const env = readEnv({
  QUEUE_TABLE: 'string',
  CATALOG_TABLE: 'string',
  AUTH_TABLE: 'string',
  SIGNING_SECRET: 'string',
  TICK_QUEUE_URL: 'string',
});
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
  signer: createTokenSigner({ ...tools, readSecret: secretReader(env.SIGNING_SECRET) }),
};

export const handler = http(routes.join, async ({ buyer, body, now }) =>
  paced(await join(line, { buyer, concertId: body.concertId, userId: body.userId, now })),
);
