// What a success says beside its body: headers of its own, its version, and 304 to who has it.
import type { Context, APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { Reply } from '../../../functions/shared/reply.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { ask, eventOf } from '../../support/http-event.ts';

const info = vi.spyOn(log, 'info').mockReturnValue();
const error = vi.spyOn(log, 'error').mockReturnValue();
beforeEach(() => {
  info.mockClear();
  error.mockClear();
});

const state = z.object({ phase: z.enum(['EARLY', 'OPEN']), seats: z.optional(z.array(z.string())) });
const given = { method: 'GET', path: '/api/v1/x', who: 'open', summary: 'x', answer: state } as const;
const plain = defineRoute(given);
const versioned = defineRoute({ ...given, etag: true, cacheControl: 'public, max-age=1' });
const small = async () => ({ phase: 'OPEN' as const });
const large = async () => ({ phase: 'OPEN' as const, seats: Array<string>(20_000).fill('A') });
const gzip = { 'accept-encoding': 'gzip' };

describe('a reply', () => {
  const poll = http(plain, async () => new Reply({ phase: 'EARLY' }, { headers: { 'retry-after': '7' } }));

  it('adds its headers to those of every success', async () => {
    expect(await ask(poll, plain)).toMatchObject({
      status: 200,
      body: { phase: 'EARLY' },
      headers: { 'retry-after': '7', 'cache-control': 'no-store', 'content-type': 'application/json' },
    });
  });

  it('sets no cookie unless it says so', async () => {
    expect(await poll(eventOf(plain), {} as Context)).not.toHaveProperty('cookies');
  });

  it('adds them to a success without a body too', async () => {
    const silent = defineRoute({ method: 'DELETE', path: '/api/v1/y', who: 'open', summary: 'y', status: 204 });
    const handler = http(silent, async () => new Reply({}, { headers: { 'retry-after': '7' } }));
    expect(await ask(handler, silent)).toMatchObject({ status: 204, headers: { 'retry-after': '7' } });
  });

  it('does not change what its contract says of caching', async () => {
    const handler = http(versioned, async () => {
      return new Reply(await small(), {
        headers: { 'cache-control': 'public', etag: '"x"', 'content-type': 'text/html' },
      });
    });
    expect((await ask(handler, versioned)).headers).toMatchObject({
      'cache-control': 'public, max-age=1',
      'content-type': 'application/json',
      etag: expect.stringMatching(/^W\//),
    });
  });
});

describe('a route without versions', () => {
  it('has no ETag, and answers whole whatever the client has', async () => {
    const handler = http(plain, async () => new Reply(await small(), { etag: 'v7' }));
    const { status, headers, body } = await ask(handler, plain, { headers: { 'if-none-match': '*' } });
    expect([status, body, Object.keys(headers)]).toEqual([
      200,
      { phase: 'OPEN' },
      expect.not.arrayContaining(['etag']),
    ]);
  });
});

describe('a route with versions', () => {
  const handler = http(versioned, small);
  const headersOf = async (of: typeof handler, headers = {}) => {
    const { headers: sent = {} } = (await of(eventOf(versioned, { headers }), {} as Context)) as Result;
    return sent;
  };

  it('names one version for one body, compressed or not, and another for another', async () => {
    const whole = http(versioned, large);
    const sent = [await headersOf(whole), await headersOf(whole, gzip), await headersOf(handler)];
    const tags = sent.map(({ etag }) => etag);
    expect(sent.map((headers) => headers['content-encoding'])).toEqual([undefined, 'gzip', undefined]);
    expect([tags[0] === tags[1], new Set(tags).size]).toEqual([true, 2]);
    for (const tag of tags) expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
  });

  it('answers 304 without a body to who has it, with the headers that 200 would have', async () => {
    const { etag } = await headersOf(handler);
    const headers = { 'if-none-match': `"other", ${etag}`, 'x-correlation-id': 'journey-1' };
    expect(await handler(eventOf(versioned, { headers }), {} as Context)).toEqual({
      statusCode: 304,
      headers: { etag, 'cache-control': 'public, max-age=1', 'x-correlation-id': 'journey-1' },
    });
    expect(info.mock.lastCall).toMatchObject(['request', { status: 304, code: 'OK' }]);
  });

  it('says of a large one that it depends on Accept-Encoding, with 200 and with 304', async () => {
    const whole = http(versioned, large);
    const first = await whole(eventOf(versioned, { headers: gzip }), {} as Context);
    const headers = { ...gzip, 'if-none-match': '*' };
    const again = await whole(eventOf(versioned, { headers }), {} as Context);
    expect(first).toMatchObject({ statusCode: 200, headers: { vary: 'accept-encoding', 'content-encoding': 'gzip' } });
    expect(again).toMatchObject({ statusCode: 304, headers: { vary: 'accept-encoding' } });
    expect(again).not.toHaveProperty('headers.content-encoding');
  });

  it('answers whole to who has another version', async () => {
    const answer = await ask(handler, versioned, { headers: { 'if-none-match': 'W/"old"' } });
    expect(answer).toMatchObject({ status: 200, body: { phase: 'OPEN' } });
  });

  it('takes the version that a reply names, and keeps its headers with 304', async () => {
    const replies = http(versioned, async () => {
      return new Reply(await small(), { etag: 'v7', headers: { 'retry-after': '3' }, cookies: ['a=1'] });
    });
    const asked = { headers: { 'if-none-match': '"v7"' } };
    expect(await headersOf(replies)).toMatchObject({ etag: 'W/"v7"' });
    expect(await replies(eventOf(versioned, asked), {} as Context)).toMatchObject({
      statusCode: 304,
      headers: { etag: 'W/"v7"', 'retry-after': '3' },
      cookies: ['a=1'],
    });
  });

  it('is 500 for a version that no tag can have: never a header of somebody else’s making', async () => {
    const replies = http(versioned, async () => new Reply(await small(), { etag: 'v7"\r\nset-cookie: a=1' }));
    expect(await ask(replies, versioned)).toMatchObject({ status: 500, body: { code: 'UNEXPECTED' } });
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('refuses without a version, whatever the client has', async () => {
    const refuses = http(versioned, () => Promise.reject(new Refusal(common.TRY_AGAIN)));
    const { status, headers } = await ask(refuses, versioned, { headers: { 'if-none-match': '*' } });
    expect([status, headers['cache-control'], 'etag' in headers]).toEqual([503, 'no-store', false]);
  });

  it.each([
    { method: 'POST', status: 200 },
    { method: 'GET', status: 204 },
  ] as const)('is a GET with a body: $method with $status has none', (other) => {
    expect(() => defineRoute({ ...given, ...other, etag: true })).toThrow(TypeError);
  });
});
