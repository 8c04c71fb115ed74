// The authorizer of a signed-in user's routes; its answer may be reused for the same token for a minute.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createKeyReads } from '../../auth/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { signedIn } from '../use-cases.ts';

const { findKey } = createKeyReads({ db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) });

export const handler = async (event: APIGatewayRequestAuthorizerEventV2) => ({
  isAuthorized: true,
  context: await signedIn({ findKey, now: systemClock() }, event.headers?.authorization),
});
