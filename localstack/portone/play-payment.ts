// A person plays the checkout of a card: on a page, or with one call of JSON.
// What the browser says and is answered: https://developers.portone.io/sdk/ko/v2-sdk/payment-request
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { CARD_CHANNEL_KEY, DIRECT_CHANNEL_KEY, STORE_ID } from './account.ts';
import { ACTIONS, type CheckoutAnswer } from './checkout.ts';
import type { Env } from './env.ts';
import { refuse, statusOf } from './errors.ts';
import {
  byFormOrJson,
  filled,
  idSchema,
  messagePage,
  type OpenedBy,
  openedBy,
  openerOf,
  pageLanguage,
  show,
} from './page.ts';
import { answerPage, type Checkout, checkoutPage, outcomeOf, sentencesOf } from './page-payment.ts';
import type { State } from './state.ts';
import { openWindow, playWindow } from './window.ts';

const WEBHOOK_PATH = /\/webhooks\/portone$/;

/** A form's numbers are written. */
const whole = (least: number, most: number) => z.coerce.number().check(z.int(), z.minimum(least), z.maximum(most));
const won = whole(1, 1_000_000_000);

const asked = {
  storeId: z._default(z.string(), STORE_ID),
  channelKey: z._default(z.string(), CARD_CHANNEL_KEY),
  orderName: z._default(z.string().check(z.minLength(1)), '주문'),
  totalAmount: won,
  /** `CURRENCY_KRW` is KRW too. */
  currency: z._default(
    z.pipe(
      z.string(),
      z.transform((name: string) => name.replace(/^CURRENCY_/, '')),
    ),
    'KRW',
  ),
  ...openedBy,
};
/** The window takes more than it looks at, such as the customer. */
const opening = z.object(asked);

const playing = z.strictObject({
  ...asked,
  action: z._default(z.enum(ACTIONS), 'pay'),
  paidAmount: z.optional(won),
  afterMs: z.optional(whole(0, 600_000)),
  afterSeconds: z.optional(whole(0, 600)),
});
type Playing = z.output<typeof playing>;

const textsOf = (c: Context<Env>, by: OpenedBy) => sentencesOf(pageLanguage(c, by));

const isOurs = ({ storeId, channelKey }: Checkout) =>
  storeId === STORE_ID && [CARD_CHANNEL_KEY, DIRECT_CHANNEL_KEY].includes(channelKey);

/** What the server registered, where the browser does not say it: for short lines of curl. */
function known(state: State, id: string) {
  const { total, currency } = state.cards.get(id)?.registered ?? {};
  return { ...(total === undefined ? {} : { totalAmount: total }), ...(currency === undefined ? {} : { currency }) };
}

/** The window is over: as long as asked after what was done in it. */
async function playOut(state: State, paymentId: string, played: Playing): Promise<CheckoutAnswer> {
  const { channelKey, orderName, totalAmount: total, currency, action, paidAmount, afterMs, afterSeconds } = played;
  const how = { action, ...(paidAmount === undefined ? {} : { paidAmount }) };
  const answer = playWindow(state, { paymentId, channelKey, orderName, total, currency }, how);
  const ms = afterMs ?? (afterSeconds ?? 0) * 1000;
  if (ms > 0) await sleep(ms);
  return answer;
}

/** As PortOne comes back from a phone's browser: in the query string. */
function backTo(target: string, answer: CheckoutAnswer): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(filled(answer))) url.searchParams.set(name, String(value));
  return url.href;
}

const apiUrlOf = ({ webhooks }: State) =>
  webhooks.url && WEBHOOK_PATH.test(webhooks.url) ? webhooks.url.replace(WEBHOOK_PATH, '') : '$API';

function finish(c: Context<Env>, state: State, by: OpenedBy, answer: CheckoutAnswer) {
  const { redirectUrl: target, opener } = by;
  if (target !== undefined) return c.redirect(backTo(target, answer), 303);
  const texts = textsOf(c, by);
  if (opener === undefined) return show(c, answerPage(texts, answer, apiUrlOf(state)));
  return show(c, messagePage(texts, answer.paymentId, outcomeOf(texts, answer), { opener, answer }));
}

function showRefusal(c: Context<Env>, paymentId: string, type: 'INVALID_REQUEST' | 'FORBIDDEN', by: OpenedBy) {
  const texts = textsOf(c, by);
  const message = type === 'FORBIDDEN' ? texts.otherStore : texts.badAddress;
  const answer: CheckoutAnswer = { transactionType: 'PAYMENT', paymentId, txId: '', code: type, message };
  return show(c, messagePage(texts, paymentId, message, { opener: by.opener, answer }), statusOf(type));
}

/** The window that PortOne's browser SDK opens. */
function open(c: Context<Env>, state: State, id: string): Response | Promise<Response> {
  const fields = filled(c.req.query());
  const by = openerOf(fields);
  const query = z.safeParse(opening, { ...known(state, id), ...fields });
  if (!query.success || !idSchema.safeParse(id).success) return showRefusal(c, id, 'INVALID_REQUEST', by);
  const checkout = query.data;
  if (!isOurs(checkout)) return showRefusal(c, id, 'FORBIDDEN', by);
  const { channelKey, orderName, totalAmount: total, currency } = checkout;
  const window = { paymentId: id, channelKey, orderName, total, currency };
  // A window that does not open answers at once, which playing it does too.
  if (typeof openWindow(state, window) === 'string') return finish(c, state, checkout, playWindow(state, window, {}));
  return show(c, checkoutPage(textsOf(c, by), { id, checkout, fields: {} }));
}

async function playByForm(c: Context<Env>, state: State, id: string): Promise<Response> {
  const fields = filled(await c.req.parseBody());
  const by = openerOf(fields);
  const form = z.safeParse(playing, fields);
  if (!form.success) {
    const checkout = z.safeParse(opening, fields);
    if (!checkout.success || !('action' in fields)) return showRefusal(c, id, 'INVALID_REQUEST', by);
    const texts = textsOf(c, by);
    return show(c, checkoutPage(texts, { id, checkout: checkout.data, fields, complaint: texts.incomplete }), 400);
  }
  if (!isOurs(form.data)) return showRefusal(c, id, 'FORBIDDEN', by);
  return finish(c, state, form.data, await playOut(state, id, form.data));
}

async function playByJson(c: Context<Env>, state: State, id: string): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const call = z.safeParse(playing, typeof body === 'object' ? { ...known(state, id), ...body } : body);
  if (!call.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(call.error));
  if (!isOurs(call.data)) return refuse(c, 'FORBIDDEN', '요청이 거절되었습니다');
  return c.json(await playOut(state, id, call.data));
}

export function playPayment(state: State): Hono<Env> {
  return new Hono<Env>()
    .get('/:id', (c) => open(c, state, c.req.param('id')))
    .post('/:id', (c) => {
      const id = c.req.param('id');
      return byFormOrJson(c, id, { form: () => playByForm(c, state, id), json: () => playByJson(c, state, id) });
    });
}
