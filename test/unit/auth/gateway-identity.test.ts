// The identity gateway against a small server that speaks PortOne's REST API, on good days and on bad ones.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract.ts';
import { createIdentityGateway } from '../../../functions/auth/gateway-identity.ts';
import type { ReadSecret } from '../../../functions/shared/aws.ts';

// Off on a developer's machine, which the tests' is.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));

const verified = {
  status: 'VERIFIED',
  id: 'v1',
  channel: { type: 'LIVE', id: 'c', key: 'channel-key-1', name: '본인인증', pgProvider: 'DANAL', pgMerchantId: 'm' },
  verifiedCustomer: {
    name: ' 김하늘 ',
    birthDate: '2001-02-03',
    phoneNumber: '01012345678',
    gender: 'OTHER',
    ci: 'ci-of-haneul',
    di: 'di-of-haneul',
  },
  requestedAt: '2026-11-21T02:58:00Z',
  updatedAt: '2026-11-21T02:59:00Z',
  statusChangedAt: '2026-11-21T02:59:00Z',
  verifiedAt: '2026-11-21T02:59:00.123456789Z',
  pgTxId: 'tx',
  pgRawResponse: '{"CI":"ci-of-haneul"}',
  version: 'V2',
  somethingNew: true,
};
const notFound = { type: 'IDENTITY_VERIFICATION_NOT_FOUND', message: '요청된 본인인증 건이 존재하지 않습니다' };

const customer = (change: object) => ({ ...verified, verifiedCustomer: { ...verified.verifiedCustomer, ...change } });

let server: Server | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  const open = server;
  server = undefined;
  open?.closeAllConnections();
  if (open) await new Promise((done) => open.close(done));
});

async function gatewayTo(listener: RequestListener, giveUpAfterMs = 3_000, readSecret: ReadSecret = async () => 's3') {
  server = createServer(listener);
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const PORTONE_URL = `http://127.0.0.1:${port}`;
  return createIdentityGateway({ PORTONE_URL, PORTONE_STORE_ID: 'store-1', readSecret, giveUpAfterMs });
}

const answering =
  (status: number, body: unknown): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const unavailable = { kind: refusals.IDENTITY_PROVIDER_UNAVAILABLE, fields: {}, retryAfterSeconds: 5 };

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

describe('a verification that PortOne has', () => {
  it('is asked for by its id, our store and our secret', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayTo((request, response) => {
      asked.push([request.method, request.url, request.headers.authorization]);
      answering(200, verified)(request, response);
    });
    await gateway.read('v1');
    expect(asked).toEqual([['GET', '/identity-verifications/v1?storeId=store-1', 'PortOne s3']]);
  });

  it('is told without what is not needed: no phone number, no answer of the provider', async () => {
    const gateway = await gatewayTo(answering(200, verified));
    expect(await gateway.read('v1')).toEqual({
      status: 'VERIFIED',
      id: 'v1',
      channelKey: 'channel-key-1',
      verifiedAt: Date.parse('2026-11-21T02:59:00.123Z'),
      name: '김하늘',
      birthDate: '2001-02-03',
      ci: 'ci-of-haneul',
      di: 'di-of-haneul',
    });
  });

  it.each([
    ['READY', 'NOT_COMPLETED'],
    ['FAILED', 'FAILED'],
    ['A_STATUS_OF_NEXT_YEAR', 'NOT_COMPLETED'],
  ])('and that is %s reads as %s', async (status, told) => {
    const gateway = await gatewayTo(answering(200, { status, id: 'v1', requestedCustomer: {} }));
    expect(await gateway.read('v1')).toEqual({ status: told });
  });

  it.each([
    ['no CI', { ci: undefined }, { ci: undefined, di: 'di-of-haneul' }],
    ['a DI of null', { di: null }, { ci: 'ci-of-haneul', di: undefined }],
  ])('may come with %s', async (_, change, told) => {
    const gateway = await gatewayTo(answering(200, customer(change)));
    expect(await gateway.read('v1')).toMatchObject(told);
  });

  it('may have a name of 100 characters, however they are encoded', async () => {
    const gateway = await gatewayTo(answering(200, customer({ name: '𠮷'.repeat(100) })));
    expect(await gateway.read('v1')).toMatchObject({ name: '𠮷'.repeat(100) });
  });
});

describe('a verification that PortOne does not have', () => {
  it('is nobody, and no failure', async () => {
    const lines = logged();
    const gateway = await gatewayTo(answering(404, notFound));
    expect(await gateway.read('v9')).toBeUndefined();
    expect(lines).toEqual([]);
  });
});

describe('a provider that cannot be relied on is answered by IDENTITY_PROVIDER_UNAVAILABLE, with when to come again', () => {
  it.each<[string, RequestListener, string]>([
    ['refuses our secret', answering(401, { type: 'UNAUTHORIZED', message: 'ci-of-haneul' }), 'UNAUTHORIZED'],
    ['forbids us the store', answering(403, { type: 'FORBIDDEN' }), 'FORBIDDEN'],
    ['is down', answering(500, { type: 'ci-of-haneul', message: 'ci-of-haneul' }), 'UNKNOWN_REFUSAL'],
    ['is down behind a proxy', answering(502, '<html>ci-of-haneul</html>'), 'SyntaxError'],
    ['has no such route', answering(404, { type: 'NOT_FOUND' }), 'NOT_FOUND'],
    ['says null', answering(500, 'null'), 'TypeError'],
    ['answers half a body', answering(200, '{"status":"VERIFIED","id":"ci-of-haneul'), 'SyntaxError'],
    ['answers nothing', answering(200, ''), 'SyntaxError'],
    ['answers a list', answering(200, ['ci-of-haneul']), 'UNKNOWN_SHAPE'],
    ['answers without a status', answering(200, { id: 'v1' }), 'UNKNOWN_SHAPE'],
    ['answers without a person', answering(200, { ...verified, verifiedCustomer: undefined }), 'UNKNOWN_SHAPE'],
    ['answers without a time', answering(200, { ...verified, verifiedAt: 'just now' }), 'UNKNOWN_SHAPE'],
    ['answers a day that is none', answering(200, customer({ birthDate: '2001-02-29' })), 'UNKNOWN_SHAPE'],
    ['answers no day of birth', answering(200, customer({ birthDate: undefined })), 'UNKNOWN_SHAPE'],
    ['answers an identifier that is no text', answering(200, customer({ ci: 7 })), 'UNKNOWN_SHAPE'],
    ['answers a name of blanks', answering(200, customer({ name: '  ' })), 'UNKNOWN_SHAPE'],
    ['answers a name of 101 characters', answering(200, customer({ name: '김'.repeat(101) })), 'UNKNOWN_SHAPE'],
    ['answers half a character', answering(200, customer({ name: '김\ud83d' })), 'UNKNOWN_SHAPE'],
    ['drops the connection', (request) => request.socket.destroy(), 'TypeError'],
  ])('when it %s', async (_, listener, failure) => {
    const lines = logged();
    const gateway = await gatewayTo(listener);
    await expect(gateway.read('v1')).rejects.toMatchObject(unavailable);
    expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
    expect(lines.some((line) => line.includes('"identityProviderFailures":1'))).toBe(true);
    expect(lines.join('\n')).not.toContain('haneul');
  });

  it('when it does not answer in time', async () => {
    const lines = logged();
    const gateway = await gatewayTo(() => {}, 20);
    await expect(gateway.read('v1')).rejects.toMatchObject(unavailable);
    expect(lines.some((line) => line.includes('"failure":"TIMED_OUT"'))).toBe(true);
  });

  it('when it begins to answer, and stops', async () => {
    logged();
    const gateway = await gatewayTo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"status":');
    }, 50);
    await expect(gateway.read('v1')).rejects.toMatchObject(unavailable);
  });

  it('when nothing is there', async () => {
    logged();
    const gateway = await gatewayTo(() => {});
    server?.closeAllConnections();
    await new Promise((done) => server?.close(done));
    await expect(gateway.read('v1')).rejects.toMatchObject(unavailable);
  });

  it('when it refuses our secret; the secret is read again before the next request, as it may be another now', async () => {
    logged();
    const reads: unknown[] = [];
    const readSecret: ReadSecret = async (how) => {
      reads.push(how?.fresh);
      return how?.fresh ? 'new' : 'old';
    };
    const gateway = await gatewayTo(
      (request, response) =>
        request.headers.authorization === 'PortOne new'
          ? answering(200, verified)(request, response)
          : answering(401, { type: 'UNAUTHORIZED' })(request, response),
      3_000,
      readSecret,
    );
    await expect(gateway.read('v1')).rejects.toMatchObject(unavailable);
    expect(await gateway.read('v1')).toMatchObject({ id: 'v1' });
    expect(reads).toEqual([false, true]);
  });
});
