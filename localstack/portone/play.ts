// What only a stand-in has: forgetting everything, and faults on demand.
import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import { faultSchema } from './faults.ts';
import { reset, type State } from './state.ts';

export function play(state: State): Hono<Env> {
  return new Hono<Env>()
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
    .delete('/faults', (c) => {
      state.faults.length = 0;
      return c.body(null, 204);
    });
}
