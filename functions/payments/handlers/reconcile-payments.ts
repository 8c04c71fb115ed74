// Every five minutes: payments that are not settled are looked at again.
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { createPaymentStore } from '../store.ts';
import { reconcile } from '../use-cases-reconcile.ts';

const env = readEnv({ PAYMENTS_TABLE: 'string', SETTLE_QUEUE_URL: 'string' });
const tools = {
  store: createPaymentStore({ db: createDb(), ...env }),
  settleLater: createSender(env.SETTLE_QUEUE_URL),
};

export const handler = () => reconcile(tools, systemClock());
