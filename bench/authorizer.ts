// Time of the authorizer of signed-in routes: its handler as deployed, on a table that answers at once.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { ACCESS_TOKEN, ACCESS_TOKEN_SECONDS } from '../functions/auth/domain.ts';
import { firstKey } from '../functions/auth/domain-keys.ts';
import { deriveSigningKey, type SigningKey, signToken } from '../functions/shared/jwt.ts';
import { percentile } from '../scripts/onsale/stats.ts';
import { round, table } from './table.ts';

const WARM_UP = 2_000;
const CALLS = 20_000;
const TOKENS = 200;

type Handler = typeof import('../functions/gate/handlers/signed-in.ts').handler;

export async function authorizer(): Promise<string> {
  const key = await deriveSigningKey('a secret of the bench, which nobody else has any use for');
  const { reads, close } = await startTable(key);
  const events = await Promise.all(Array.from({ length: TOKENS }, (_, i) => eventOf(key, `user-${i}`)));
  try {
    // Only now: it reads its environment when it is loaded.
    const { handler } = await import('../functions/gate/handlers/signed-in.ts');
    const [firstMs = 0, ...warmMs] = await timesOf(handler, events);
    const warm = warmMs.slice(WARM_UP);
    if (reads() !== 1) throw new Error(`the keys were read ${reads()} times, so the cache was not warm`);
    const rows: [string, number, number, number][] = [
      ['first call: reads the keys', 1, round(firstMs * 1_000, 0), round(firstMs * 1_000, 0)],
      ['warm', warm.length, round(percentile(warm, 50) * 1_000, 0), round(percentile(warm, 99) * 1_000, 0)],
    ];
    const what = `Microseconds of one call of the handler, in turns with ${TOKENS} access tokens, after ${WARM_UP} to warm up. The table is a stub on this machine that was asked for the keys once; loading the code is in neither`;
    return `${what}:\n\n${table(['', 'calls', 'p50 µs', 'p99 µs'], rows)}`;
  } finally {
    close();
  }
}

/** A DynamoDB that has one key, and counts how often it is asked; the handler's environment leads there. */
async function startTable({ kid, publicJwk }: SigningKey) {
  const Items = [marshall({ jwk: publicJwk, ...firstKey(kid, Date.now()) }, { removeUndefinedValues: true })];
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify({ Items, Count: 1, ScannedCount: 1 }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const { env } = process;
  process.env = {
    ...env,
    AUTH_TABLE: 'accounts',
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  };
  const close = () => {
    process.env = env;
    server.closeAllConnections();
    server.close();
  };
  return { reads: () => asked, close };
}

async function eventOf(key: SigningKey, userId: string): Promise<APIGatewayRequestAuthorizerEventV2> {
  const now = Date.now();
  const token = await signToken(key, {
    ...ACCESS_TOKEN,
    claims: { sub: userId, personId: userId, role: 'buyer', sid: 'session', jti: userId },
    issuedAt: now,
    expiresAt: now + ACCESS_TOKEN_SECONDS * 1_000,
  });
  return { headers: { authorization: `Bearer ${token}` } } as unknown as APIGatewayRequestAuthorizerEventV2;
}

/** Milliseconds of each call, the first one first. */
async function timesOf(handler: Handler, events: readonly APIGatewayRequestAuthorizerEventV2[]): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i <= WARM_UP + CALLS; i++) {
    const event = events[i % events.length] as APIGatewayRequestAuthorizerEventV2;
    const before = performance.now();
    const { context } = await handler(event);
    times.push(performance.now() - before);
    if (context.userId === undefined) throw new Error(`a good token was refused: ${context.refusal}`);
  }
  return times;
}
