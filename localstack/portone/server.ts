// The stand-in for PortOne: its REST API as far as the product uses it, and pages on which a person plays their part.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { API_SECRET, SDK_PATH, STORE_ID } from './account.ts';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import { faulty } from './faults.ts';
import { identityVerifications } from './identity-verifications.ts';
import { payments } from './payments.ts';
import { play } from './play.ts';
import { playBooks } from './play-books.ts';
import { playIdentity } from './play-identity.ts';
import { playPayment } from './play-payment.ts';
import { createState, remember, reset, type State, writtenDown } from './state.ts';

const BODY_BYTES = 100_000;

/** For pages of any origin, also of those that let in only what says so. */
const SCRIPT_HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-cache',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Our store's secret, and nobody else's store. */
const authorized = createMiddleware<Env>(async (c, next) => {
  if (c.req.header('authorization') !== `PortOne ${API_SECRET}`) {
    return refuse(c, 'UNAUTHORIZED', '인증 정보가 올바르지 않습니다');
  }
  const storeId = c.req.query('storeId');
  if (storeId !== undefined && storeId !== STORE_ID) return refuse(c, 'FORBIDDEN', '요청이 거절되었습니다');
  return next();
});

const notFound = (c: Context<Env>) => refuse(c, 'NOT_FOUND', 'the stand-in has no such route');

const browserSdk = readFileSync(new URL('browser-sdk.js', import.meta.url), 'utf8');

/** Each subject of PortOne's API has a file of its own, and so has what a person plays of it. */
function createApp(state: State): Hono<Env> {
  const api = new Hono<Env>()
    .use(faulty(state.faults), authorized)
    .route('/identity-verifications', identityVerifications(state))
    .route('/payments', payments(state));
  return new Hono<Env>()
    .use(bodyLimit({ maxSize: BODY_BYTES }))
    .get('/', (c) => c.redirect(`/play/identity-verifications/${randomUUID()}`))
    .get(SDK_PATH, (c) => c.body(browserSdk, 200, SCRIPT_HEADERS))
    .route('/play', play(state))
    .route('/play/identity-verifications', playIdentity(state))
    .route('/play/payments', playBooks(state))
    .route('/play/payments', playPayment(state))
    .all('/play/*', notFound)
    .route('/', api)
    .notFound(notFound);
}

/** Where the product takes webhooks. @param apiUrl the origin that routes (`/api/v1/…`) are appended to */
export const webhookUrl = (apiUrl: string): string => `${apiUrl}/api/v1/webhooks/portone`;

export interface Portone {
  url: string;
  port: number;
  /** Says where webhooks go from now on. */
  deliverTo(url: string): void;
  close(): Promise<void>;
}

/**
 * Starts the stand-in on the loopback interface.
 * @param port 0 takes a free one
 * @param keptIn a file that holds what it knows from one start to the next; without it, it knows nothing
 */
export async function startPortone(port: number, { keptIn }: { readonly keptIn?: string } = {}): Promise<Portone> {
  const state = createState();
  if (keptIn !== undefined && existsSync(keptIn)) remember(state, readFileSync(keptIn, 'utf8'));
  const server = createAdaptorServer({ fetch: createApp(state).fetch }) as Server;
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    deliverTo(url) {
      state.webhooks.url = url;
    },
    close: () =>
      new Promise((done) => {
        if (keptIn !== undefined) keep(state, keptIn);
        reset(state);
        state.webhooks.url = undefined;
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function keep(state: State, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, writtenDown(state));
}
