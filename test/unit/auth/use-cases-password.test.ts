// A new password: for whom, at what price for who guesses, and which sessions go on.
import { describe, expect, it, vi } from 'vitest';
import { refusals as accountRefusals } from '../../../functions/auth/contract.ts';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import { counterOf } from '../../../functions/auth/domain-attempts.ts';
import type { NewPassword } from '../../../functions/auth/store-sessions.ts';
import { changePassword } from '../../../functions/auth/use-cases-password.ts';
import { logOutAll } from '../../../functions/auth/use-cases-sessions.ts';
import { hashPassword, verifyPassword } from '../../../functions/shared/password.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { now, opened, userId } from './sessions.ts';

const current = 'the password of today';
const next = 'the password of tomorrow';
const currentHash = await hashPassword(current, 1);

/** A signed-in person; `outcomes` are what the store answers, one after another. */
async function signedIn(...outcomes: ('changed' | 'moved' | 'conflict')[]) {
  const { sessions, accounts, account, session } = await opened();
  const changes: NewPassword[] = [];
  const credential = { passwordHash: currentHash };
  const guard = { check: vi.fn(async () => {}), failed: vi.fn(async () => {}), succeeded: vi.fn(async () => {}) };
  const tools = {
    accounts: {
      ...accounts,
      credentialOf: async () => account.now && { account: account.now, passwordHash: credential.passwordHash },
    },
    sessions: {
      ...sessions,
      changePassword: async (change: NewPassword) => {
        changes.push(change);
        return outcomes.shift() ?? ('changed' as const);
      },
    },
    guard,
    passwordRounds: 1,
  };
  const asked = { userId, sessionId: session.sessionId, current, next, now };
  return { tools, asked, changes, guard, session, credential };
}

describe('a new password', () => {
  it('is set with a stamp that no other session has, from the session that asked', async () => {
    const { tools, asked, changes, session } = await signedIn();
    await changePassword(tools, asked);
    expect(changes).toEqual([
      {
        userId,
        sessionId: session.sessionId,
        seenStamp: 's1',
        stamp: expect.stringMatching(/^\w{12}$/),
        passwordHash: expect.stringMatching(/^\$scrypt\$/),
        at: now,
      },
    ]);
    expect(await verifyPassword(next, changes[0]?.passwordHash ?? '')).toBe(true);
  });

  it('is tried again while others are at the account, at the price of one hash', async () => {
    const { tools, asked, changes, guard } = await signedIn('conflict', 'moved', 'changed');
    await changePassword(tools, asked);
    expect(new Set(changes.map(({ passwordHash }) => passwordHash)).size).toBe(1);
    expect([changes.length, guard.check.mock.calls.length]).toEqual([3, 1]);
  });

  it('asks for the current one again when that was changed meanwhile', async () => {
    const { tools, asked, credential } = await signedIn('moved');
    const { credentialOf } = tools.accounts;
    const accounts = { ...tools.accounts, credentialOf: vi.fn(credentialOf) };
    accounts.credentialOf.mockImplementationOnce(async () => {
      const seen = await credentialOf();
      credential.passwordHash = await hashPassword('set by another device', 1);
      return seen;
    });
    await expect(changePassword({ ...tools, accounts }, asked)).rejects.toMatchObject({
      kind: refusals.WRONG_PASSWORD,
    });
  });

  it('gives up after a few turns, and says when to come again', async () => {
    const { tools, asked } = await signedIn('moved', 'moved', 'moved', 'moved', 'moved');
    await expect(changePassword(tools, asked)).rejects.toMatchObject({ kind: common.TRY_AGAIN });
  });
});

describe('a new password is refused', () => {
  it('to an access token that outlived its session, before anything is hashed or counted', async () => {
    const { tools, asked, changes, guard } = await signedIn();
    await logOutAll(tools, { userId, now });
    await expect(changePassword(tools, asked)).rejects.toMatchObject({ kind: refusals.TOKEN_EXPIRED });
    await expect(changePassword(tools, { ...asked, sessionId: undefined })).rejects.toMatchObject({
      kind: refusals.TOKEN_EXPIRED,
    });
    expect([changes.length, guard.check.mock.calls.length]).toEqual([0, 0]);
  });

  it.each(['KIM@example.com', 'password1234'])('when it is too easy: %s', async (easy) => {
    const { tools, asked, changes } = await signedIn();
    await expect(changePassword(tools, { ...asked, next: easy })).rejects.toMatchObject({
      kind: common.INVALID_REQUEST,
      fields: { errors: [{ field: 'new' }] },
    });
    expect(changes).toEqual([]);
  });

  it('to who does not know the current one, which counts as a guess', async () => {
    const { tools, asked, changes, guard } = await signedIn();
    await expect(changePassword(tools, { ...asked, current: 'a guess' })).rejects.toMatchObject({
      kind: refusals.WRONG_PASSWORD,
    });
    expect(guard.failed.mock.calls).toEqual([[[counterOf('PASSWORD', userId)], now]]);
    expect(changes).toEqual([]);
  });

  it.each(['check', 'succeeded'] as const)('to who guessed too often, also with the right one (%s)', async (step) => {
    const { tools, asked, changes, guard } = await signedIn();
    guard[step].mockRejectedValue(new Refusal(accountRefusals.TOO_MANY_ATTEMPTS, {}, 60));
    await expect(changePassword(tools, asked)).rejects.toMatchObject({ kind: accountRefusals.TOO_MANY_ATTEMPTS });
    expect(changes).toEqual([]);
  });
});
