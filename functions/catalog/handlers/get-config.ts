// GET /api/v1/config: what a client must know of this deployment.
import { topUpLimits } from '../../payments/reads.ts';
import { toIso } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { DEFAULT_SETTINGS, routes } from '../contract.ts';
import { MAX_SEATS } from '../contract-layout.ts';

const env = readEnv({
  STAGE: 'string',
  DIRECT_TOP_UP: 'string',
  PORTONE_STORE_ID: 'string',
  PORTONE_IDENTITY_CHANNEL: 'string',
  PORTONE_CARD_CHANNEL: 'string',
  PORTONE_SDK_URL: 'string',
  CHARGE_KRW: 'string',
  TERMS_VERSION: 'string',
  TERMS_URL: 'string',
  MINIMUM_AGE: 'number',
});

const charge = topUpLimits(env.CHARGE_KRW);
const portone = { provider: 'PORTONE' as const, storeId: env.PORTONE_STORE_ID };

export const handler = http(routes.config, async ({ now }) => ({
  stage: env.STAGE,
  now: toIso(now),
  paymentMethods: ['WALLET' as const, 'CARD' as const],
  card: { ...portone, channelKey: env.PORTONE_CARD_CHANNEL, charge },
  identity: { ...portone, channelKey: env.PORTONE_IDENTITY_CHANNEL },
  browserSdkUrl: env.PORTONE_SDK_URL,
  terms: { version: env.TERMS_VERSION, ...(env.TERMS_URL === 'none' ? {} : { url: env.TERMS_URL }) },
  minimumAge: env.MINIMUM_AGE,
  directTopUp: env.DIRECT_TOP_UP === 'on',
  defaults: DEFAULT_SETTINGS,
  limits: { seatsPerLayout: MAX_SEATS, idempotencyKeyLength: 64, bodyBytes: routes.config.maxBodyBytes },
}));
