// GET /api/v1/.well-known/jwks.json: the public keys that tokens are signed with.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createKeyReads } from '../reads.ts';

const reads = createKeyReads({ db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) });

export const handler = http(routes.keys, async () => {
  const keys = await reads.keys();
  return { keys: keys.map((jwk) => ({ ...jwk, kid: String(jwk.kid) })) };
});
