// Each day, and when asked for a day: sees whether our payments are the gateway's.
import * as z from 'zod/mini';
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { createCardGateway } from '../gateway-portone.ts';
import { createPaymentStore } from '../store.ts';
import { report } from '../use-cases-report.ts';

const env = readEnv({
  PAYMENTS_TABLE: 'string',
  SETTLE_QUEUE_URL: 'string',
  PORTONE_URL: 'string',
  PORTONE_STORE_ID: 'string',
  PORTONE_SECRET: 'string',
  PORTONE_LIVE: 'string',
});
const tools = {
  store: createPaymentStore({ db: createDb(), ...env }),
  gateway: createCardGateway({
    ...env,
    PORTONE_LIVE: env.PORTONE_LIVE === 'on',
    readSecret: secretReader(env.PORTONE_SECRET),
  }),
  settleLater: createSender(env.SETTLE_QUEUE_URL),
  clock,
};

/** The timer's own event names no day. */
const asked = z.object({ date: z.optional(z.iso.date()) });

export const handler = (event: unknown) => report(tools, { ...z.parse(asked, event ?? {}), startedAt: clock() });
