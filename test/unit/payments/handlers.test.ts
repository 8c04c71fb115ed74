// A card payment through the functions themselves: what their environment names, and what a buyer sees of it.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { routes } from '../../../functions/payments/contract.ts';
import { adminRoutes, routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { itemOf as cardItemOf } from '../../../functions/payments/keys.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { routes as walletRoutes } from '../../../functions/wallet/contract.ts';
import { ask, passes } from '../../support/http-event.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { heldReservation } from '../reservations/samples.ts';
import { card, NOW, PAYMENT_ID, paidAnswer } from './card-samples.ts';

const ENV = {
  AWS_REGION: 'ap-northeast-2',
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
  PAYMENTS_TABLE: 'payments',
  CATALOG_TABLE: 'catalog',
  QUEUE_TABLE: 'queue',
  PORTONE_URL: 'https://portone.example.com',
  PORTONE_STORE_ID: 'store-1',
  PORTONE_SECRET: 'portone-secret',
  PORTONE_LIVE: 'off',
  PORTONE_CARD_CHANNEL: 'channel-key-1',
  CARD_REDIRECT_URL: 'none',
  SETTLE_QUEUE_URL: 'https://sqs.example.com/settle',
  APPROVAL_SECONDS: '60',
  CHARGE_KRW: '1000000,3000000,2000000',
  DIRECT_TOP_UP: 'off',
};
const gate = { ...passes, concertId: 'con_1' };
const secrets = mockClient(SecretsManagerClient);
const queue = mockClient(SQSClient);

/** What was asked for, by payment. */
const amounts = new Map<string, number>();

let db: MemoryDb;
let asked: string[];

async function handlers() {
  const [pay, complete, list, one, manage, charge] = await Promise.all([
    import('../../../functions/payments/handlers/pay-reservation.ts'),
    import('../../../functions/payments/handlers/complete-payment.ts'),
    import('../../../functions/payments/handlers/list-payments.ts'),
    import('../../../functions/payments/handlers/get-payment.ts'),
    import('../../../functions/payments/handlers/manage-payments.ts'),
    import('../../../functions/wallet/handlers/charge-wallet.ts'),
  ]);
  return { pay, complete, list, one, manage, charge };
}

let are: Awaited<ReturnType<typeof handlers>>;

/** PortOne, as far as a payment that goes well asks it. */
async function portone(input: URL | string, { method = 'GET', body }: { method?: string; body?: string } = {}) {
  const { pathname } = new URL(input);
  const [, , paymentId = '', step = ''] = pathname.split('/');
  asked.push(`${method} ${step}`);
  if (step === 'confirm') amounts.set(paymentId, (JSON.parse(body ?? '{}') as { totalAmount: number }).totalAmount);
  if (method === 'POST') return Response.json({ payment: {} });
  const channel = {
    type: 'TEST',
    id: 'c',
    key: 'channel-key-1',
    name: 'card',
    pgProvider: 'TOSSPAYMENTS',
    pgMerchantId: 'm',
  };
  const total = amounts.get(paymentId) ?? 0;
  const amount = {
    total,
    taxFree: 0,
    vat: 0,
    supply: total,
    discount: 0,
    paid: total,
    cancelled: 0,
    cancelledTaxFree: 0,
  };
  return Response.json(paidAnswer({ id: paymentId, channel, amount }));
}

beforeAll(async () => {
  for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value);
  vi.stubGlobal('fetch', portone);
  const send: unknown = (command: unknown) => db.send(command as Parameters<MemoryDb['send']>[0]);
  vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(send as DynamoDBDocumentClient['send']);
  secrets.on(GetSecretValueCommand, { SecretId: 'portone-secret' }).resolves({ SecretString: 'api-secret' });
  queue.on(SendMessageBatchCommand).resolves({});
  are = await handlers();
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
beforeEach(() => {
  db = createMemoryDb();
  asked = [];
  queue.resetHistory();
});

const token = { paymentToken: 'token-1', txId: 'tx-1' };

describe('a seat that is paid by card', () => {
  const soon = Math.ceil(Date.now() / 1_000) * 1_000 + 300_000;

  beforeEach(() => {
    db.put('reservations', itemOf(heldReservation({ expiresAt: soon })));
    db.put('catalog', { pk: 'CONCERT#con_1', sk: 'META', concertId: 'con_1', name: '공연', settings: {} });
  });

  it('is begun, completed, listed and read, with the gateway asked for its money once', async () => {
    const body = { reservationId: 'rsv_aaaaaaaaaaaa', method: 'CARD', amount: 100_000 };
    const intent = await ask(are.pay.handler, routes.pay, { body, gate });
    expect(intent).toMatchObject({ status: 200, body: { orderName: '공연 15번', channelKey: 'channel-key-1' } });
    expect(asked).toEqual(['POST pre-register']);
    const params = { paymentId: String(intent.body.paymentId) };
    const paid = await ask(are.complete.handler, cardRoutes.complete, { params, body: token, gate });
    expect(paid).toMatchObject({ status: 200, body: { ...params, status: 'COMPLETED', method: 'CARD' } });
    expect(asked).toEqual(['POST pre-register', 'POST confirm', 'GET ']);
    expect(queue.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
    const read = await ask(are.one.handler, routes.one, { params, gate });
    expect(read.body).toEqual(paid.body);
    db.put('reservations', {
      pk: 'PERSON#person-1',
      sk: 'CONCERT#con_1',
      version: 1,
      entries: { rsv_aaaaaaaaaaaa: { seats: 1, reservedAt: 1_752_400_500_000, until: soon, requestHash: 'hash-1' } },
    });
    const listed = await ask(are.list.handler, routes.list, { gate });
    expect(listed.body).toEqual({ payments: [paid.body] });
  });

  it('is not paid from a wallet without money, when no method is named', async () => {
    const body = { reservationId: 'rsv_aaaaaaaaaaaa' };
    const short = await ask(are.pay.handler, routes.pay, { body, gate });
    expect(short).toMatchObject({ status: 400, body: { code: 'INSUFFICIENT_BALANCE' } });
    expect(asked).toEqual([]);
  });
});

describe('a charge of the wallet', () => {
  it('goes by card where nothing else is allowed, and is credited', async () => {
    const direct = await ask(are.charge.handler, walletRoutes.charge, { body: { amount: 50_000 }, gate });
    expect(direct).toMatchObject({ status: 403, body: { code: 'PAYMENT_REQUIRED_FOR_TOP_UP' } });
    const headers = { 'idempotency-key': 'key-1' };
    const body = { amount: 50_000, method: 'CARD' };
    const intent = await ask(are.charge.handler, walletRoutes.charge, { body, headers, gate });
    expect(intent).toMatchObject({ status: 200, body: { totalAmount: 50_000, orderName: '잔액 충전' } });
    const params = { paymentId: String(intent.body.paymentId) };
    const paid = await ask(are.complete.handler, cardRoutes.complete, { params, body: token, gate });
    expect(paid).toMatchObject({ status: 200, body: { purpose: 'CHARGE', status: 'COMPLETED' } });
    const wallet = db.items('wallets').find(({ sk }) => sk === 'WALLET');
    expect(wallet).toMatchObject({ balance: 50_000, version: 1 });
  });

  it('beyond the limit is refused with what is left', async () => {
    const body = { amount: 1_000_001, method: 'CARD' };
    const refused = await ask(are.charge.handler, walletRoutes.charge, { body, gate });
    expect(refused).toMatchObject({ status: 409, body: { code: 'LIMIT_REACHED', remainingKrw: 1_000_000 } });
  });
});

describe('a refund that the gateway refused', () => {
  const params = { paymentId: PAYMENT_ID };
  const body = { note: 'by bank', refundedAmount: 77_000 };
  const close = (more: object, role: 'buyer' | 'operator' = 'operator') =>
    ask(are.manage.handler, adminRoutes.close, { params, body: { ...body, ...more }, gate: { ...gate, role } });

  beforeEach(() => {
    const task = { code: 'PG_PROVIDER', since: NOW };
    db.put('payments', cardItemOf(card({ status: 'CANCELLING', task })));
  });

  it('is ended by an operator, whose word it is', async () => {
    expect(await close({})).toMatchObject({ status: 200, body: { ...params, status: 'CANCELLED' } });
    const [kept] = db.items('payments');
    expect(kept).toMatchObject({ refundedAmount: 77_000, closed: { by: passes.userId, note: 'by bank' } });
    expect(asked).toEqual([]);
  });

  it.each([{ note: '' }, { note: 'x'.repeat(501) }, { refundedAmount: -1 }, { refundedAmount: 0.5 }, { more: 1 }])(
    'is not ended by %o',
    async (wrong) => expect(await close(wrong)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } }),
  );

  it('is not ended by a buyer', async () => {
    expect(await close({}, 'buyer')).toMatchObject({ status: 403 });
    expect(db.items('payments')[0]).toMatchObject({ status: 'CANCELLING' });
  });
});
