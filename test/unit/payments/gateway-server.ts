// A small server that speaks PortOne's REST API for the tests of the gateway, on good days and on bad ones.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, vi } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { createCardGateway } from '../../../functions/payments/gateway-portone.ts';
import type { ReadSecret } from '../../../functions/shared/aws.ts';

let server: Server | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  const open = server;
  server = undefined;
  open?.closeAllConnections();
  if (open) await new Promise((done) => open.close(done));
});

export async function gatewayTo(
  listener: RequestListener,
  how: { giveUpAfterMs?: number; readSecret?: ReadSecret; live?: boolean } = {},
) {
  server = createServer(listener);
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const { giveUpAfterMs = 3_000, readSecret = async () => 's3', live = true } = how;
  const given = { PORTONE_URL: `http://127.0.0.1:${port}`, PORTONE_STORE_ID: 'store-1', PORTONE_LIVE: live };
  return createCardGateway({ ...given, readSecret, giveUpAfterMs });
}

/** PortOne has closed its door. */
export async function gatewayToNobody() {
  const gateway = await gatewayTo(() => {});
  const closed = server;
  server = undefined;
  if (closed) await new Promise((done) => closed.close(done));
  return gateway;
}

export const answering =
  (status: number, body: unknown): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

/** Answers so, and keeps what was asked. */
export function keeping(asked: unknown[], listener: RequestListener): RequestListener {
  return async (request, response) => {
    asked.push([request.method, request.url, request.headers.authorization, await bodyOf(request)]);
    listener(request, response);
  };
}

export const unavailable = { kind: refusals.PAYMENT_PROVIDER_UNAVAILABLE, fields: {}, retryAfterSeconds: 5 };

/** What was written to the log and to the metrics meanwhile. */
export function logged() {
  const lines: string[] = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation(
      (...parts) => void lines.push(parts.map(String).join(' ').replaceAll(/\s/g, '')),
    );
  }
  return lines;
}

export const wasCounted = (lines: string[]) => lines.some((line) => line.includes('"paymentProviderFailures":1'));

/** What no answer can be made of. Each names a person, whom no log may. */
export const nonsense: [string, RequestListener, string][] = [
  ['is down', answering(500, { type: 'card-of-haneul', message: 'card-of-haneul' }), 'UNKNOWN_REFUSAL'],
  ['is down behind a proxy', answering(502, '<html>card-of-haneul</html>'), 'SyntaxError'],
  ['says null', answering(500, 'null'), 'TypeError'],
  ['has too much to do', answering(429, { type: 'TOO_MANY_REQUESTS' }), 'TOO_MANY_REQUESTS'],
  ['answers half a body', answering(200, '{"status":"PAID","id":"card-of-haneul'), 'SyntaxError'],
  ['drops the connection', (request) => request.socket.destroy(), 'TypeError'],
];
