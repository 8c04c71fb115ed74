// PortOne's REST API for payments, as far as the product asks for them.
// Routes, fields and refusals: https://developers.portone.io/api/rest-v2/payment
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { STORE_ID } from './account.ts';
import { listOf, viewOf } from './card-view.ts';
import { paidOf } from './cards.ts';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import { cancel } from './payments-cancel.ts';
import { confirm } from './payments-confirm.ts';
import { move, type State } from './state.ts';

const DAY_MS = 86_400_000;
/** What is listed without `from`. */
const LISTED_DAYS = 90;
const LISTED_MOST = 60_000;

const storeId = z.optional(z.string());
const won = z.int().check(z.minimum(1));

const registering = z.object({ storeId, totalAmount: z.optional(won), currency: z.optional(z.string()) });

/** Fields that the product does not send are not looked at. */
const confirming = z.object({
  storeId,
  paymentToken: z.string(),
  txId: z.optional(z.string()),
  currency: z.optional(z.string()),
  totalAmount: z.optional(z.int()),
  isTest: z.optional(z.boolean()),
});

const cancelling = z.object({
  storeId,
  amount: z.optional(won),
  currentCancellableAmount: z.optional(z.int()),
  reason: z.string().check(z.minLength(1)),
  skipWebhook: z._default(z.boolean(), false),
});

const time = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => Date.parse(text)),
);

const listing = z.object({
  page: z._default(
    z.object({
      number: z._default(z.int().check(z.minimum(0)), 0),
      size: z._default(z.int().check(z.minimum(1)), 10),
    }),
    { number: 0, size: 10 },
  ),
  filter: z._default(
    z.object({
      storeId,
      timestampType: z.optional(z.enum(['CREATED_AT', 'STATUS_CHANGED_AT'])),
      from: z.optional(time),
      until: z.optional(time),
      status: z.optional(z.array(z.string())),
      isTest: z.optional(z.boolean()),
      sortBy: z.optional(z.enum(['REQUESTED_AT', 'STATUS_CHANGED_AT'])),
      sortOrder: z.optional(z.enum(['ASC', 'DESC'])),
    }),
    {},
  ),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Asking = z.ZodMiniType<{ readonly storeId?: string | undefined }>;

/** What a server asks for, of our store. @returns the refusal where it is something else */
async function askedOf<S extends Asking>(c: Context<Env>, schema: S): Promise<z.output<S> | Response> {
  // The SDK sends its JSON without a content-type.
  const asked = z.safeParse(schema, json(await c.req.text()));
  if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
  const isOurs = asked.data.storeId === undefined || asked.data.storeId === STORE_ID;
  return isOurs ? asked.data : refuse(c, 'FORBIDDEN', '요청이 거절되었습니다');
}

function list(c: Context<Env>, state: State): Response {
  const asked = z.safeParse(listing, json(c.req.query('requestBody') ?? '{}'));
  if (!asked.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(asked.error));
  const { page, filter } = asked.data;
  if (filter.storeId !== undefined && filter.storeId !== STORE_ID) {
    return refuse(c, 'FORBIDDEN', '요청이 거절되었습니다');
  }
  const from = page.number * page.size;
  if (from + page.size > LISTED_MOST) return refuse(c, 'INVALID_REQUEST', 'the page is too far');
  const until = filter.until ?? Date.now();
  const { timestampType = 'STATUS_CHANGED_AT', sortBy = 'REQUESTED_AT', sortOrder = 'DESC' } = filter;
  const span = { from: filter.from ?? until - LISTED_DAYS * DAY_MS, until };
  const found = listOf(state.cards.values(), { ...filter, ...span, timestampType, sortBy, sortOrder });
  return c.json({ items: found.slice(from, from + page.size), page: { ...page, totalCount: found.length } });
}

async function register(c: Context<Env>, state: State, paymentId: string): Promise<Response> {
  const asked = await askedOf(c, registering);
  if (asked instanceof Response) return asked;
  const known = state.cards.get(paymentId);
  if (known && paidOf(known)) return refuse(c, 'ALREADY_PAID', '결제가 이미 완료되었습니다');
  const { totalAmount: total, currency } = asked;
  move(state, paymentId, (card) => ({ ...card, registered: { total, currency } }));
  return c.json({});
}

function show(c: Context<Env>, state: State, paymentId: string): Response {
  const card = state.cards.get(paymentId);
  const shown = card && viewOf(card);
  return shown ? c.json(shown) : refuse(c, 'PAYMENT_NOT_FOUND', '결제 건이 존재하지 않습니다');
}

export function payments(state: State): Hono<Env> {
  return new Hono<Env>()
    .get('/', (c) => list(c, state))
    .get('/:id', (c) => show(c, state, c.req.param('id')))
    .post('/:id/pre-register', (c) => register(c, state, c.req.param('id')))
    .post('/:id/confirm', async (c) => {
      const asked = await askedOf(c, confirming);
      return asked instanceof Response ? asked : confirm(c, state, { ...asked, paymentId: c.req.param('id') });
    })
    .post('/:id/cancel', async (c) => {
      const asked = await askedOf(c, cancelling);
      return asked instanceof Response ? asked : cancel(c, state, { ...asked, paymentId: c.req.param('id') });
    });
}
