// The operators' routes of dead letters: list them, look at them, send them back.
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { adminRoutes as routes } from '../contract.ts';
import { deadQueuesOf } from '../domain.ts';
import { createLogGateway } from '../gateway-logs.ts';
import { createQueueGateway } from '../gateway-queues.ts';
import { listDeadLetters, lookAtMessages, redrive } from '../use-cases-dead-letters.ts';

const env = readEnv({ STAGE: 'string', DEAD_LETTERS: 'string' });
const tools = {
  clock: systemClock,
  dead: deadQueuesOf(env.DEAD_LETTERS),
  queues: createQueueGateway(env),
  logs: createLogGateway(env),
};

export const handler = httpRoutes(
  bind(routes.deadLetters, () => listDeadLetters(tools)),
  bind(routes.deadMessages, ({ params, query }) => lookAtMessages(tools, { ...params, ...query })),
  bind(routes.redrive, ({ params, body, now }) => redrive(tools, { ...params, ...body, now })),
);
