// The authorizer of an admitted buyer's routes; never cached, as a place may end at any moment.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createKeyReads } from '../../auth/reads.ts';
import { createPlaceReads } from '../../queue/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { admitted } from '../use-cases.ts';

const env = readEnv({ AUTH_TABLE: 'string', QUEUE_TABLE: 'string' });
const db = createDb();
const { findKey } = createKeyReads({ db, ...env });
const places = createPlaceReads({ db, ...env });

export const handler = async ({ headers = {}, routeKey }: APIGatewayRequestAuthorizerEventV2) => ({
  isAuthorized: true,
  context: await admitted(
    { findKey, places, now: systemClock() },
    { authorization: headers.authorization, queueToken: headers['x-queue-token'], routeKey },
  ),
});
