// Signing in: what it asks of the table, what it costs, and what it tells whom.
import { randomBytes, scrypt } from 'node:crypto';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import { newAccount } from '../../../functions/auth/domain.ts';
import { attemptRules, counterOf } from '../../../functions/auth/domain-attempts.ts';
import { deviceName, deviceOf, deviceToken } from '../../../functions/auth/domain-device.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import { type Login, logIn } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { hashPassword } from '../../../functions/shared/password.ts';

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  return { ...crypto, scrypt: vi.fn(crypto.scrypt) };
});

const client = mockClient(DynamoDBDocumentClient);
const now = 1_700_000_000_000;
const ring = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test');
const account = newAccount({
  userId: '0b6f1f0e-8f0c-4c57-9e3f-6a1f0c9d2e11',
  personId: 'p1',
  email: 'kim@example.com',
  name: 'Kim',
  securityStamp: 's1',
  persons: ['x1'],
  termsVersion: '1',
  at: now,
});
const PASSWORD = 'correct horse battery';
const passwordHash = await hashPassword(PASSWORD, 1);
const kim: Login = {
  email: account.email,
  password: PASSWORD,
  address: '203.0.113.7',
  deviceTokens: [],
  userAgent: 'test',
  now,
};
const wrong = { ...kim, password: 'incorrect horse battery' };
const nobody = { ...wrong, email: 'nobody@example.com' };
const device = { userId: account.userId, nonce: '0123456789Ab' };

const table = { db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' };
const readRing = vi.fn(async (_?: string) => ring);
const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  guard: createGuard({
    store: createAttemptsStore(table),
    rules: attemptRules({ LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 }),
  }),
  ring: readRing,
  signer: { sign: async () => 'signed' },
  passwordRounds: 1,
};

const keyOf = (counter: ReturnType<typeof counterOf>) => `ATTEMPTS#${counter.kind}#${counter.hash}`;
const ofAccount = keyOf(counterOf('ACCOUNT', account.email));
const ofAddress = keyOf(counterOf('ADDRESS', kim.address));
const ofDevice = keyOf(counterOf('DEVICE', deviceName(device)));

/** What failed before, by the partition of the counter. */
function failedBefore(counters: Record<string, number>): void {
  const items = Object.entries(counters).map(([pk, count]) => ({ pk, sk: 'ATTEMPTS', count, since: now, lastAt: now }));
  client.on(BatchGetCommand).resolves({ Responses: { accounts: items } });
}

beforeEach(() => {
  client.reset();
  vi.clearAllMocks();
  client.on(GetCommand).resolves({});
  const found = (Key: Record<string, string>, Item: object) => client.on(GetCommand, { Key }).resolves({ Item });
  found({ pk: `EMAIL#${account.email}`, sk: 'EMAIL' }, { userId: account.userId });
  found({ pk: `USER#${account.userId}`, sk: 'ACCOUNT' }, { ...account, passwordHash });
  client.on(UpdateCommand).resolves({ Attributes: { count: 1, since: now, lastAt: now } });
  client.on(PutCommand).resolves({});
  client.on(DeleteCommand).resolves({});
  failedBefore({});
});

/** The commands by name, each with the kinds of the items it is about; refused or not. */
async function steps(asked: Login): Promise<string[]> {
  client.resetHistory();
  await logIn(tools, asked).catch(() => {});
  return client.calls().map(({ args: [command] }) => {
    const { Key, Item, RequestItems } = command.input as {
      Key?: { pk: string };
      Item?: { pk: string };
      RequestItems?: Record<string, { Keys: { pk: string }[] }>;
    };
    const keys = RequestItems?.accounts?.Keys ?? [Key ?? Item ?? { pk: '' }];
    return `${command.constructor.name} ${keys.map(({ pk }) => pk.replace(/#[^#]*$/, '')).join(' ')}`;
  });
}

const written = (kind: typeof UpdateCommand | typeof DeleteCommand) =>
  client.calls().flatMap(({ args: [command] }) => (command instanceof kind ? [String(command.input.Key?.pk)] : []));

describe('an unknown address and a wrong password', () => {
  const WAY = [
    'GetCommand EMAIL',
    'GetCommand USER',
    'BatchGetCommand ATTEMPTS#ACCOUNT ATTEMPTS#ADDRESS',
    'UpdateCommand ATTEMPTS#ACCOUNT',
    'UpdateCommand ATTEMPTS#ADDRESS',
  ];

  it('take the same way: the same reads, the same writes', async () => {
    expect(await steps(wrong)).toEqual(WAY);
    expect(await steps(nobody)).toEqual(WAY);
  });

  it('take the same work: one hash of the same cost', async () => {
    const costs = [];
    for (const asked of [wrong, nobody]) {
      vi.mocked(scrypt).mockClear();
      await logIn(tools, asked).catch(() => {});
      costs.push(
        vi.mocked(scrypt).mock.calls.map(([, salt, bytes, cost]) => [Buffer.from(salt as Buffer).length, bytes, cost]),
      );
    }
    expect(costs[0]).toEqual([[16, 32, { N: 32_768, r: 8, p: 1, maxmem: 67_108_864 }]]);
    expect(costs[1]).toEqual(costs[0]);
  });

  it('get the same answer', async () => {
    const refused = { kind: refusals.BAD_CREDENTIALS, fields: {}, retryAfterSeconds: undefined };
    await expect(logIn(tools, wrong)).rejects.toMatchObject(refused);
    await expect(logIn(tools, nobody)).rejects.toMatchObject(refused);
  });

  it('are told apart by no made-up device token: its key is looked for in both cases', async () => {
    const madeUp = [`odt_${'0'.repeat(32)}${'A'.repeat(12)}madeUp00${'_'.repeat(22)}`];
    for (const asked of [wrong, nobody]) expect(await steps({ ...asked, deviceTokens: madeUp })).toEqual(WAY);
    expect(readRing.mock.calls).toEqual([['madeUp00'], ['madeUp00']]);
  });

  it('are both blocked before a password is hashed', async () => {
    failedBefore({ [ofAccount]: 5, [keyOf(counterOf('ACCOUNT', nobody.email))]: 5 });
    for (const asked of [wrong, nobody, kim]) {
      await expect(logIn(tools, asked)).rejects.toMatchObject({
        kind: refusals.TOO_MANY_ATTEMPTS,
        retryAfterSeconds: 60,
      });
    }
    expect(scrypt).not.toHaveBeenCalled();
    expect([...written(UpdateCommand), ...written(DeleteCommand)]).toEqual([]);
  });
});

describe('the right password', () => {
  it('writes the session and nothing more where nothing failed', async () => {
    expect(await steps(kim)).toEqual([
      'GetCommand EMAIL',
      'GetCommand USER',
      'BatchGetCommand ATTEMPTS#ACCOUNT ATTEMPTS#ADDRESS',
      'BatchGetCommand ATTEMPTS#ACCOUNT ATTEMPTS#ADDRESS',
      'PutCommand USER',
    ]);
  });

  it("takes back the account's failures, never those of an address that others share", async () => {
    failedBefore({ [ofAccount]: 4, [ofAddress]: 99 });
    await logIn(tools, kim);
    expect(written(DeleteCommand)).toEqual([ofAccount]);
  });

  it('is not told when others reached the limit while it was hashed', async () => {
    const reached = { pk: ofAccount, sk: 'ATTEMPTS', count: 5, since: now, lastAt: now };
    client
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { accounts: [{ ...reached, count: 4 }] } })
      .resolves({ Responses: { accounts: [reached] } });
    await expect(logIn(tools, kim)).rejects.toMatchObject({ kind: refusals.TOO_MANY_ATTEMPTS, retryAfterSeconds: 60 });
    expect([...written(DeleteCommand), ...client.commandCalls(PutCommand)]).toEqual([]);
  });

  it('gives a token for the device, another for each', async () => {
    const tokens = await Promise.all([logIn(tools, kim), logIn(tools, kim)]);
    const devices = tokens.map((opened) => deviceOf(ring, opened.deviceToken, account));
    expect(devices.map((found) => found?.userId)).toEqual([account.userId, account.userId]);
    expect(devices[0]?.nonce).not.toBe(devices[1]?.nonce);
  });

  it('gives a known device its token again, made with the newest key', async () => {
    const rotated = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test\na_younger_key_of_a_ring_for_a_test');
    readRing.mockResolvedValue(rotated);
    const opened = await logIn(tools, { ...kim, deviceTokens: [deviceToken(ring, account, device.nonce)] });
    readRing.mockResolvedValue(ring);
    expect(opened.deviceToken).toBe(deviceToken(rotated, account, device.nonce));
  });
});

describe('a device that signed in before', () => {
  const known = [deviceToken(ring, account, device.nonce)];

  it('has a count of its own: a wrong password counts there, and nowhere else', async () => {
    failedBefore({ [ofAccount]: 2_000, [ofAddress]: 2_000 });
    await expect(logIn(tools, { ...wrong, deviceTokens: known })).rejects.toMatchObject({
      kind: refusals.BAD_CREDENTIALS,
    });
    expect(written(UpdateCommand)).toEqual([ofDevice]);
  });

  it('signs in however much a stranger guessed, and takes nothing back of that', async () => {
    failedBefore({ [ofAccount]: 2_000, [ofAddress]: 2_000, [ofDevice]: 1 });
    expect(await logIn(tools, { ...kim, deviceTokens: known })).toMatchObject({ accessToken: 'signed' });
    expect(written(DeleteCommand)).toEqual([ofDevice]);
  });

  it('is blocked by its own failures', async () => {
    failedBefore({ [ofDevice]: 5 });
    await expect(logIn(tools, { ...kim, deviceTokens: known })).rejects.toMatchObject({
      kind: refusals.TOO_MANY_ATTEMPTS,
    });
  });

  it('is known by whichever of its tokens is of this account', async () => {
    const elsewhere = deviceToken(ring, { ...account, userId: '11111111-1111-4111-8111-111111111111' }, device.nonce);
    await logIn(tools, { ...wrong, deviceTokens: [elsewhere, ...known] }).catch(() => {});
    expect(written(UpdateCommand)).toEqual([ofDevice]);
  });

  it.each([
    [
      'of another account',
      deviceToken(ring, { ...account, userId: '11111111-1111-4111-8111-111111111111' }, device.nonce),
    ],
    ['that is altered', `${known[0]?.slice(0, -1)}${known[0]?.endsWith('A') ? 'B' : 'A'}`],
    ['from before a new password', deviceToken(ring, { ...account, securityStamp: 's0' }, device.nonce)],
    ['whose nonce is another', known[0]?.replace(device.nonce, '0123456789Ac') ?? ''],
    ['made with a key that is not ours', deviceToken(parseKeyRing('k'.repeat(64)), account, device.nonce)],
    ['that is no token at all', randomBytes(60).toString('base64url')],
  ])('with a token %s is an unknown one', async (_, token) => {
    await logIn(tools, { ...wrong, deviceTokens: [token] }).catch(() => {});
    expect(written(UpdateCommand)).toEqual([ofAccount, ofAddress]);
  });
});
