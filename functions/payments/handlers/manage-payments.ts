// The operator's routes of card payments: few calls, so one function for all of them.
import { createDb } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { adminRoutes } from '../contract-card.ts';
import { createPaymentStore } from '../store.ts';
import { closeRefund, listReports, listTasks, retryRefund } from '../use-cases-tasks.ts';

const env = readEnv({ PAYMENTS_TABLE: 'string', SETTLE_QUEUE_URL: 'string' });
const store = createPaymentStore({ db: createDb(), ...env });
const settleLater = createSender(env.SETTLE_QUEUE_URL);

export const handler = httpRoutes(
  bind(adminRoutes.tasks, () => listTasks(store)),
  bind(adminRoutes.retry, ({ params }) => retryRefund({ store, settleLater, clock }, params)),
  bind(adminRoutes.close, ({ buyer: { userId }, params: { paymentId }, body, cause }) =>
    closeRefund({ store, clock }, { ...body, userId, paymentId, cause }),
  ),
  bind(adminRoutes.reports, ({ query }) => listReports(store, query)),
);
