// What only a stand-in has: forgetting everything, faults on demand, and where webhooks go.
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import { faultSchema } from './faults.ts';
import { styles } from './page.ts';
import { reset, type State } from './state.ts';

const webhooksSchema = z.strictObject({
  url: z.optional(z.url({ protocol: /^https?$/ })),
  speedUp: z.optional(z.number().check(z.minimum(1), z.maximum(1_000_000))),
  secret: z.optional(z.string().check(z.regex(/^whsec_[A-Za-z0-9+/]+=*$/))),
});

const windowScript = readFileSync(new URL('play-window.js', import.meta.url), 'utf8');

export function play(state: State): Hono<Env> {
  return new Hono<Env>()
    .get('/style.css', (c) => c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
    .get('/window.js', (c) => c.body(windowScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .post('/reset', (c) => {
      reset(state);
      return c.body(null, 204);
    })
    .post('/faults', async (c) => {
      const asked = z.safeParse(faultSchema, await c.req.json().catch(() => undefined));
      if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
      state.faults.push(asked.data);
      return c.json(asked.data, 201);
    })
    .put('/faults', async (c) => {
      const asked = z.safeParse(z.array(faultSchema), await c.req.json().catch(() => undefined));
      if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
      state.faults.splice(0, state.faults.length, ...asked.data);
      return c.json(asked.data);
    })
    .delete('/faults', (c) => {
      state.faults.length = 0;
      return c.body(null, 204);
    })
    .put('/webhooks', async (c) => {
      const asked = z.safeParse(webhooksSchema, await c.req.json().catch(() => undefined));
      if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
      Object.assign(state.webhooks, asked.data);
      return c.body(null, 204);
    });
}
