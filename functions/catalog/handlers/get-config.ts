// GET /api/v1/config: what a client must know of this deployment.
import { toIso } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { DEFAULT_SETTINGS, MAX_SEATS, routes } from '../contract.ts';

const { STAGE, DIRECT_TOP_UP } = readEnv({ STAGE: 'string', DIRECT_TOP_UP: 'string' });

export const handler = http(routes.config, async ({ now }) => ({
  stage: STAGE,
  now: toIso(now),
  paymentMethods: ['WALLET' as const],
  directTopUp: DIRECT_TOP_UP === 'on',
  defaults: DEFAULT_SETTINGS,
  limits: { seatsPerLayout: MAX_SEATS, idempotencyKeyLength: 64, bodyBytes: routes.config.maxBodyBytes },
}));
