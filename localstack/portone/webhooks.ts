// Webhooks as PortOne sends them: version 2024-04-25, signed by Standard Webhooks, repeated until they are taken.
// https://developers.portone.io/opi/ko/integration/webhook/readme-v2
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { STORE_ID } from './account.ts';
import { DEFAULT_MS, webhookFaults } from './faults.ts';
import { later, type Message, type State } from './state.ts';

export type WebhookType =
  | 'Transaction.Ready'
  | 'Transaction.Paid'
  | 'Transaction.Failed'
  | 'Transaction.CancelPending'
  | 'Transaction.PartialCancelled'
  | 'Transaction.Cancelled';

/** How long after one try the next is made. */
const AGAIN_MINUTES = [1, 4, 16, 64, 256];
/** A wait is between 1 − this and 1 + this of what it says. */
const JITTER = 0.25;

const TRY_LIMIT_MS = 30_000;

/** At once: each is a process of the local cloud, which has to serve the crowd too. */
const IN_FLIGHT_MOST = 16;

/** The signature of somebody who is not PortOne. */
const FORGED_SECRET = `whsec_${Buffer.from('somebody-elses-secret').toString('base64')}`;

export interface Happened {
  readonly paymentId: string;
  readonly type: WebhookType;
  readonly transactionId: string;
  readonly cancellationId?: string;
}

/** Tells the shop's server what happened, by and by; meets the faults that were asked for. */
export function announce(state: State, { paymentId, type, transactionId, cancellationId }: Happened): void {
  const data = { storeId: STORE_ID, paymentId, transactionId, ...(cancellationId ? { cancellationId } : {}) };
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
  const message = { id: `wh_${randomUUID()}`, paymentId, type, body };
  state.webhooks.messages.push(message);
  const faults = webhookFaults(state.faults, paymentId, type);
  if (faults.has('webhook-lost')) return;
  const sendAll = async () => {
    if (faults.has('webhook-forged')) await attempt(state, message, { secret: FORGED_SECRET });
    const copies = faults.has('webhook-doubled') ? 2 : 1;
    await Promise.all(Array.from({ length: copies }, () => send(state, message)));
  };
  const reordered = faults.get('webhook-reordered');
  const delayed = faults.get('webhook-delayed');
  if (reordered) holdBack(state, reordered.ms ?? DEFAULT_MS, sendAll);
  else later(state, delayed ? (delayed.ms ?? DEFAULT_MS) : 0, () => void sendAll().then(() => letGo(state)));
}

/** Sends what was said of a payment once more. @param agoSeconds how old the signatures say that they are @returns how many */
export function replay(state: State, paymentId: string, agoSeconds: number): number {
  const messages = state.webhooks.messages.filter((message) => message.paymentId === paymentId);
  for (const message of messages) void attempt(state, message, { agoSeconds });
  return messages.length;
}

function holdBack(state: State, ms: number, sendAll: () => Promise<void>): void {
  const { heldBack } = state.webhooks;
  const go = () => {
    if (heldBack.delete(go)) void sendAll();
  };
  heldBack.add(go);
  later(state, ms, go);
}

function letGo({ webhooks }: State): void {
  for (const go of webhooks.heldBack) go();
}

async function send(state: State, message: Message, tries = 0): Promise<void> {
  if (await attempt(state, message)) return;
  const minutes = AGAIN_MINUTES[tries];
  if (minutes === undefined || state.webhooks.url === undefined) return;
  const jitter = 1 + JITTER * (2 * Math.random() - 1);
  const ms = (minutes * 60_000 * jitter) / state.webhooks.speedUp;
  later(state, ms, () => void send(state, message, tries + 1));
}

/** Sends a message once, when it is its turn, signed anew. @returns whether it was taken */
async function attempt(
  { webhooks }: State,
  message: Message,
  how: { readonly secret?: string; readonly agoSeconds?: number } = {},
): Promise<boolean> {
  if (webhooks.inFlight < IN_FLIGHT_MOST) webhooks.inFlight++;
  else await new Promise<void>((go) => webhooks.waiting.push(go));
  try {
    return await post(webhooks, message, how);
  } finally {
    const next = webhooks.waiting.shift();
    if (next) next();
    else webhooks.inFlight--;
  }
}

async function post(
  webhooks: State['webhooks'],
  { id, body }: Message,
  { secret = webhooks.secret, agoSeconds = 0 }: { readonly secret?: string; readonly agoSeconds?: number },
): Promise<boolean> {
  const { url } = webhooks;
  if (url === undefined) return false;
  const now = Date.now();
  const at = new Date(now - agoSeconds * 1000);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  const signal = AbortSignal.timeout(TRY_LIMIT_MS);
  const status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => 0,
  );
  webhooks.deliveries.push({ messageId: id, at: now, status });
  return status >= 200 && status < 300;
}
