// One stable origin for everything: the shop, and the API under /api/, as the CDN in front of a deployment has them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxyServer } from 'httpxy';
import { createPages } from './pages.ts';

export interface FrontOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the API answers, without `/api/v1`; asked for each request, as a new stack has a new one. */
  apiBase: () => string;
  /** The folder of the built shop. */
  shop: string;
  /** Where its pages load PortOne's browser SDK from. */
  sdkOrigin: string;
}

export interface Front {
  origin: string;
  close(): Promise<void>;
}

const API_PREFIX = '/api/';
const UPSTREAM_TIMEOUT_MS = 60_000;

function answerGone(res: ServerResponse, reason: string): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = {
    type: 'urn:onsale:problem:UPSTREAM_UNREACHABLE',
    title: 'Bad Gateway',
    status: 502,
    detail: `The API does not answer (${reason}). Is npm start still running?`,
    code: 'UPSTREAM_UNREACHABLE',
  };
  res.writeHead(502, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  res.end(`${JSON.stringify(body, null, 2)}\n`);
}

/** The path below the API's base, or undefined for what is not the API's. */
export function apiPath(url: string): string | undefined {
  return url.startsWith(API_PREFIX) ? url : undefined;
}

/** Starts the front on the loopback interface. */
export async function startFront({ port, apiBase, shop, sdkOrigin }: FrontOptions): Promise<Front> {
  const proxy = createProxyServer({ changeOrigin: true, xfwd: true, proxyTimeout: UPSTREAM_TIMEOUT_MS });
  proxy.on('error', (error: NodeJS.ErrnoException, _req, res) => {
    if (res && 'writeHead' in res) answerGone(res, error.code ?? error.message);
  });
  const pages = createPages({ folder: shop, sdkOrigin });
  const serve = (req: IncomingMessage, res: ServerResponse): void => {
    if (apiPath(req.url ?? '/') === undefined) pages(req, res);
    else void proxy.web(req, res, { target: apiBase() });
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
