// On ReservationCompleted: the buyer's place in line ends, and goes to the next person.
import { createConcertReads } from '../../catalog/reads.ts';
import { events } from '../../reservations/contract.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { createLineStore } from '../store.ts';
import { endPlace } from '../use-cases-purchase.ts';

const env = readEnv({
  QUEUE_TABLE: 'string',
  CATALOG_TABLE: 'string',
  RESERVATIONS_TABLE: 'string',
  TICK_QUEUE_URL: 'string',
});
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = {
  store: createLineStore(tools),
  catalog: createConcertReads(tools),
  reservations: createReservationReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
};

export const handler = consumer(events.ReservationCompleted, ({ data, now }) => endPlace(line, data, now));
