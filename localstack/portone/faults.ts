// Faults on demand: what a gateway does on a bad day, before anything else is looked at.
import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod/mini';
import type { Env } from './env.ts';

const TRUNCATED = '{"status":"VERIFIED","id":"';

/** `hang` never answers, `drop` ends the connection without an answer, `malformed` is a 200 that is no answer. */
export const faultSchema = z.strictObject({
  kind: z.enum(['delay', 'status', 'malformed', 'hang', 'drop']),
  ms: z._default(z.int().check(z.minimum(0), z.maximum(600_000)), 1_000),
  status: z._default(z.int().check(z.minimum(400), z.maximum(599)), 500),
  /** Of `status` and `malformed`. */
  body: z.optional(z.string()),
  /** How many requests meet it; without, all until the faults are removed. */
  times: z.optional(z.int().check(z.minimum(1))),
  /** A part of the paths that meet it, such as an id: tests in parallel do not meet each other's faults. */
  path: z.optional(z.string().check(z.minLength(1))),
});
export type Fault = z.output<typeof faultSchema>;

/** The fault that a request meets, which is used up by that. */
function take(faults: Fault[], path: string): Fault | undefined {
  const at = faults.findIndex((fault) => fault.path === undefined || path.includes(fault.path));
  const fault = faults[at];
  if (fault?.times === 1) faults.splice(at, 1);
  else if (fault?.times !== undefined) faults[at] = { ...fault, times: fault.times - 1 };
  return fault;
}

/** Lets requests meet the faults that were asked for. @param faults waiting to be met, the oldest first; those that are used up are taken out */
export const faulty = (faults: Fault[]) =>
  createMiddleware<Env>(async (c, next) => {
    const fault = take(faults, c.req.path);
    if (!fault) return next();
    switch (fault.kind) {
      case 'delay':
        await sleep(fault.ms);
        return next();
      case 'status':
        return new Response(fault.body ?? JSON.stringify({ type: 'INTERNAL_SERVER_ERROR', message: 'as asked for' }), {
          status: fault.status,
          headers: { 'content-type': 'application/json' },
        });
      case 'malformed':
        return c.body(fault.body ?? TRUNCATED, 200, { 'content-type': 'application/json' });
      case 'hang':
        // Until the client has gone: what nobody waits for is forgotten.
        await new Promise((gone) => c.env.outgoing.once('close', gone));
        return RESPONSE_ALREADY_SENT;
      case 'drop':
        c.env.incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      default:
        return fault.kind satisfies never;
    }
  });
