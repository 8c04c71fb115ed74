// GET /api/v1/admin/concerts/{concertId}/queue: a sale's line, for operators.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createDb, createOnceDb } from '../../shared/aws.ts';
import { systemClock, toIso } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { adminRoutes } from '../contract.ts';
import { createLineStore } from '../store.ts';
import { saleState } from '../use-cases-admit.ts';

const env = readEnv({ QUEUE_TABLE: 'string', CATALOG_TABLE: 'string' });
const tools = { ...env, db: createDb(), onceDb: createOnceDb(), clock: systemClock };
const line = { store: createLineStore(tools), catalog: createCatalogReads(tools) };

export const handler = http(adminRoutes.saleState, async ({ params, now }) => {
  const { concertId, phase, state, joined, active } = await saleState(line, params.concertId, now);
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, watermark, version } = state;
  return {
    concertId,
    phase,
    capacity,
    ratePerSecond,
    leaseSeconds,
    claimSeconds,
    joined,
    watermark,
    waiting: joined - watermark,
    active,
    ...(state.measuredPerSecond === undefined ? {} : { measuredRatePerSecond: state.measuredPerSecond }),
    ...(watermark === 0 ? {} : { lastAdmitAt: toIso(state.lastAdmitAt) }),
    version,
  };
});
