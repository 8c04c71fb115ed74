// Each minute: sets the ticks of every open sale going again, whatever happened to them.
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { log } from '../../shared/log.ts';
import { createSender } from '../../shared/sqs.ts';
import { createLineStore } from '../store.ts';
import { startTicks } from '../use-cases-admit.ts';

const env = readEnv({ QUEUE_TABLE: 'string', CATALOG_TABLE: 'string', TICK_QUEUE_URL: 'string' });
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
};

export const handler = async (): Promise<void> => {
  log.info('ticks started', await startTicks(line, systemClock()));
};
