// The gateway of card payments: registering one, asking for its money, and a secret that was replaced.
import type { RequestListener } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { ReadSecret } from '../../../functions/shared/aws.ts';
import { AMOUNT, PAYMENT_ID, paidAnswer } from './card-samples.ts';
import {
  answering,
  gatewayTo,
  gatewayToNobody,
  keeping,
  logged,
  nonsense,
  unavailable,
  wasCounted,
} from './gateway-server.ts';

// Off on a developer's machine, which the tests' is.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));

const token = { paymentId: PAYMENT_ID, paymentToken: 'token-of-haneul', txId: 'tx-1', amount: AMOUNT };

/** As fetch fails. */
const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });

describe('registering', () => {
  it('fixes the amount in won under our id and store, with our secret', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(200, {})));
    await gateway.register({ paymentId: PAYMENT_ID, amount: AMOUNT });
    const body = { storeId: 'store-1', totalAmount: AMOUNT, currency: 'KRW' };
    expect(asked).toEqual([['POST', `/payments/${PAYMENT_ID}/pre-register`, 'PortOne s3', body]]);
  });

  it.each([...nonsense, ['knows it as paid', answering(409, { type: 'ALREADY_PAID' }), 'ALREADY_PAID'] as const])(
    'is refused by PAYMENT_PROVIDER_UNAVAILABLE when PortOne %s',
    async (_, listener, failure) => {
      const lines = logged();
      const gateway = await gatewayTo(listener);
      await expect(gateway.register({ paymentId: PAYMENT_ID, amount: AMOUNT })).rejects.toMatchObject(unavailable);
      expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
      expect(wasCounted(lines)).toBe(true);
      expect(lines.join('\n')).not.toContain('haneul');
    },
  );
});

describe('asking for the money', () => {
  it('says what it has to be, so that PortOne refuses anything else', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(200, { payment: { pgTxId: 'p', paidAt: 'now' } })));
    expect(await gateway.confirm(token)).toEqual({ outcome: 'approved' });
    const checked = { txId: 'tx-1', currency: 'KRW', totalAmount: AMOUNT, isTest: false };
    const body = { storeId: 'store-1', paymentToken: 'token-of-haneul', ...checked };
    expect(asked).toEqual([['POST', `/payments/${PAYMENT_ID}/confirm`, 'PortOne s3', body]]);
  });

  it('takes a channel of either mode where no real money is, and names no attempt where the browser named none', async () => {
    const asked: unknown[][] = [];
    const gateway = await gatewayTo(keeping(asked, answering(200, {})), { live: false });
    await gateway.confirm({ ...token, txId: undefined });
    const body = { storeId: 'store-1', paymentToken: 'token-of-haneul', currency: 'KRW', totalAmount: AMOUNT };
    expect(asked[0]?.[3]).toEqual(body);
  });

  it.each(['INVALID_PAYMENT_TOKEN', 'INFORMATION_MISMATCH', 'INVALID_REQUEST', 'PAYMENT_NOT_FOUND', 'FORBIDDEN'])(
    'took surely nothing when it is refused by %s',
    async (type) => {
      const lines = logged();
      const gateway = await gatewayTo(answering(400, { type, message: 'token-of-haneul' }));
      expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: type } });
      expect(lines.join('\n')).not.toContain('haneul');
    },
  );

  it('tells of a mismatch, as it is most likely the channel and not the buyer', async () => {
    const lines = logged();
    const gateway = await gatewayTo(answering(409, { type: 'INFORMATION_MISMATCH' }));
    expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'INFORMATION_MISMATCH' } });
    expect(lines.some((line) => line.includes('"failure":"INFORMATION_MISMATCH"'))).toBe(true);
    expect(wasCounted(lines)).toBe(true);
  });

  it.each([
    ['PG_PROVIDER', { type: 'PG_PROVIDER', pgCode: 'REJECT', pgMessage: '한도 초과' }],
    ['ALREADY_PAID', { type: 'ALREADY_PAID' }],
  ])('may have taken it when it is refused by %s, and nothing is broken', async (_, body) => {
    const lines = logged();
    const gateway = await gatewayTo(answering(409, body));
    expect(await gateway.confirm(token)).toEqual({ outcome: 'unknown' });
    expect(wasCounted(lines)).toBe(false);
  });

  it.each(nonsense)('may have taken it when PortOne %s, and asks once only', async (_, listener, failure) => {
    const lines = logged();
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, listener));
    expect(await gateway.confirm(token)).toEqual({ outcome: 'unknown' });
    expect(asked).toHaveLength(1);
    expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
    expect(wasCounted(lines)).toBe(true);
    expect(lines.join('\n')).not.toContain('haneul');
  });

  it('took nothing when there is nobody to connect to', async () => {
    const lines = logged();
    const gateway = await gatewayToNobody();
    expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'NOT_ASKED' } });
    expect(wasCounted(lines)).toBe(true);
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])(
    'took nothing when connecting failed by %s',
    async (code) => {
      logged();
      const gateway = await gatewayTo(() => {});
      vi.spyOn(globalThis, 'fetch').mockRejectedValue(broken(code));
      expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'NOT_ASKED' } });
    },
  );

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])(
    'may have taken it when the connection broke by %s',
    async (code) => {
      logged();
      const gateway = await gatewayTo(() => {});
      vi.spyOn(globalThis, 'fetch').mockRejectedValue(broken(code));
      expect(await gateway.confirm(token)).toEqual({ outcome: 'unknown' });
    },
  );

  it('may have taken it when PortOne does not answer in time', async () => {
    logged();
    const gateway = await gatewayTo(() => {}, { giveUpAfterMs: 20 });
    expect(await gateway.confirm(token)).toEqual({ outcome: 'unknown' });
  });

  it('took nothing when our secret cannot be read, as it was not asked', async () => {
    logged();
    const asked: unknown[] = [];
    const readSecret = () => Promise.reject(new Error('no secret today'));
    const gateway = await gatewayTo(keeping(asked, answering(200, {})), { readSecret });
    expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'NOT_ASKED' } });
    expect(asked).toEqual([]);
  });

  it('took nothing when our secret comes too late, and is not asked for then either', async () => {
    logged();
    const asked: unknown[] = [];
    const secret = Promise.withResolvers<string>();
    const gateway = await gatewayTo(keeping(asked, answering(200, {})), {
      readSecret: () => secret.promise,
      giveUpAfterMs: 20,
    });
    expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'NOT_ASKED' } });
    secret.resolve('s3');
    await new Promise((done) => setTimeout(done, 20));
    expect(asked).toEqual([]);
  });
});

describe('a secret that is refused', () => {
  const secrets: ReadSecret = async (how) => (how?.fresh ? 'new' : 'old');
  const onlyNew =
    (listener: RequestListener): RequestListener =>
    (request, response) =>
      (request.headers.authorization === 'PortOne new' ? listener : answering(401, { type: 'UNAUTHORIZED' }))(
        request,
        response,
      );

  it('is read afresh, and the request made once more: the first one had no effect', async () => {
    const asked: unknown[][] = [];
    const gateway = await gatewayTo(keeping(asked, onlyNew(answering(200, {}))), { readSecret: secrets });
    expect(await gateway.confirm(token)).toEqual({ outcome: 'approved' });
    expect(asked.map(([, , authorization]) => authorization)).toEqual(['PortOne old', 'PortOne new']);
  });

  it('and refused again took nothing', async () => {
    const lines = logged();
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(401, { type: 'UNAUTHORIZED' })));
    expect(await gateway.confirm(token)).toEqual({ outcome: 'refused', reason: { code: 'UNAUTHORIZED' } });
    expect(asked).toHaveLength(2);
    expect(wasCounted(lines)).toBe(true);
  });

  it('and whose second request is not answered leaves the outcome unknown', async () => {
    logged();
    const listener = onlyNew((request) => request.socket.destroy());
    const gateway = await gatewayTo(listener, { readSecret: secrets });
    expect(await gateway.confirm(token)).toEqual({ outcome: 'unknown' });
  });

  it('makes looking impossible only while it is refused', async () => {
    const gateway = await gatewayTo(onlyNew(answering(200, paidAnswer())), { readSecret: secrets });
    expect(await gateway.read(PAYMENT_ID)).toMatchObject({ status: 'PAID' });
  });
});
