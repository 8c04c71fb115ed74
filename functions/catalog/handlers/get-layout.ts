// GET /api/v1/layouts/{layoutId}: a layout with where each seat stands.
import { createDb } from '../../shared/aws.ts';
import { cached } from '../../shared/cache.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { Reply } from '../../shared/reply.ts';
import { routes } from '../contract-layout.ts';
import { readLayout } from '../reads-layout.ts';
import { drawnLayout } from '../use-cases-layout.ts';

const table = { db: createDb(), ...readEnv({ CATALOG_TABLE: 'string' }) };
const layout = cached((layoutId) => readLayout(table, layoutId), {
  clock: systemClock,
  forMs: Number.POSITIVE_INFINITY,
  most: 20,
});

export const handler = http(
  routes.getLayout,
  async ({ params }) => new Reply(await drawnLayout({ layout }, params.layoutId), { etag: params.layoutId }),
);
