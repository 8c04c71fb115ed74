// A platform that receives webhooks, on good days and on bad ones: a real server on the loopback address.
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Heard {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Platform {
  readonly url: string;
  /** Every request, in the order in which they came. */
  readonly heard: Heard[];
  /** What it does from now on. */
  behave(how: RequestListener): void;
  close(): Promise<void>;
}

export const answer =
  (status: number, body = ''): RequestListener =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

/** Takes the request and never says a word. */
export const hang: RequestListener = () => {};

/** Says yes at once, and then a letter now and then, without end. */
export const drip: RequestListener = (_, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => clearInterval(timer));
};

export const hangUp: RequestListener = (request) => {
  request.socket.destroy();
};

export async function openPlatform(): Promise<Platform> {
  const heard: Heard[] = [];
  let behaviour = answer(200);
  const server: Server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    heard.push({ method, path, headers, body: await text(request) });
    await behaviour(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    heard,
    behave(how) {
      behaviour = how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
