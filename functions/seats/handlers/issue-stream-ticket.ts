// POST /api/v1/concerts/{concertId}/seats/stream-ticket: a ticket to follow a date's map. Apart from the map, which need
// not know the key that tokens are signed with.
import { createTokenSigner } from '../../auth/writes.ts';
import { createConcertReads } from '../../catalog/reads.ts';
import { createPlaceReads } from '../../queue/reads.ts';
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-map.ts';
import { streamTicket } from '../use-cases-stream.ts';

const TABLES = { CATALOG_TABLE: 'string', QUEUE_TABLE: 'string', AUTH_TABLE: 'string' } as const;
const env = readEnv({ ...TABLES, SIGNING_SECRET: 'string' });
const given = { ...env, db: createDb(), clock };
const tools = {
  catalog: createConcertReads(given),
  places: createPlaceReads(given),
  signer: createTokenSigner({ ...given, readSecret: secretReader(env.SIGNING_SECRET) }),
};

export const handler = http(routes.streamTicket, ({ params, body, buyer, place, now }) =>
  streamTicket(tools, { ...params, ...body, buyer, place, now }),
);
