// Signing in: what it asks of the table, what it costs, and what it tells whom.
import { scrypt } from 'node:crypto';
import { BatchGetCommand, DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals as accountRefusals } from '../../../functions/auth/contract.ts';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import { counterOf } from '../../../functions/auth/domain-attempts.ts';
import { deviceOf, deviceToken } from '../../../functions/auth/domain-device.ts';
import { type Login, logIn } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import {
  account,
  begin,
  client,
  device,
  failedBefore,
  keyOf,
  kim,
  nobody,
  now,
  ofAccount,
  ofAddress,
  readRing,
  ring,
  tools,
  written,
  wrong,
} from './login-world.ts';

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  return { ...crypto, scrypt: vi.fn(crypto.scrypt) };
});

beforeEach(begin);

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
        kind: accountRefusals.TOO_MANY_ATTEMPTS,
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
    await expect(logIn(tools, kim)).rejects.toMatchObject({
      kind: accountRefusals.TOO_MANY_ATTEMPTS,
      retryAfterSeconds: 60,
    });
    expect([...written(DeleteCommand), ...client.commandCalls(PutCommand)]).toEqual([]);
  });

  it('gives a token for the device, another for each', async () => {
    const tokens = await Promise.all([logIn(tools, kim), logIn(tools, kim)]);
    const devices = tokens.map((opened) => deviceOf(ring, opened.deviceToken, account.userId));
    expect(devices.map((found) => found?.userId)).toEqual([account.userId, account.userId]);
    expect(devices[0]?.nonce).not.toBe(devices[1]?.nonce);
  });

  it('gives a known device its token again, made with the newest key', async () => {
    const rotated = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test\na_younger_key_of_a_ring_for_a_test');
    readRing.mockResolvedValue(rotated);
    const opened = await logIn(tools, { ...kim, deviceTokens: [deviceToken(ring, device)] });
    readRing.mockResolvedValue(ring);
    expect(opened.deviceToken).toBe(deviceToken(rotated, device));
  });
});
