// The stand-in tells of payments as PortOne does: signed, repeated until taken, and on a bad day lost, doubled or late.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from '@portone/server-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STORE_ID, WEBHOOK_SECRET } from '../../../localstack/portone/account.ts';
import {
  addFault,
  checkOut,
  finishCancellations,
  replayWebhooks,
  setFaults,
  setWebhooks,
  webhooksOf,
} from '../../../localstack/portone/client.ts';
import { soon, useStandIn } from './portone-support.ts';

const { url, client, intentOf, checkedOut, confirm, paid, deliverTo } = useStandIn();

interface Taken {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly message: { readonly type: string; readonly data: { readonly paymentId: string } };
}

const taken: Taken[] = [];
let answers: number[] = [];

const server = createServer((request: IncomingMessage, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts).toString();
    taken.push({ headers: request.headers, body, message: JSON.parse(body) });
    response.writeHead(answers.shift() ?? 200).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
});
afterAll(() => new Promise<void>((done) => server.close(() => done())));
beforeEach(async () => {
  taken.length = 0;
  answers = [];
  await setWebhooks(url(), { speedUp: 6_000 });
});
afterEach(() => setFaults(url(), []));

const of = (paymentId: string) => taken.filter(({ message }) => message.data.paymentId === paymentId);
const typesOf = (paymentId: string) => of(paymentId).map(({ message }) => message.type);
const isTrue = ({ body, headers }: Taken) =>
  Webhook.verify(WEBHOOK_SECRET, body, headers).then(
    () => true,
    () => false,
  );

/** A payment that is authenticated, of whose window was told. */
async function authenticated() {
  const answer = await checkedOut();
  await soon(() => typesOf(answer.paymentId)).toEqual(['Transaction.Ready']);
  return answer;
}

describe('a webhook', () => {
  it('is signed so that the SDK believes it, and names payment, attempt and store', async () => {
    const { paymentId, txId } = await authenticated();
    const [first] = of(paymentId);
    const verified = await Webhook.verify(WEBHOOK_SECRET, first?.body ?? '', first?.headers ?? {});
    expect(verified).toEqual({
      type: 'Transaction.Ready',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { storeId: STORE_ID, paymentId, transactionId: txId },
    });
    const other = `whsec_${Buffer.from('another').toString('base64')}`;
    await expect(Webhook.verify(other, first?.body ?? '', first?.headers ?? {})).rejects.toMatchObject({
      reason: 'NO_MATCHING_SIGNATURE',
    });
  });

  it('tells of money taken and given back, with the cancellation', async () => {
    const answer = await authenticated();
    const { paymentId } = answer;
    await confirm(answer);
    await soon(() => typesOf(paymentId)).toHaveLength(2);
    await client().cancelPayment({ paymentId, reason: 'RETURNED', amount: 1_000 });
    await soon(() => typesOf(paymentId)).toHaveLength(3);
    await addFault(url(), { kind: 'cancel-pending', path: paymentId });
    const { cancellation } = await client().cancelPayment({ paymentId, reason: 'RETURNED' });
    await soon(() => typesOf(paymentId)).toHaveLength(4);
    await finishCancellations(url(), paymentId);
    await expect
      .poll(() => typesOf(paymentId))
      .toEqual([
        'Transaction.Ready',
        'Transaction.Paid',
        'Transaction.PartialCancelled',
        'Transaction.CancelPending',
        'Transaction.Cancelled',
      ]);
    expect(of(paymentId).at(-1)?.message.data).toMatchObject({
      cancellationId: 'id' in cancellation ? cancellation.id : undefined,
    });
  });

  it('tells of a failure, and of each window that was opened', async () => {
    const { paymentId } = await checkedOut({ action: 'close' });
    await checkOut(url(), intentOf(paymentId));
    await expect
      .poll(() => typesOf(paymentId).sort())
      .toEqual(['Transaction.Failed', 'Transaction.Ready', 'Transaction.Ready']);
  });

  it('is left out when the server asks for that', async () => {
    const id = await paid();
    await client().cancelPayment({ paymentId: id, reason: 'RETURNED', skipWebhook: true });
    expect((await webhooksOf(url(), id)).map(({ type }) => type)).toEqual(['Transaction.Ready', 'Transaction.Paid']);
  });

  it('is repeated with the same id until it is taken, and five times at most', async () => {
    answers = [500, 404];
    const { paymentId } = await checkedOut();
    await soon(() => of(paymentId)).toHaveLength(3);
    expect(new Set(of(paymentId).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await Promise.all(of(paymentId).map(isTrue))).toEqual([true, true, true]);

    await setWebhooks(url(), { speedUp: 1_000_000 });
    answers = Array.from({ length: 20 }, () => 503);
    const { paymentId: never } = await checkedOut();
    await expect
      .poll(async () => (await webhooksOf(url(), never))[0]?.deliveries.map(({ status }) => status))
      .toEqual(Array.from({ length: 6 }, () => 503));
    expect(of(never)).toHaveLength(6);
  });
});

describe('on a bad day a webhook', () => {
  it('is lost', async () => {
    await addFault(url(), { kind: 'webhook-lost', path: 'Transaction.Paid' });
    const answer = await authenticated();
    await confirm(answer);
    await client().cancelPayment({ paymentId: answer.paymentId, reason: 'RETURNED' });
    await soon(() => typesOf(answer.paymentId)).toHaveLength(2);
    expect(
      (await webhooksOf(url(), answer.paymentId)).map(({ type, deliveries }) => [type, deliveries.length]),
    ).toEqual([
      ['Transaction.Ready', 1],
      ['Transaction.Paid', 0],
      ['Transaction.Cancelled', 1],
    ]);
  });

  it('comes twice, under one id', async () => {
    const answer = await authenticated();
    await addFault(url(), { kind: 'webhook-doubled', path: answer.paymentId, times: 1 });
    await confirm(answer);
    await soon(() => typesOf(answer.paymentId).slice(1)).toEqual(['Transaction.Paid', 'Transaction.Paid']);
    const ids = of(answer.paymentId).map(({ headers }) => headers['webhook-id']);
    expect(ids[1]).toBe(ids[2]);
  });

  it('comes after the next one, or by itself when there is none', async () => {
    await addFault(url(), { kind: 'webhook-reordered', ms: 60_000, path: 'Transaction.Ready', times: 1 });
    const answer = await checkedOut();
    await confirm(answer);
    await soon(() => typesOf(answer.paymentId)).toEqual(['Transaction.Paid', 'Transaction.Ready']);
    await addFault(url(), { kind: 'webhook-reordered', ms: 20, path: 'Transaction.Ready', times: 1 });
    const { paymentId } = await checkedOut();
    await soon(() => typesOf(paymentId)).toEqual(['Transaction.Ready']);
  });

  it('comes late', async () => {
    await addFault(url(), { kind: 'webhook-delayed', ms: 100, path: 'Transaction.Ready', times: 1 });
    const answer = await checkedOut();
    await confirm(answer);
    await soon(() => typesOf(answer.paymentId)).toEqual(['Transaction.Paid', 'Transaction.Ready']);
  });

  it('comes forged as well, which the signature tells', async () => {
    const answer = await authenticated();
    await addFault(url(), { kind: 'webhook-forged', path: answer.paymentId, times: 1 });
    await confirm(answer);
    await soon(() => of(answer.paymentId)).toHaveLength(3);
    expect(await Promise.all(of(answer.paymentId).map(isTrue))).toEqual([true, false, true]);
  });

  it('comes again long after, with a fresh signature or with an old one', async () => {
    const { paymentId } = await authenticated();
    expect(await replayWebhooks(url(), paymentId)).toBe(1);
    expect(await replayWebhooks(url(), paymentId, 301)).toBe(1);
    await soon(() => of(paymentId)).toHaveLength(3);
    expect((await Promise.all(of(paymentId).map(isTrue))).filter(Boolean)).toHaveLength(2);
    expect(new Set(of(paymentId).map(({ body }) => body)).size).toBe(1);
  });
});
