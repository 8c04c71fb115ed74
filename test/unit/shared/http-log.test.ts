// The log line of a request names the reservation and the payment that it was about: operators find an order's requests by them.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { ask, passes } from '../../support/http-event.ts';

const info = vi.spyOn(log, 'info').mockReturnValue();
beforeEach(() => info.mockClear());

const ID = 'rsv_4k9ZtQ0aB1cD';
const one = defineRoute({
  method: 'GET',
  path: '/api/v1/reservations/{reservationId}',
  who: 'user',
  summary: 'One',
  params: z.object({ reservationId: z.string() }),
});
const pay = defineRoute({
  method: 'POST',
  path: '/api/v1/payments',
  who: 'user',
  summary: 'Pays',
  body: z.strictObject({ reservationId: z.string() }),
  answer: z.object({ reservationId: z.optional(z.string()), paymentId: z.optional(z.string()) }),
});
const logged = () => info.mock.calls.map(([, fields]) => (fields as { reservationId?: string }).reservationId);

describe('the log line of a request', () => {
  it('names the reservation of its path', async () => {
    const handler = http(one, async () => ({}));
    await ask(handler, one, { params: { reservationId: ID } });
    expect(logged()).toEqual([ID]);
  });

  it('names the reservation of its body, also when it is refused', async () => {
    const handler = http(pay, () => Promise.reject(new Refusal(common.TRY_AGAIN)));
    await ask(handler, pay, { body: { reservationId: ID } });
    expect(logged()).toEqual([ID]);
  });

  it('names the reservation that it made', async () => {
    const handler = http(pay, async () => ({ reservationId: ID }));
    await ask(handler, pay, { body: { reservationId: 'later' } });
    expect(logged()).toEqual([ID]);
  });

  it.each(['pay_4k9ZtQ0aB1cD', 'pay4k9ZtQ0aB1cD'])('names the payment that it made (%s)', async (paymentId) => {
    const handler = http(pay, async () => ({ paymentId }));
    await ask(handler, pay, { body: { reservationId: ID } });
    expect(info.mock.lastCall?.[1]).toMatchObject({ reservationId: ID, paymentId });
  });

  it('names none that is not one of our ids', async () => {
    const handler = http(one, async () => ({}));
    await ask(handler, one, { params: { reservationId: 'Bearer never-in-a-log' } });
    expect(JSON.stringify(info.mock.calls)).not.toContain('never-in-a-log');
    expect(logged()).toEqual([undefined]);
  });
});

describe('the log line of an operator', () => {
  const change = defineRoute({
    method: 'POST',
    path: '/api/v1/admin/things/{thingId}',
    who: 'operator',
    summary: 'Changes one',
    params: z.object({ thingId: z.string() }),
    body: z.strictObject({ secret: z.string() }),
  });
  const request = { params: { thingId: 'thing-1' }, body: { secret: 'never-in-a-log' } };
  const line = () => info.mock.calls[0]?.[1] as object;

  it('says who did it and to what, never what was sent', async () => {
    const handler = http(change, async () => ({}));
    await ask(handler, change, request);
    expect(line()).toMatchObject({
      route: 'POST /api/v1/admin/things/{thingId}',
      userId: 'user-1',
      params: { thingId: 'thing-1' },
      requestId: 'request-1',
      status: 200,
    });
    expect(JSON.stringify(info.mock.calls)).not.toContain('never-in-a-log');
  });

  it('says so also when it was refused, or the request was not understood', async () => {
    const handler = http(change, () => Promise.reject(new Refusal(common.TRY_AGAIN)));
    await ask(handler, change, request);
    await ask(handler, change, { ...request, body: {} });
    const lines = info.mock.calls.map(([, fields]) => fields);
    expect(lines).toMatchObject([
      { userId: 'user-1', code: 'TRY_AGAIN' },
      { userId: 'user-1', code: 'INVALID_REQUEST' },
    ]);
  });

  it('names nobody on the routes of buyers, nor a buyer whom it refuses', async () => {
    const open = http(pay, async () => ({}));
    await ask(open, pay, { body: { reservationId: ID } });
    const handler = http(change, async () => ({}));
    await ask(handler, change, { ...request, gate: { ...passes, role: 'buyer' } });
    expect(info.mock.calls).toHaveLength(2);
    for (const [, fields] of info.mock.calls) {
      expect(fields).not.toHaveProperty('userId');
      expect(fields).not.toHaveProperty('params');
    }
  });
});
