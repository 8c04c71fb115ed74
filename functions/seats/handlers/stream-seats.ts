// GET /api/v1/concerts/{concertId}/seats/stream: what is new of a date, as one document of server-sent events.
import { createKeyReads } from '../../auth/reads.ts';
import { createCatalogReads } from '../../catalog/reads.ts';
import { createRecentPlaces } from '../../queue/reads-recent.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { Reply } from '../../shared/reply.ts';
import { routes } from '../contract-map.ts';
import { createMapReads } from '../reads-map.ts';
import { streamDocument } from '../use-cases-stream.ts';

const env = readEnv({ AUTH_TABLE: 'string', QUEUE_TABLE: 'string', CATALOG_TABLE: 'string', SEATS_TABLE: 'string' });
const given = { ...env, db: createDb(), clock: systemClock };
const tools = {
  ...createKeyReads(given),
  places: createRecentPlaces(given),
  catalog: createCatalogReads(given),
  maps: createMapReads(given),
  clock: systemClock,
};

export const handler = http(routes.stream, async ({ params, query, caller }) => {
  const content = await streamDocument(tools, { ...params, ...query, lastEventId: caller.lastEventId });
  return new Reply('', content === undefined ? { status: 204 } : { raw: { type: 'text/event-stream', content } });
});
