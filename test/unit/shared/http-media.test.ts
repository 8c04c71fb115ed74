// What is not JSON: bodies that are read as they came, answers of another type, and answers that say nothing.
import { gunzipSync } from 'node:zlib';
import type { Context, APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { type Call, http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { Reply } from '../../../functions/shared/reply.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { ask, eventOf } from '../../support/http-event.ts';

const info = vi.spyOn(log, 'info').mockReturnValue();
vi.spyOn(log, 'error').mockReturnValue();

const stored = z.object({ stored: z.string() });
const store = defineRoute({
  method: 'POST',
  path: '/api/v1/halls',
  who: 'open',
  summary: 'x',
  body: z.optional(z.strictObject({ name: z.string() })),
  rawTypes: ['text/csv'],
  answer: stored,
  maxBodyBytes: 100,
});

describe('a body of another type', () => {
  const seen = vi.fn<(call: Call<typeof store>) => void>();
  const handler = http(store, async (call) => {
    seen(call);
    return { stored: call.raw?.text ?? call.body?.name ?? 'nothing' };
  });
  const sent = (body: string | undefined, type: string) =>
    ask(handler, store, { ...(body === undefined ? {} : { body }), headers: { 'content-type': type } });

  it.each(['text/csv', 'Text/CSV', 'text/csv; charset=utf-8; header=present', ' text/csv '])(
    'that the route names is read as it came: %s',
    async (type) => {
      expect(await sent('{"name":\r\n', type)).toMatchObject({ status: 200, body: { stored: '{"name":\r\n' } });
      expect(seen.mock.lastCall?.[0]).toMatchObject({ body: undefined, raw: { headers: { 'content-type': type } } });
    },
  );

  it('is read as its bytes from base64', async () => {
    const event = eventOf(store, {
      body: Buffer.from('구역,열').toString('base64'),
      headers: { 'content-type': 'text/csv' },
    });
    const { body } = (await handler({ ...event, isBase64Encoded: true }, {} as Context)) as Result;
    expect(body).toBe('{"stored":"구역,열"}');
  });

  it('is JSON otherwise, by the same schema', async () => {
    expect(await sent('{"name":"A"}', 'application/json')).toMatchObject({ status: 200, body: { stored: 'A' } });
    expect(seen.mock.lastCall?.[0]).toMatchObject({ raw: undefined });
    expect(await sent('{"name":1}', 'application/json')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'name' }] },
    });
  });

  it.each(['text/plain', 'text/csvx', 'application/csv', 'x; text/csv', ''])(
    'is 415 when nobody named it: %j',
    async (type) => {
      expect(await sent('a,b', type)).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    },
  );

  it('is measured all the same', async () => {
    expect(await sent('가'.repeat(34), 'text/csv')).toMatchObject({ status: 413, body: { maxBytes: 100 } });
  });

  it('is JSON only, for a route that names none', async () => {
    const plain = defineRoute({ ...store, rawTypes: [] });
    const request = { body: 'a,b', headers: { 'content-type': 'text/csv' } };
    expect(
      await ask(
        http(plain, async () => ({ stored: '' })),
        plain,
        request,
      ),
    ).toMatchObject({ status: 415 });
  });
});

const map = defineRoute({
  method: 'GET',
  path: '/api/v1/map',
  who: 'open',
  summary: 'x',
  answer: z.object({ seats: z.int() }),
  media: ['application/octet-stream', 'text/event-stream'],
  cacheControl: 'private, max-age=1',
  etag: true,
});
const body = { seats: 3 };

async function answered(reply: Reply<typeof body>, headers: Record<string, string> = {}, route = map): Promise<Result> {
  return (await http(route, async () => reply)(eventOf(route, { headers }), {} as Context)) as Result;
}

describe('an answer of another type', () => {
  const bytes = Uint8Array.from([0, 255, 128]);
  const raw = { type: 'application/octet-stream', content: bytes };

  it('is its bytes, with its type and the version of the reply', async () => {
    expect(await answered(new Reply(body, { raw, etag: 'v.7' }))).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/octet-stream',
        'cache-control': 'private, max-age=1',
        etag: 'W/"v.7"',
        'x-correlation-id': expect.any(String),
      },
      body: 'AP+A',
      isBase64Encoded: true,
    });
  });

  it('has the hash of its own content for a version, not that of the body it stands for', async () => {
    const tags = [raw, { ...raw, content: Uint8Array.of(1) }, undefined].map(async (given) => {
      const { headers = {} } = await answered(new Reply(body, given ? { raw: given } : {}));
      return headers.etag;
    });
    expect(new Set(await Promise.all(tags)).size).toBe(3);
  });

  it('is text as it is, and compressed when it is large', async () => {
    const text = { type: 'text/event-stream', content: 'data: 가\n\n' };
    expect(await answered(new Reply(body, { raw: text }))).toMatchObject({
      headers: { 'content-type': 'text/event-stream' },
      body: text.content,
      isBase64Encoded: false,
    });
    const large = { ...text, content: text.content.repeat(1_000) };
    const sent = await answered(new Reply(body, { raw: large }), { 'accept-encoding': 'gzip' });
    expect(sent).toMatchObject({
      headers: { 'content-type': 'text/event-stream', 'content-encoding': 'gzip', vary: 'accept-encoding' },
      isBase64Encoded: true,
    });
    expect(gunzipSync(Buffer.from(sent.body ?? '', 'base64')).toString()).toBe(large.content);
  });

  it('is 304 to who has its version', async () => {
    const reply = new Reply(body, { raw, etag: 'v.7' });
    expect(await answered(reply, { 'if-none-match': 'W/"v.7"' })).toMatchObject({ statusCode: 304 });
    expect(await answered(reply, { 'if-none-match': 'W/"v.8"' })).toMatchObject({ statusCode: 200 });
  });
});

describe('a call', () => {
  it.each(['v.7', undefined])('says what an EventSource saw last: %s', async (lastEventId) => {
    const endpoint = vi.fn<(call: Call<typeof map>) => Promise<typeof body>>(async () => body);
    await ask(http(map, endpoint), map, lastEventId ? { headers: { 'last-event-id': lastEventId } } : {});
    expect(endpoint.mock.lastCall?.[0].caller.lastEventId).toBe(lastEventId);
  });
});

describe('a reply that says nothing', () => {
  it('is 304 when the caller has this version, however they said so', async () => {
    const sent = await answered(new Reply(body, { notModified: true, etag: 'v.7', headers: { 'retry-after': '1' } }));
    expect(sent).toEqual({
      statusCode: 304,
      headers: {
        etag: 'W/"v.7"',
        'cache-control': 'private, max-age=1',
        'retry-after': '1',
        'x-correlation-id': expect.any(String),
      },
    });
    expect(info.mock.lastCall).toMatchObject(['request', { status: 304 }]);
  });

  it('is whole to who names another version: they would take an older answer for this one', async () => {
    const sent = await answered(new Reply(body, { notModified: true, etag: 'v.7' }), { 'if-none-match': 'W/"v.6"' });
    expect([sent.statusCode, sent.headers?.etag]).toEqual([200, 'W/"v.7"']);
  });

  it('is whole on a route without versions, whatever the caller has', async () => {
    const plain = defineRoute({ ...map, etag: false });
    const sent = await answered(new Reply(body, { notModified: true, etag: 'v.7' }), {}, plain);
    expect([sent.statusCode, sent.body, 'etag' in (sent.headers ?? {})]).toEqual([200, '{"seats":3}', false]);
  });

  it('is 204 without body, type and version, on a route that is 200 otherwise', async () => {
    const sent = await answered(new Reply(body, { status: 204, cookies: ['a=1'] }), { 'if-none-match': '*' });
    expect(sent).toEqual({
      statusCode: 204,
      headers: { 'cache-control': 'private, max-age=1', 'x-correlation-id': expect.any(String) },
      cookies: ['a=1'],
    });
    expect(info.mock.lastCall).toMatchObject(['request', { status: 204, code: 'OK' }]);
  });
});
