// The HTTP wrapper: who is let in, what a handler is given, and what leaves.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { bind, type GateContext, http, httpRoutes } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, defineRefusals, Refusal } from '../../../functions/shared/refusal.ts';
import { defineRoute, type Who } from '../../../functions/shared/route.ts';
import { ask, eventOf, passes, send } from '../../support/http-event.ts';

const info = vi.spyOn(log, 'info').mockReturnValue();
const error = vi.spyOn(log, 'error').mockReturnValue();

beforeEach(() => {
  info.mockClear();
  error.mockClear();
});

function routeFor<W extends Who>(who: W) {
  return defineRoute({ method: 'GET', path: `/api/v1/${who}`, who, summary: 'A route' });
}

const charge = defineRoute({
  method: 'POST',
  path: '/api/v1/wallets/{walletId}/charge',
  who: 'user',
  summary: 'A charge',
  params: z.object({ walletId: z.string() }),
  query: z.object({ dry: z.optional(z.string()) }),
  body: z.strictObject({ amount: z.int() }),
  answer: z.object({ balance: z.int() }),
  status: 201,
  idempotent: true,
});
const request = { params: { walletId: 'w1' }, query: { dry: 'yes' }, body: { amount: 5 } };

describe('a request', () => {
  it('reaches the use case parsed, with its caller, cause and key', async () => {
    const endpoint = vi.fn(async () => ({ balance: 5 }));
    const headers = {
      'idempotency-key': 'k 1',
      'x-correlation-id': 'journey-1',
      'accept-language': 'en',
      'user-agent': 'a phone',
      'x-device-token': 'a device',
      authorization: 'Bearer x',
    };
    const event = { ...eventOf(charge, { ...request, headers }), cookies: ['a=1=2', 'b='] };
    await send(http(charge, endpoint), event);
    expect(endpoint).toHaveBeenCalledWith({
      ...request,
      buyer: { userId: 'user-1', personId: 'person-1', role: 'operator' },
      idempotencyKey: 'k 1',
      queueToken: undefined,
      caller: {
        address: '127.0.0.1',
        userAgent: 'a phone',
        cookies: { a: '1=2', b: '' },
        deviceToken: 'a device',
        authorization: 'Bearer x',
        headers: event.headers,
      },
      language: 'en',
      now: expect.any(Number),
      cause: { correlationId: 'journey-1', causationId: 'request-1' },
    });
  });

  it('carries the session that its access token came from', async () => {
    const endpoint = vi.fn(async () => ({ balance: 5 }));
    await ask(http(charge, endpoint), charge, { ...request, gate: { ...passes, sessionId: 'ses_1' } });
    expect(endpoint).toHaveBeenCalledWith(
      expect.objectContaining({ buyer: expect.objectContaining({ sessionId: 'ses_1' }) }),
    );
  });

  it.each(['with spaces', 'x'.repeat(37), 'line\nbreak', ''])('gets a new journey id for "%s"', async (given) => {
    const { headers } = await ask(
      http(charge, async () => ({ balance: 5 })),
      charge,
      { ...request, headers: { 'x-correlation-id': given } },
    );
    expect(headers['x-correlation-id']).toMatch(/^\w{12}$/);
  });

  it.each(['한글', 'x'.repeat(65), ''])('with the Idempotency-Key "%s" is refused by that name', async (key) => {
    const endpoint = vi.fn(async () => ({ balance: 5 }));
    const { status, body } = await ask(http(charge, endpoint), charge, {
      ...request,
      headers: { 'idempotency-key': key },
    });
    expect([status, body.errors]).toMatchObject([400, [{ field: 'Idempotency-Key' }]]);
    expect(endpoint).not.toHaveBeenCalled();
  });

  it('for a route that the function does not have is 404', async () => {
    const handler = httpRoutes(bind(charge, async () => ({ balance: 5 })));
    expect(await ask(handler, routeFor('open'))).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('finds its own route among several of one function', async () => {
    const open = routeFor('open');
    const handler = httpRoutes(
      bind(charge, async () => ({ balance: 5 })),
      bind(open, async () => ({})),
    );
    expect([(await ask(handler, open)).status, (await ask(handler, charge, request)).body]).toEqual([
      200,
      { balance: 5 },
    ]);
  });
});

describe('the gate', () => {
  const { concertId, seq, ...signedIn } = passes;
  const buyer: GateContext = { ...signedIn, role: 'buyer' };
  const expired = Math.floor(Date.now() / 1000) - 1;

  const cases: [Who, GateContext | null, number][] = [
    ['open', null, 200],
    ['user', null, 401],
    ['user', {}, 401],
    ['user', { ...buyer, exp: expired }, 401],
    ['user', { ...buyer, userId: '' }, 401],
    ['user', buyer, 200],
    ['operator', buyer, 403],
    ['operator', signedIn, 200],
    ['admitted', buyer, 401],
    ['admitted', { ...buyer, concertId: 'con_a' }, 401],
    ['admitted', passes, 200],
    ['once-admitted', buyer, 401],
    ['once-admitted', { ...passes, seq: 0 }, 200],
  ];
  it.each(cases)('of a route for "%s" answers %o with %i', async (who, gate, status) => {
    const endpoint = vi.fn(async () => ({}));
    const route = routeFor(who);
    expect((await ask(http(route, endpoint), route, { gate })).status).toBe(status);
    expect(endpoint).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
  });

  it('refuses by this voice, before anything else is looked at', async () => {
    const gate = { ...passes, refusal: JSON.stringify({ kind: common.OPERATORS_ONLY, fields: { reason: 'WAITING' } }) };
    const endpoint = vi.fn(async () => ({ balance: 5 }));
    const answer = await ask(http(charge, endpoint), charge, { body: '{broken', gate });
    expect(answer).toMatchObject({ status: 403, body: { code: 'OPERATORS_ONLY', reason: 'WAITING' } });
    expect(endpoint).not.toHaveBeenCalled();
  });

  it('hands the place in line on as numbers', async () => {
    const endpoint = vi.fn(async () => ({}));
    const route = routeFor('admitted');
    await ask(http(route, endpoint), route, { gate: JSON.parse(JSON.stringify({ ...passes, seq: '7' })) });
    expect(endpoint).toHaveBeenCalledWith(expect.objectContaining({ place: { concertId: 'con_a', seq: 7 } }));
  });
});

describe('an answer', () => {
  it('has the status and the caching of its contract', async () => {
    const answer = await ask(
      http(charge, async () => ({ balance: 5 })),
      charge,
      request,
    );
    expect(answer).toMatchObject({
      status: 201,
      body: { balance: 5 },
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
  });

  it('of nothing has no body', async () => {
    const route = defineRoute({ method: 'DELETE', path: '/api/v1/x', who: 'open', summary: 'Ends', status: 204 });
    const handler = http(route, async () => ({}));
    expect(await handler(eventOf(route), {} as never)).not.toHaveProperty('body');
  });

  it('of a refusal is a problem document in the reader’s language', async () => {
    const { SHORT } = defineRefusals({ SHORT: [400, '부족합니다', 'Too little'] });
    const handler = http(charge, () => Promise.reject(new Refusal(SHORT, { balance: 3 }, 7)));
    const answer = await ask(handler, charge, { ...request, headers: { 'accept-language': 'en-GB' } });
    expect(answer.body).toEqual({
      type: 'urn:onsale:problem:SHORT',
      title: 'Bad Request',
      status: 400,
      detail: 'Too little',
      code: 'SHORT',
      requestId: 'request-1',
      balance: 3,
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'content-language': 'en',
      'cache-control': 'no-store',
      'retry-after': '7',
    });
  });

  it('of the unexpected tells nothing inner', async () => {
    const handler = http(charge, () => Promise.reject(new Error('password=hunter2 at table accounts')));
    const answer = await ask(handler, charge, request);
    expect(answer).toMatchObject({ status: 500, body: { code: 'UNEXPECTED', requestId: 'request-1' } });
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|accounts|stack/);
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('the log', () => {
  it('gets one line per request, with the journey it belongs to', async () => {
    const headers = { 'x-correlation-id': 'journey-1' };
    await ask(
      http(charge, async () => ({ balance: 5 })),
      charge,
      { ...request, headers },
    );
    expect(info).toHaveBeenCalledTimes(1);
    expect(info).toHaveBeenCalledWith(
      'request',
      expect.objectContaining({
        route: 'POST /api/v1/wallets/{walletId}/charge',
        status: 201,
        code: 'OK',
        requestId: 'request-1',
        correlationId: 'journey-1',
      }),
    );
  });

  it('gets one line for a refusal too, with its code', async () => {
    await ask(
      http(charge, async () => ({ balance: 5 })),
      charge,
      { ...request, gate: null },
    );
    expect(info.mock.calls.map(([, fields]) => fields)).toMatchObject([{ status: 401, code: 'UNAUTHENTICATED' }]);
  });

  it('never sees a token, a key or a body', async () => {
    const secret = 'never-in-a-log';
    const headers = { authorization: `Bearer ${secret}`, 'x-queue-token': secret, 'idempotency-key': secret };
    const handler = http(charge, () => Promise.reject(new Error('inner')));
    await send(handler, eventOf(charge, { ...request, body: { amount: 5, note: secret }, headers }));
    await send(handler, eventOf(charge, { ...request, headers }));
    expect(JSON.stringify([info.mock.calls, error.mock.calls])).not.toContain(secret);
  });
});
