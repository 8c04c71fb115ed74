// A person plays their identity verification: on a page, or with one call of JSON.
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { IDENTITY_CHANNEL_KEY, STORE_ID } from './account.ts';
import type { Env } from './env.ts';
import { refuse, statusOf } from './errors.ts';
import { answerOf, FAILURES, failed, type IdentityAnswer, requested, verified } from './identities.ts';
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
import { formPage, type Sentences, sentencesOf } from './page-identity.ts';
import type { KnownVerification, State } from './state.ts';

const asked = {
  storeId: z._default(z.string(), STORE_ID),
  /** Tests also try channels that are not ours. */
  channelKey: z._default(z.string().check(z.minLength(1)), IDENTITY_CHANNEL_KEY),
  ...openedBy,
};
const opening = z.object(asked);

const playing = z.discriminatedUnion('action', [
  z.strictObject({
    ...asked,
    action: z.literal('verify'),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
    birthDate: z.iso.date().check(z.refine((date: string) => Date.parse(date) <= Date.now(), 'is in the future')),
    gender: z._default(z.enum(['MALE', 'FEMALE', 'OTHER']), 'OTHER'),
    phoneNumber: z.optional(z.string().check(z.regex(/^\d{8,15}$/))),
    withCi: z._default(z.boolean(), true),
    withDi: z._default(z.boolean(), true),
    /** For tests: when it was, instead of now. */
    verifiedAt: z.optional(z.iso.datetime({ offset: true })),
  }),
  // The form sends its fields with every button.
  z.object({ ...asked, action: z.enum(['fail', 'cancel']) }),
]);
type Playing = z.output<typeof playing>;

const ALREADY = 'IDENTITY_VERIFICATION_ALREADY_VERIFIED';

function play(before: KnownVerification, played: Playing, now: number): KnownVerification {
  if (played.action !== 'verify') return failed(before, played.action, now);
  return verified(before, played, played.verifiedAt ? Date.parse(played.verifiedAt) : now);
}

/** As PortOne comes back from a phone's browser: in the query string. */
function backTo(target: string, answer: IdentityAnswer): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return url.href;
}

function outcomeOf(verification: KnownVerification, texts: Sentences): string {
  if (verification.status !== 'FAILED') return texts.done;
  return verification.failure.pgCode === FAILURES.cancel.pgCode ? texts.cancelled : texts.failed;
}

const textsOf = (c: Context<Env>, by: OpenedBy) => sentencesOf(pageLanguage(c, by));

function showRefusal(c: Context<Env>, type: 'INVALID_REQUEST' | 'FORBIDDEN' | typeof ALREADY, by: OpenedBy) {
  const texts = textsOf(c, by);
  const id = c.req.param('id') ?? '';
  const message = { INVALID_REQUEST: texts.badAddress, FORBIDDEN: texts.otherStore, [ALREADY]: texts.already }[type];
  const common = { transactionType: 'IDENTITY_VERIFICATION', identityVerificationId: id } as const;
  const answer: IdentityAnswer = { ...common, identityVerificationTxId: '', code: type, message };
  return show(c, messagePage(texts, id, message, { opener: by.opener, answer }), statusOf(type));
}

/** The window that PortOne's browser SDK opens. */
function open(c: Context<Env>, state: State, id: string): Response | Promise<Response> {
  const fields = filled(c.req.query());
  const by = openerOf(fields);
  const query = z.safeParse(opening, fields);
  if (!query.success || !idSchema.safeParse(id).success) return showRefusal(c, 'INVALID_REQUEST', by);
  if (query.data.storeId !== STORE_ID) return showRefusal(c, 'FORBIDDEN', by);
  const texts = textsOf(c, by);
  const known = state.identityVerifications.get(id);
  if (known?.status === 'VERIFIED') {
    if (by.opener !== undefined) return showRefusal(c, ALREADY, by);
    return show(c, messagePage(texts, id, texts.done), 200);
  }
  state.identityVerifications.set(id, requested(id, query.data.channelKey, Date.now()));
  return show(c, formPage(texts, { id, ...query.data, fields: {} }), 200);
}

async function playByForm(c: Context<Env>, state: State, id: string): Promise<Response> {
  const fields = filled(await c.req.parseBody());
  const by = openerOf(fields);
  const texts = textsOf(c, by);
  const form = z.safeParse(playing, fields);
  if (!form.success) {
    const target = z.safeParse(opening, fields);
    if (!target.success || !('action' in fields)) return showRefusal(c, 'INVALID_REQUEST', by);
    return show(c, formPage(texts, { id, ...target.data, fields, complaint: texts.incomplete }), 400);
  }
  const outcome = tryToPlay(state, id, form.data);
  if (typeof outcome === 'string') return showRefusal(c, outcome, by);
  const answer = answerOf(outcome);
  if (form.data.redirectUrl) return c.redirect(backTo(form.data.redirectUrl, answer), 303);
  return show(c, messagePage(texts, id, outcomeOf(outcome, texts), { opener: by.opener, answer }), 200);
}

async function playByJson(c: Context<Env>, state: State, id: string): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const call = z.safeParse(playing, { action: 'verify', ...(typeof body === 'object' ? body : {}) });
  if (!call.success) return refuse(c, 'INVALID_REQUEST', z.prettifyError(call.error));
  const outcome = tryToPlay(state, id, call.data);
  if (outcome === 'FORBIDDEN') return refuse(c, outcome, '요청이 거절되었습니다');
  if (outcome === ALREADY) return refuse(c, outcome, '본인인증 건이 이미 인증 완료된 상태입니다');
  return c.json(outcome);
}

/** Plays a verification, for the first time or after a failure. @returns why not, or what it is now */
function tryToPlay(state: State, id: string, played: Playing): KnownVerification | 'FORBIDDEN' | typeof ALREADY {
  if (played.storeId !== STORE_ID) return 'FORBIDDEN';
  const known = state.identityVerifications.get(id);
  if (known?.status === 'VERIFIED') return ALREADY;
  const now = Date.now();
  const outcome = play(requested(id, played.channelKey, now), played, now);
  state.identityVerifications.set(id, outcome);
  return outcome;
}

export function playIdentity(state: State): Hono<Env> {
  return new Hono<Env>()
    .get('/:id', (c) => open(c, state, c.req.param('id')))
    .post('/:id', (c) => {
      const id = c.req.param('id');
      return byFormOrJson(c, id, { form: () => playByForm(c, state, id), json: () => playByJson(c, state, id) });
    });
}
