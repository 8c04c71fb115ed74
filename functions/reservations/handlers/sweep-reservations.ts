// Each minute: journeys that stand still are brought on, and the rest is counted.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createOpenReads } from '../../catalog/reads-open.ts';
import { createLineReads } from '../../queue/reads.ts';
import { createHolderReads } from '../../seats/reads-holders.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb } from '../../shared/aws.ts';
import { createPublish } from '../../shared/bus.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { createTellAgain } from '../outbox.ts';
import { createSweepReads } from '../reads-sweep.ts';
import { createReservationStore } from '../store.ts';
import { sweep } from '../use-cases-sweep.ts';

const TOLD = { CONFIRM_QUEUE_URL: 'string', SETTLE_QUEUE_URL: 'string', BUS_NAME: 'string' } as const;
const env = readEnv({
  RESERVATIONS_TABLE: 'string',
  SEATS_TABLE: 'string',
  CATALOG_TABLE: 'string',
  QUEUE_TABLE: 'string',
  ...TOLD,
});
const table = { db: createDb(), ...env };
const tools = {
  open: createOpenReads(table),
  catalog: createCatalogReads({ ...table, clock }),
  holders: createHolderReads(table),
  line: createLineReads(table),
  kept: createSweepReads(table),
  store: createReservationStore(table),
  seats: createSeatWrites(table),
  confirmAgain: createSender(env.CONFIRM_QUEUE_URL),
  inquire: createSender(env.SETTLE_QUEUE_URL),
  tellAgain: createTellAgain(createPublish(env)),
  final: new Map<string, number>(),
};

export const handler = () => sweep(tools, clock());
