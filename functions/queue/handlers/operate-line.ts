// The operator's routes of a line: few calls, so one function for all of them.
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { adminRoutes } from '../contract-admin.ts';
import { ceilingsOf, orderOf } from '../domain-controls.ts';
import { createLineStore } from '../store.ts';
import { createOrderStore } from '../store-orders.ts';
import { lineForOperators } from '../use-cases-look.ts';
import { auditOf, operate } from '../use-cases-operate.ts';

const env = readEnv({
  QUEUE_TABLE: 'string',
  CATALOG_TABLE: 'string',
  TICK_QUEUE_URL: 'string',
  LINE_CEILINGS: 'string',
});
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = {
  store: createLineStore(tools),
  orders: createOrderStore(tools),
  catalog: createConcertReads(tools),
  sendTicks: createSender(env.TICK_QUEUE_URL),
  ceilings: ceilingsOf(env.LINE_CEILINGS),
};

export const handler = httpRoutes(
  bind(adminRoutes.saleState, ({ params, now }) => lineForOperators(line, params.concertId, now)),
  bind(adminRoutes.changeLine, ({ params, body: { reason, confirm, ...set }, buyer, now }) =>
    operate(line, { ...params, order: { kind: 'set', ...set }, said: { reason, confirm }, buyer, now }),
  ),
  bind(adminRoutes.steerLine, ({ params, body: { reason, confirm, ...asked }, buyer, now }) =>
    operate(line, { ...params, order: orderOf(asked), said: { reason, confirm }, buyer, now }),
  ),
  bind(adminRoutes.lineAudit, ({ params, query }) => auditOf(line, { ...params, ...query })),
);
