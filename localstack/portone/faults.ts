// Faults on demand: what a gateway does on a bad day. Those of every request are met before anything else is looked at.
import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod/mini';
import type { Env } from './env.ts';

const TRUNCATED = '{"status":"VERIFIED","id":"';

/** `hang` never answers, `drop` ends the connection without an answer, `malformed` is a 200 that is no answer. */
const REST = ['delay', 'status', 'malformed', 'hang', 'drop'] as const;

/**
 * Of a confirm. `slow` takes the money after `ms`; `500-before` takes none; `500-after` and `dropped` have taken it;
 * `late` answers 500 and takes it `ms` later; `declined` is the refusal of the card's company.
 */
const CONFIRM = [
  'confirm-slow',
  'confirm-500-before',
  'confirm-500-after',
  'confirm-dropped',
  'confirm-late',
  'confirm-declined',
] as const;

/**
 * Of a cancellation. `pending` is only requested, and done after `ms` when that is given, else when it is played;
 * `refused` is the provider's refusal; `failed` is requested and fails after `ms`, or when it is played; `500-after` and
 * `dropped` have given the money back.
 */
const CANCEL = ['cancel-pending', 'cancel-refused', 'cancel-failed', 'cancel-500-after', 'cancel-dropped'] as const;

/**
 * Of one webhook. `lost` is never sent; `reordered` comes after the next one of any payment, at the latest after `ms`;
 * `forged` is sent once more with another's signature before the true one; `delayed` comes `ms` later.
 */
const WEBHOOK = ['webhook-lost', 'webhook-doubled', 'webhook-reordered', 'webhook-forged', 'webhook-delayed'] as const;

export const faultSchema = z.strictObject({
  kind: z.enum([...REST, ...CONFIRM, ...CANCEL, ...WEBHOOK]),
  /** 1,000 where nothing else is said of it. */
  ms: z.optional(z.int().check(z.minimum(0), z.maximum(600_000))),
  status: z._default(z.int().check(z.minimum(400), z.maximum(599)), 500),
  /** Of `status` and `malformed`. */
  body: z.optional(z.string()),
  /** Of `confirm-declined` and `cancel-refused`: the provider's words. */
  pgCode: z.optional(z.string()),
  pgMessage: z.optional(z.string()),
  /** How many meet it; without, all until the faults are removed. */
  times: z.optional(z.int().check(z.minimum(1))),
  /** How likely it is met by each that could, 0 to 1: for crowds. */
  share: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  method: z.optional(z.enum(['GET', 'POST'])),
  /**
   * A part of the paths that meet it, such as an id or `/confirm`: tests in parallel do not meet each other's faults. A
   * webhook's is `/payments/<paymentId>/webhooks/<type>`.
   */
  path: z.optional(z.string().check(z.minLength(1))),
});
export type Fault = z.output<typeof faultSchema>;
export type FaultInput = Readonly<z.input<typeof faultSchema>>;
type Kind = Fault['kind'];

export type ConfirmFault = Fault & { readonly kind: (typeof CONFIRM)[number] };
export type CancelFault = Fault & { readonly kind: (typeof CANCEL)[number] };
export type WebhookFault = Fault & { readonly kind: (typeof WEBHOOK)[number] };
type RestFault = Fault & { readonly kind: (typeof REST)[number] };

export const DEFAULT_MS = 1_000;

/** The fault that is met, which is used up by that. @param faults those that are used up are taken out */
function take<K extends Kind>(
  faults: Fault[],
  kinds: readonly K[],
  { path, method }: { readonly path: string; readonly method?: string },
): (Fault & { readonly kind: K }) | undefined {
  const isMet = (fault: Fault): fault is Fault & { readonly kind: K } =>
    kinds.some((kind) => kind === fault.kind) &&
    (fault.path === undefined || path.includes(fault.path)) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.share === undefined || Math.random() < fault.share);
  const at = faults.findIndex(isMet);
  const fault = faults[at];
  if (!fault || at < 0) return undefined;
  if (fault.times === 1) faults.splice(at, 1);
  else if (fault.times !== undefined) faults[at] = { ...fault, times: fault.times - 1 };
  return fault as Fault & { readonly kind: K };
}

export const confirmFault = (faults: Fault[], path: string): ConfirmFault | undefined =>
  take(faults, CONFIRM, { path });

export const cancelFault = (faults: Fault[], path: string): CancelFault | undefined => take(faults, CANCEL, { path });

/** One webhook may meet several: it can be doubled and late. */
export function webhookFaults(faults: Fault[], paymentId: string, type: string): ReadonlyMap<string, WebhookFault> {
  const path = `/payments/${paymentId}/webhooks/${type}`;
  const met = WEBHOOK.map((kind) => take(faults, [kind], { path })).filter((fault) => fault !== undefined);
  return new Map(met.map((fault) => [fault.kind, fault]));
}

export function brokenDown(): Response {
  return answerOf(500, JSON.stringify({ type: 'INTERNAL_SERVER_ERROR', message: 'as asked for' }));
}

/** The connection ends without an answer. */
export function dropped(c: Context<Env>): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function answerOf(status: number, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

/** Lets requests meet the faults that were asked for. @param faults waiting to be met, the oldest first */
export const faulty = (faults: Fault[]) =>
  createMiddleware<Env>(async (c, next) => {
    const fault: RestFault | undefined = take(faults, REST, c.req);
    if (!fault) return next();
    switch (fault.kind) {
      case 'delay':
        await sleep(fault.ms ?? DEFAULT_MS);
        return next();
      case 'status':
        return fault.body === undefined && fault.status === 500
          ? brokenDown()
          : answerOf(fault.status, fault.body ?? (await brokenDown().text()));
      case 'malformed':
        return c.body(fault.body ?? TRUNCATED, 200, { 'content-type': 'application/json' });
      case 'hang':
        // Until the client has gone: what nobody waits for is forgotten.
        await new Promise((gone) => c.env.outgoing.once('close', gone));
        return RESPONSE_ALREADY_SENT;
      case 'drop':
        return dropped(c);
      default:
        return fault.kind satisfies never;
    }
  });
