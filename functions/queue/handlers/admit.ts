// Works on ticks: admits whom rate and capacity allow, and keeps the ticks coming.
import * as z from 'zod/mini';
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { worker } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { log } from '../../shared/log.ts';
import { createSender } from '../../shared/sqs.ts';
import { createLineStore } from '../store.ts';
import { admit, ensureTicks } from '../use-cases-admit.ts';

const env = readEnv({
  QUEUE_TABLE: 'string',
  CATALOG_TABLE: 'string',
  TICK_QUEUE_URL: 'string',
  OVERLOAD_PERCENT: 'number',
});
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
  mostFailed: env.OVERLOAD_PERCENT / 100,
};

/** `at`: when the tick was due, epoch milliseconds; a late one does what is due now. */
const tick = z.object({ concertId: z.string(), at: z.number() });

export const handler = worker(tick, async ({ concertId, at }, now) => {
  const admission = await admit(line, concertId, now);
  if (admission) log.info('admission', { ...admission });
  await ensureTicks(line, concertId, now, { dueAt: at, ranAt: now });
});
