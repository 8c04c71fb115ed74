// Each minute: a pulse into every table whose stream the relay reads.
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createPulseStore } from '../store.ts';
import { sendPulses } from '../use-cases.ts';

const tables = readEnv({
  RESERVATIONS_TABLE: 'string',
  WALLET_TABLE: 'string',
  SEATS_TABLE: 'string',
  EXTERNAL_DATA_TABLE: 'string',
  PAYMENTS_TABLE: 'string',
});
const store = createPulseStore(createDb());

export const handler = (): Promise<void> => sendPulses(store, Object.values(tables), systemClock());
