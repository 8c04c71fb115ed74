// GET /api/v1/concerts/{concertId}/seats and …/bitmap: the live map of a date.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { routes } from '../contract-map.ts';
import { createMapReads } from '../reads-map.ts';
import { seatBitmap, seatMap } from '../use-cases-map.ts';

const given = { ...readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string' }), db: createDb(), clock };
const tools = { catalog: createCatalogReads(given), maps: createMapReads(given) };

export const handler = httpRoutes(
  bind(routes.map, ({ params, query, place, now }) => seatMap(tools, { ...params, ...query, place, now })),
  bind(routes.bitmap, ({ params, query, place, now }) => seatBitmap(tools, { ...params, ...query, place, now })),
);
