// What only a stand-in tells of payments, and does with them: its books, cancellations that come to their end, webhooks.
import { Hono } from 'hono';
import * as z from 'zod/mini';
import { bookOf } from './card-view.ts';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import { cancelHere, endAll } from './payments-cancel.ts';
import type { State } from './state.ts';
import { replay } from './webhooks.ts';

const OUTCOMES = { succeed: 'SUCCEEDED', fail: 'FAILED' } as const;

const cancelling = z.strictObject({ amount: z.optional(z.int().check(z.minimum(1))) });
const replaying = z.strictObject({ agoSeconds: z._default(z.int(), 0) });

export function playBooks(state: State): Hono<Env> {
  return new Hono<Env>()
    .get('/', (c) => {
      const payments = [...state.cards.values()].map(bookOf);
      const sumOf = (field: 'captured' | 'returned' | 'returning') =>
        payments.reduce((sum, book) => sum + book[field], 0);
      const sums = { captured: sumOf('captured'), returned: sumOf('returned'), returning: sumOf('returning') };
      return c.json({ sums, payments });
    })
    .post('/:id/cancellations/:outcome{succeed|fail}', (c) => {
      const outcome = OUTCOMES[c.req.param('outcome') as keyof typeof OUTCOMES];
      return c.json({ finished: endAll(state, c.req.param('id'), outcome) });
    })
    .post('/:id/cancel', async (c) => {
      const asked = z.safeParse(cancelling, await c.req.json().catch(() => ({})));
      if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
      const refused = cancelHere(state, c.req.param('id'), asked.data.amount);
      return refused ? refuse(c, refused, '취소할 수 없습니다') : c.body(null, 204);
    })
    .post('/:id/replay', async (c) => {
      const asked = z.safeParse(replaying, await c.req.json().catch(() => ({})));
      if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
      return c.json({ replayed: replay(state, c.req.param('id'), asked.data.agoSeconds) });
    })
    .get('/:id/webhooks', (c) => {
      const { messages, deliveries } = state.webhooks;
      const own = messages.filter(({ paymentId }) => paymentId === c.req.param('id'));
      const webhooks = own.map(({ id, type }) => ({
        id,
        type,
        deliveries: deliveries.filter(({ messageId }) => messageId === id).map(({ at, status }) => ({ at, status })),
      }));
      return c.json({ webhooks });
    });
}
