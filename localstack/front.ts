// One stable origin for everything: the API under /api/v1 today, as a CDN in front of the deployment would do it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxyServer } from 'httpxy';

export interface FrontOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the API answers, without `/api/v1`; asked for each request, as a new stack has a new one. */
  apiBase: () => string;
}

export interface Front {
  origin: string;
  close(): Promise<void>;
}

const API_PREFIX = '/api/';
const UPSTREAM_TIMEOUT_MS = 60_000;

function answer(res: ServerResponse, status: number, contentType: string, body: unknown): void {
  res.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  res.end(`${JSON.stringify(body, null, 2)}\n`);
}

function answerGone(res: ServerResponse, reason: string): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  answer(res, 502, 'application/problem+json', {
    type: 'urn:onsale:problem:UPSTREAM_UNREACHABLE',
    title: 'Bad Gateway',
    status: 502,
    detail: `The API does not answer (${reason}). Is npm start still running?`,
    code: 'UPSTREAM_UNREACHABLE',
  });
}

/** The path below the API's base, or undefined for what is not the API's. */
export function apiPath(url: string): string | undefined {
  return url.startsWith(API_PREFIX) ? url : undefined;
}

/** Starts the front on the loopback interface. */
export async function startFront({ port, apiBase }: FrontOptions): Promise<Front> {
  const proxy = createProxyServer({ changeOrigin: true, xfwd: true, proxyTimeout: UPSTREAM_TIMEOUT_MS });
  proxy.on('error', (error: NodeJS.ErrnoException, _req, res) => {
    if (res && 'writeHead' in res) answerGone(res, error.code ?? error.message);
  });
  const serve = (req: IncomingMessage, res: ServerResponse): void => {
    if (apiPath(req.url ?? '/') === undefined) {
      const known = req.url === '/' ? 200 : 404;
      answer(res, known, 'application/json', { onsale: 'the API is under /api/v1', config: '/api/v1/config' });
      return;
    }
    void proxy.web(req, res, { target: apiBase() });
  };
  const server: Server = createServer(serve);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${bound}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
