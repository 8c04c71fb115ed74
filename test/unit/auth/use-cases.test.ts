// Signing up and logging in: what a person gets, and what a stranger can learn.
import { describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract.ts';
import type { Account } from '../../../functions/auth/domain.ts';
import type { AccountStore } from '../../../functions/auth/store.ts';
import { getMe, logIn, signUp } from '../../../functions/auth/use-cases.ts';
import { common } from '../../../functions/shared/refusal.ts';

const passwordRounds = 1;
const now = 1_700_000_000_000;
const kim = { email: 'Kim@example.com', password: 'correct horse', name: 'Kim', now };

/** The store's promises in memory; `conflicts` is how often an address is busy before it can be taken. */
function memory(conflicts = 0) {
  const accounts = new Map<string, Account>();
  const credentials = new Map<string, { userId: string; passwordHash: string }>();
  const store: AccountStore = {
    async add(account, passwordHash) {
      if (conflicts-- > 0) return 'conflict';
      const address = account.email.toLowerCase();
      if (credentials.has(address)) return 'EMAIL_TAKEN';
      credentials.set(address, { userId: account.userId, passwordHash });
      accounts.set(account.userId, account);
      return 'added';
    },
    credential: async (email) => credentials.get(email.toLowerCase()),
    account: async (userId) => accounts.get(userId),
    setRole: async () => 'NO_ACCOUNT',
  };
  const signer = { sign: vi.fn(async () => 'signed') };
  return { store, signer, accounts, credentials, passwordRounds };
}

describe('signing up', () => {
  it('makes an account with an id of its own, and keeps no password', async () => {
    const tools = memory();
    const { userId } = await signUp(tools, kim);
    expect(userId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(JSON.stringify([...tools.accounts, ...tools.credentials])).not.toContain(kim.password);
  });

  it('refuses an address that has an account, however it is written', async () => {
    const tools = memory();
    await signUp(tools, kim);
    await expect(signUp(tools, { ...kim, email: 'KIM@EXAMPLE.COM' })).rejects.toMatchObject({
      kind: refusals.EMAIL_TAKEN,
    });
  });

  it('waits its turn while somebody else is at that address', async () => {
    expect(await signUp(memory(2), kim)).toHaveProperty('userId');
  });

  it('gives up after a few turns, and says when to come again', async () => {
    await expect(signUp(memory(100), kim)).rejects.toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
  });
});

describe('logging in', () => {
  it('gives a token of 15 minutes for the account', async () => {
    const tools = memory();
    const { userId } = await signUp(tools, kim);
    const answer = await logIn(tools, { ...kim, email: 'kim@example.com' });
    expect(answer).toEqual({ accessToken: 'signed', expiresIn: 900 });
    expect(tools.signer.sign).toHaveBeenCalledWith({
      typ: 'at+jwt',
      audience: 'onsale',
      claims: { sub: userId, personId: userId, role: 'buyer', jti: expect.stringMatching(/^\w{12}$/) },
      issuedAt: now,
      expiresAt: now + 900_000,
    });
  });

  it('tells a stranger nothing: a wrong password and an unknown address get the same answer', async () => {
    const tools = memory();
    await signUp(tools, kim);
    const refused = { kind: refusals.BAD_CREDENTIALS, fields: {} };
    await expect(logIn(tools, { ...kim, password: 'wrong' })).rejects.toMatchObject(refused);
    await expect(logIn(tools, { ...kim, email: 'nobody@example.com' })).rejects.toMatchObject(refused);
    expect(tools.signer.sign).not.toHaveBeenCalled();
  });

  it('takes the same steps for both: one look, one hash', async () => {
    const tools = memory();
    await signUp(tools, kim);
    const account = vi.spyOn(tools.store, 'account');
    const credential = vi.spyOn(tools.store, 'credential');
    await logIn(tools, { ...kim, password: 'wrong' }).catch(() => {});
    await logIn(tools, { ...kim, email: 'nobody@example.com' }).catch(() => {});
    expect([credential.mock.calls.length, account.mock.calls.length]).toEqual([2, 0]);
  });
});

describe('the signed-in account', () => {
  it('is the one of the token', async () => {
    const tools = memory();
    const { userId } = await signUp(tools, kim);
    expect(await getMe(tools, userId)).toMatchObject({ name: 'Kim', email: 'Kim@example.com' });
  });

  it('is refused when the token has outlived it', async () => {
    await expect(getMe(memory(), 'gone')).rejects.toMatchObject({ kind: common.UNAUTHENTICATED });
  });
});
