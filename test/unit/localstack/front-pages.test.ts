// The front serves the shop as the CDN does: one page for all paths, files that never change, and no way out of the folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFront } from '../../../localstack/front.ts';

const HTML = '<!doctype html><title>the shop</title>';
const SCRIPT = "document.title = 'the shop';\n".repeat(100);
const CSP =
  "default-src 'self'; script-src 'self' http://127.0.0.1:4580; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' http://127.0.0.1:4580; frame-src http://127.0.0.1:4580; form-action 'self'; " +
  "base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

const root = mkdtempSync(join(tmpdir(), 'onsale-front-'));
const closers: (() => Promise<unknown>)[] = [];
let origin = '';

beforeAll(async () => {
  const shop = join(root, 'shop');
  mkdirSync(join(shop, 'assets'), { recursive: true });
  mkdirSync(join(shop, '.vite'));
  writeFileSync(join(root, 'secret.txt'), 'not for the public');
  writeFileSync(join(shop, 'index.html'), HTML);
  writeFileSync(join(shop, 'robots.txt'), 'User-agent: *');
  writeFileSync(join(shop, '.vite', 'manifest.json'), '{}');
  writeFileSync(join(shop, 'assets', 'main-1a2b3c4d.js'), SCRIPT);
  writeFileSync(join(shop, 'assets', 'main-1a2b3c4d.js.gz'), gzipSync(SCRIPT));
  const api = createServer((req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=1' });
    res.end(JSON.stringify({ method: req.method, url: req.url }));
  });
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
  const apiBase = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const front = await startFront({ port: 0, apiBase: () => apiBase, shop, sdkOrigin: 'http://127.0.0.1:4580' });
  origin = front.origin;
  closers.push(front.close, () => new Promise((done) => api.close(done)));
});

afterAll(async () => {
  for (const close of closers) await close();
  rmSync(root, { recursive: true });
});

/** Sends a path as it is: `fetch` would take the dots out of it. */
async function raw(path: string, headers: Record<string, string> = {}): Promise<{ status?: number; body: string }> {
  const { port } = new URL(origin);
  const response = await new Promise<IncomingMessage>((done, fail) => {
    get({ host: '127.0.0.1', port, path, headers }, done).on('error', fail);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { ...(response.statusCode ? { status: response.statusCode } : {}), body: Buffer.concat(chunks).toString() };
}

describe('a page of the shop', () => {
  it.each(['/', '/?a=b.c', '/organiser', '/concerts/con_1/seats', '/concerts/', '/v1.2/page', '/api', '/apix/y'])(
    'is the one page: %s',
    async (path) => {
      const response = await fetch(origin + path);
      expect([response.status, await response.text()]).toEqual([200, HTML]);
      expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('says what it may do, and all that it may', async () => {
    const { headers } = await fetch(`${origin}/wallet`);
    expect(headers.get('content-security-policy')).toBe(CSP);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    // Over http it means nothing, and a proxy with https in front would bind all of localhost to it.
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  it('has the headers of its file and no body for HEAD', async () => {
    const response = await fetch(`${origin}/wallet`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-length')).toBe(String(HTML.length));
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await fetch(origin);
    const again = await fetch(origin, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const response = await fetch(`${origin}/wallet`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a file of the shop', () => {
  it('never changes under its name, and comes compressed to who takes that', async () => {
    const response = await fetch(`${origin}/assets/main-1a2b3c4d.js`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(SCRIPT);
  });

  it('comes as it is to who does not', async () => {
    expect(await raw('/assets/main-1a2b3c4d.js')).toEqual({ status: 200, body: SCRIPT });
  });

  it('is asked for again where its name says nothing of what is in it', async () => {
    const response = await fetch(`${origin}/robots.txt`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it.each(['/assets/gone-99999999.js', '/favicon.ico', '/assets/main-1a2b3c4d.js.gz', '/.vite/manifest.json'])(
    'that is not for the public is not there, and is no page: %s',
    async (path) => {
      const response = await fetch(origin + path);
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
    },
  );

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%E0%A4%A.txt',
    '/..././../secret.txt',
    '/assets/main-1a2b3c4d.js%00.txt',
  ])('is never one outside of the folder: %s', async (path) => {
    const { status, body } = await raw(path);
    expect([status, body]).toEqual([404, 'There is no such file.\n']);
  });

  it.each(['bytes=9-2', 'bytes=999999-', 'bytes=x-y', 'bytes=0-3'])(
    'is whole whatever part is asked for: %s',
    async (range) => {
      expect(await raw('/robots.txt', { range })).toEqual({ status: 200, body: 'User-agent: *' });
    },
  );
});

describe('the API beside it', () => {
  it('gets what is below /api/, and answers with its own headers', async () => {
    const response = await fetch(`${origin}/api/v1/config.json?x=1`, { method: 'DELETE' });
    expect(await response.json()).toEqual({ method: 'DELETE', url: '/api/v1/config.json?x=1' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=1');
    expect(response.headers.has('content-security-policy')).toBe(false);
  });
});
