// Taking webhooks in: who may hint at a payment, and what becomes of a hint.
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals as cardRefusals } from '../../../functions/payments/contract-card.ts';
import { createGenuine, receiveWebhook } from '../../../functions/payments/use-cases-webhook.ts';
import type { Raw } from '../../../functions/shared/http.ts';
import type { Message } from '../../../functions/shared/sqs.ts';
import { NOW, PAYMENT_ID } from './card-samples.ts';

// Off on a developer's machine, which the tests' is.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));

const secretOf = (name: string) => `whsec_${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;
const OURS = secretOf('ours');
const NEXT = secretOf('next');

const paid = JSON.stringify({
  type: 'Transaction.Paid',
  data: { storeId: 'store-1', paymentId: PAYMENT_ID, transactionId: 'tx-1' },
});

function signed(text: string, how: { secret?: string; at?: number; id?: string } = {}): Raw {
  const { secret = OURS, at = NOW, id = 'message-1' } = how;
  const signature = new Webhook(secret).sign(id, new Date(at), text);
  const timestamp = String(Math.floor(at / 1_000));
  return { text, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
}

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What was written to the log and to the metrics meanwhile. */
function logged() {
  const lines: string[] = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation(
      (...parts) => void lines.push(parts.map(String).join(' ').replaceAll(/\s/g, '')),
    );
  }
  return lines;
}

/** @param secrets what is known, and what there is when it is read afresh */
function world(secrets: { known: string; now?: string } = { known: OURS }) {
  const sent: Message[] = [];
  const reads: (boolean | undefined)[] = [];
  const readSecret = async (how?: { readonly fresh?: boolean }) => {
    reads.push(how?.fresh);
    return how?.fresh ? (secrets.now ?? secrets.known) : secrets.known;
  };
  const tools = {
    PORTONE_STORE_ID: 'store-1',
    isGenuine: createGenuine({ readSecret, clock: Date.now }),
    send: async (messages: readonly Message[]) => void sent.push(...messages),
  };
  return { tools, sent, reads, receive: (raw: Raw | undefined) => receiveWebhook(tools, raw) };
}

const refused = { kind: cardRefusals.SIGNATURE_INVALID };
const look = { body: { paymentId: PAYMENT_ID, why: 'webhook' }, delaySeconds: 0 };

describe('a webhook of PortOne', () => {
  it('has its payment looked at', async () => {
    const { sent, receive } = world();
    await receive(signed(paid));
    expect(sent).toEqual([look]);
  });

  it('that comes again has it looked at again, as a look does no harm', async () => {
    const { sent, receive } = world();
    await receive(signed(paid));
    await receive(signed(paid));
    expect(sent).toEqual([look, look]);
  });

  it.each([OURS, NEXT])('may be signed by either of two secrets', async (secret) => {
    const { sent, reads, receive } = world({ known: `${OURS}\n${NEXT}\n` });
    await receive(signed(paid, { secret }));
    expect(sent).toEqual([look]);
    expect(reads).toEqual([false]);
  });

  it('may be signed by a secret that is newer than what is known', async () => {
    const { sent, reads, receive } = world({ known: OURS, now: `${OURS} ${NEXT}` });
    await receive(signed(paid, { secret: NEXT }));
    expect(sent).toEqual([look]);
    expect(reads).toEqual([false, true]);
  });

  it('may have one of two secrets that is none', async () => {
    const { sent, receive } = world({ known: `whsec_% ${OURS}` });
    await receive(signed(paid));
    expect(sent).toEqual([look]);
  });

  it.each([
    ['no JSON', 'paid', 'BODY'],
    ['another store', paid.replace('store-1', 'store-2'), 'STORE'],
    ['a type that nobody knows', paid.replace('Paid', 'Dreamt'), 'TYPE'],
    ['a payment that is not ours', paid.replace(PAYMENT_ID, `pay_${PAYMENT_ID.slice(3)}`), 'PAYMENT'],
  ])('and with %s is answered and left at that, so that it does not come again', async (_, text, why) => {
    const lines = logged();
    const { sent, receive } = world();
    await receive(signed(text));
    expect(sent).toEqual([]);
    expect(lines.some((line) => line.includes('"webhooksIgnored":1') && line.includes(`"why":"${why}"`))).toBe(true);
  });

  it('comes again when the queue does not take it', async () => {
    const { tools } = world();
    const send = () => Promise.reject(new Error('the queue is away'));
    await expect(receiveWebhook({ ...tools, send }, signed(paid))).rejects.toThrow('the queue is away');
  });
});

describe('a webhook of somebody else', () => {
  const { headers } = signed(paid);
  const without = (name: string): Raw => ({ text: paid, headers: { ...headers, [name]: undefined } });

  it.each<[string, Raw | undefined]>([
    ['is signed by another secret', signed(paid, { secret: secretOf('theirs') })],
    ['has another text than was signed', { ...signed(paid), text: `${paid} ` }],
    ['has another id than was signed', { text: paid, headers: { ...headers, 'webhook-id': 'message-2' } }],
    ['has no id', without('webhook-id')],
    ['has no time', without('webhook-timestamp')],
    ['has no signature', without('webhook-signature')],
    ['has a signature of another version', { text: paid, headers: { ...headers, 'webhook-signature': 'v2,AAAA' } }],
    ['has a signature that is none', { text: paid, headers: { ...headers, 'webhook-signature': 'v1,%%%' } }],
    ['has a time that is none', { text: paid, headers: { ...headers, 'webhook-timestamp': 'now' } }],
    ['is six minutes old', signed(paid, { at: NOW - 360_000 })],
    ['is a month old, and was genuine then', signed(paid, { at: NOW - 30 * 86_400_000 })],
    ['comes from six minutes ahead', signed(paid, { at: NOW + 360_000 })],
    ['did not come', undefined],
  ])('that %s is refused, counted, and leaves nothing', async (_, raw) => {
    const lines = logged();
    const { sent, receive } = world();
    await expect(receive(raw)).rejects.toMatchObject(refused);
    expect(sent).toEqual([]);
    expect(lines.some((line) => line.includes('"webhooksRefused":1'))).toBe(true);
  });

  it('makes the secrets be read afresh every ten seconds at most', async () => {
    logged();
    const { reads, receive } = world();
    const forged = () => expect(receive(signed(paid, { secret: NEXT, at: Date.now() }))).rejects.toMatchObject(refused);
    await forged();
    vi.setSystemTime(NOW + 9_999);
    await forged();
    expect(reads).toEqual([false, true, false]);
    vi.setSystemTime(NOW + 10_000);
    await forged();
    expect(reads).toEqual([false, true, false, false, true]);
  });

  it('does not have them read at all for being old', async () => {
    logged();
    const { reads, receive } = world();
    await expect(receive(signed(paid, { at: NOW - 360_000 }))).rejects.toMatchObject(refused);
    expect(reads).toEqual([false]);
  });
});

describe('our own secrets', () => {
  it('that are none are said in the log, as every webhook is refused then', async () => {
    const lines = logged();
    const { receive } = world({ known: 'whsec_%' });
    await expect(receive(signed(paid))).rejects.toMatchObject(refused);
    expect(lines.some((line) => line.includes('"level":"ERROR"') && line.includes('BAD_SECRET'))).toBe(true);
  });

  it('that are empty are a failure, after which PortOne comes again', async () => {
    const { receive } = world({ known: ' ' });
    await expect(receive(signed(paid))).rejects.toThrow('the secret of the webhooks is empty');
  });

  it('that cannot be read afresh leave a forged one refused', async () => {
    logged();
    const readSecret = async (how?: { readonly fresh?: boolean }) => {
      if (how?.fresh) throw new Error('no secret today');
      return OURS;
    };
    const isGenuine = createGenuine({ readSecret, clock: Date.now });
    expect(await isGenuine(signed(paid, { secret: NEXT }))).toBe(false);
    expect(await isGenuine(signed(paid))).toBe(true);
  });
});
