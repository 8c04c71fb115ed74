// Cookies through the HTTP wrapper: how they are read, and how they leave.
import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { Reply } from '../../../functions/shared/reply.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { eventOf, send } from '../../support/http-event.ts';

vi.spyOn(log, 'info').mockReturnValue();

const route = defineRoute({
  method: 'POST',
  path: '/x',
  who: 'open',
  summary: 'x',
  answer: z.object({ balance: z.int() }),
});
const silent = defineRoute({ method: 'POST', path: '/y', who: 'open', summary: 'y', status: 204 });
const cookies = ['a=1; HttpOnly', 'b=2'];

it.each([
  ['beside the headers', { cookies: ['a=1=2', 'b='] }],
  ['among them', { headers: { cookie: 'a=1=2; b=' } }],
  ['the first of one name', { cookies: ['a=1=2', 'b=', 'a=planted'] }],
])('cookies are read %s', async (_, given) => {
  const endpoint = vi.fn(async () => ({ balance: 5 }));
  await send(http(route, endpoint), { ...eventOf(route), ...given });
  expect(endpoint).toHaveBeenCalledWith(
    expect.objectContaining({ caller: expect.objectContaining({ cookies: { a: '1=2', b: '' } }) }),
  );
});

it('an answer sets them beside its body', async () => {
  const handler = http(route, async () => new Reply({ balance: 5 }, { cookies }));
  expect(await handler(eventOf(route), {} as Context)).toMatchObject({ cookies, body: '{"balance":5}' });
});

it('an answer without a body sets them too', async () => {
  const handler = http(silent, async () => new Reply({}, { cookies }));
  expect(await handler(eventOf(silent), {} as Context)).toMatchObject({ statusCode: 204, cookies });
});
