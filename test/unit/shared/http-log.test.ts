// The log line of a request names the reservation that it was about: operators find an order's requests by it.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { ask } from '../../support/http-event.ts';

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
  answer: z.object({ reservationId: z.optional(z.string()) }),
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

  it('names none that is not one of our ids', async () => {
    const handler = http(one, async () => ({}));
    await ask(handler, one, { params: { reservationId: 'Bearer never-in-a-log' } });
    expect(JSON.stringify(info.mock.calls)).not.toContain('never-in-a-log');
    expect(logged()).toEqual([undefined]);
  });
});
