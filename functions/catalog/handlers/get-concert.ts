// GET /api/v1/concerts/{concertId}: one concert.
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createConcertReads } from '../reads.ts';
import { concertView, findConcert } from '../use-cases.ts';

const reads = createConcertReads({ db: createDb(), clock: systemClock, ...readEnv({ CATALOG_TABLE: 'string' }) });

export const handler = http(routes.getConcert, async ({ params }) =>
  concertView(await findConcert(reads, params.concertId)),
);
