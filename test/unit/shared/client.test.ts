// The typed client: a route's contract becomes a request, and its answer a value or a reason.
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { createClient } from '../../../functions/shared/client.ts';
import { defineRoute } from '../../../functions/shared/route.ts';

const reserve = defineRoute({
  method: 'POST',
  path: '/api/v1/concerts/{concertId}/seats/{seatNo}/reserve',
  who: 'admitted',
  summary: 'Holds a seat',
  params: z.object({ concertId: z.string(), seatNo: z.string() }),
  query: z.object({ scheduleId: z.optional(z.string()), date: z.optional(z.string()) }),
  status: 201,
  answer: z.object({ reservationId: z.string() }),
});
const leave = defineRoute({
  method: 'DELETE',
  path: '/api/v1/queue/token',
  who: 'user',
  summary: 'Leaves',
  status: 204,
});
const charge = defineRoute({
  method: 'POST',
  path: '/api/v1/charge',
  who: 'user',
  summary: 'Charges',
  body: z.strictObject({ amount: z.int() }),
});
const params = { concertId: 'con_a', seatNo: '15' };

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return vi.fn<typeof fetch>(async () => new Response(status === 204 ? null : text, { status, headers }));
}

describe('a call', () => {
  it('puts everything where its contract says', async () => {
    const send = answering(201, { reservationId: 'rsv_1' });
    await createClient('http://localhost:8080/', send).call(reserve, {
      params,
      query: { scheduleId: 'sch 1&', date: undefined },
      accessToken: 'at',
      queueToken: 'qt',
      idempotencyKey: 'k',
      correlationId: 'j',
    });
    expect(send).toHaveBeenCalledWith(
      'http://localhost:8080/api/v1/concerts/con_a/seats/15/reserve?scheduleId=sch+1%26',
      {
        method: 'POST',
        headers: { authorization: 'Bearer at', 'x-queue-token': 'qt', 'idempotency-key': 'k', 'x-correlation-id': 'j' },
      },
    );
  });

  it('sends a body as JSON, and no header that it has no value for', async () => {
    const send = answering(200, {});
    await createClient('http://x', send).call(charge, { body: { amount: 5 } });
    expect(send).toHaveBeenCalledWith('http://x/api/v1/charge', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"amount":5}',
    });
  });

  it('lets no parameter leave its place in the path', async () => {
    const send = answering(201, { reservationId: 'rsv_1' });
    await createClient('http://x', send).call(reserve, { params: { ...params, concertId: '../a?b#c' } });
    expect(send.mock.calls[0]?.[0]).toBe('http://x/api/v1/concerts/..%2Fa%3Fb%23c/seats/15/reserve');
  });
});

describe('an answer', () => {
  it('is what the contract says', async () => {
    const client = createClient('http://x', answering(201, { reservationId: 'rsv_1', more: true }));
    expect(await client.call(reserve, { params })).toEqual({ reservationId: 'rsv_1' });
  });

  it('of nothing is an empty object', async () => {
    expect(await createClient('http://x', answering(204, '')).call(leave, {})).toEqual({});
  });

  it('that breaks the contract is an error', async () => {
    const client = createClient('http://x', answering(201, { reservationId: 7 }));
    await expect(client.call(reserve, { params })).rejects.toBeInstanceOf(z.core.$ZodError);
  });

  it('that refuses is thrown with its code, its fields and when to come again', async () => {
    const body = { code: 'SEAT_TAKEN', detail: 'That seat is already taken', seats: [15] };
    const client = createClient('http://x', answering(409, body, { 'retry-after': '3' }));
    await expect(client.call(reserve, { params })).rejects.toMatchObject({
      name: 'ApiError',
      message: '409 SEAT_TAKEN That seat is already taken',
      status: 409,
      code: 'SEAT_TAKEN',
      problem: { seats: [15] },
      retryAfterSeconds: 3,
    });
  });

  it.each([
    ['seconds', '120', 120],
    ['a date that is over', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['neither', 'soon', undefined],
  ])('says when to come again in %s', async (_, retryAfter, retryAfterSeconds) => {
    const client = createClient('http://x', answering(503, { code: 'TRY_AGAIN' }, { 'retry-after': retryAfter }));
    await expect(client.call(reserve, { params })).rejects.toMatchObject({ status: 503, retryAfterSeconds });
  });

  it.each([
    ['another success than the contract’s', 200, '{"reservationId":"rsv_1"}'],
    ['a proxy’s page', 502, '<html>Bad Gateway</html>'],
    ['nothing', 500, ''],
  ])('of %s is an error by its status', async (_, status, body) => {
    const client = createClient('http://x', answering(status, body));
    await expect(client.call(reserve, { params })).rejects.toMatchObject({ status, code: String(status) });
  });
});
