// The front hands on what it is given, streams what it gets, and says so when nobody answers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Front, startFront } from '../../../localstack/front.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function upstream(serve: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(serve);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(
    () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function front(apiBase: string): Promise<Front> {
  const shop = join(import.meta.dirname, '../../support/built-shop');
  const started = await startFront({ port: 0, apiBase: () => apiBase, shop, sdkOrigin: 'http://127.0.0.1:4580' });
  closers.push(started.close);
  return started;
}

const echo = (req: IncomingMessage, res: ServerResponse) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    res.writeHead(201, { 'content-type': 'application/json', 'x-from': 'upstream' });
    const { method, url, headers } = req;
    res.end(JSON.stringify({ method, url, token: headers['x-queue-token'], body: Buffer.concat(chunks).toString() }));
  });
};

describe('the front', () => {
  it('hands on method, path, query, headers and body, and gives back status and headers', async () => {
    const base = `${await upstream(echo)}/_aws/execute-api/abc/$default`;
    const { origin } = await front(base);
    const response = await fetch(`${origin}/api/v1/seats/15/reserve?a=1&b=%20`, {
      method: 'POST',
      headers: { 'x-queue-token': 't' },
      body: '{"seat":"가"}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-from')).toBe('upstream');
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/_aws/execute-api/abc/$default/api/v1/seats/15/reserve?a=1&b=%20',
      token: 't',
      body: '{"seat":"가"}',
    });
  });

  it('passes on each part of an event stream as it comes', async () => {
    let sendSecond = () => {};
    const base = await upstream((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: 1\n\n');
      sendSecond = () => res.end('data: 2\n\n');
    });
    const { origin } = await front(base);
    const response = await fetch(`${origin}/api/v1/stream`);
    const reader = response.body?.getReader();
    const text = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await text()).toBe('data: 1\n\n');
    sendSecond();
    expect(await text()).toBe('data: 2\n\n');
  });

  it('answers a problem document when nobody answers behind it', async () => {
    const { origin } = await front('http://127.0.0.1:1');
    const response = await fetch(`${origin}/api/v1/config`);
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 502, code: 'UPSTREAM_UNREACHABLE' });
  });
});
