// Signing up, step by step: in which order people are refused, what is written, what a repeat gets.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract.ts';
import { signUp } from '../../../functions/auth/use-cases-identity.ts';
import { verifyPassword } from '../../../functions/shared/password.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { account, NOW, verification } from './identity-samples.ts';
import { asked, DAY, FAULTY_VERIFICATIONS, guarded, nothing, notVerified, PASSWORD, world } from './identity-world.ts';

afterEach(() => vi.restoreAllMocks());

describe('signing up', () => {
  it('makes the account of the verified person, whatever the client calls them, and keeps no password', async () => {
    const { tools, did } = world({});
    const client = { ...asked, name: '홍길동' };
    const { userId } = await signUp(tools, client);
    expect(userId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const [member] = did.members;
    expect(member?.account).toMatchObject({
      userId,
      name: '김하늘',
      email: asked.email,
      role: 'buyer',
      termsVersion: '1',
      createdAt: NOW,
    });
    expect(member?.account.persons).toEqual(member?.names.map(({ hash }) => hash));
    expect(await verifyPassword(PASSWORD, member?.passwordHash ?? '')).toBe(true);
    expect(JSON.stringify(member)).not.toContain(PASSWORD);
  });

  it('keeps and logs nothing that names the person but the name', async () => {
    const lines: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(JSON.stringify(parts)));
    }
    const { tools, did } = world({});
    await signUp(tools, asked);
    const refused = world({ persons: [{ hash: 'h', userId: 'u1', personId: 'p1' }] });
    await signUp(refused.tools, asked).catch((error) => lines.push(JSON.stringify(error)));
    expect(JSON.stringify([did, lines])).not.toMatch(/ci-of-haneul|di-of-haneul|2001-02-03/);
  });

  it('marks a person who is known by DI alone', async () => {
    const { tools, did } = world({ found: verification('v1', { ci: undefined }) });
    await signUp(tools, asked);
    expect(did.members[0]?.names.map(({ kind }) => kind)).toEqual(['DI']);
  });

  it('gives who comes back the ids they had', async () => {
    const persons = [{ hash: 'h', userId: 'old-user', personId: 'old-person', freeAt: NOW }];
    const { tools, did } = world({ persons });
    expect(await signUp(tools, asked)).toEqual({ userId: 'old-user' });
    expect(did.members[0]).toMatchObject({ account: { userId: 'old-user', personId: 'old-person' }, seen: persons });
  });

  it('waits its turn while others are at its items, with one hash of the password', async () => {
    const { tools, did } = world({ outcomes: ['conflict', 'moved', 'signed-up'] });
    await signUp(tools, asked);
    expect([did.seen, new Set(did.members.map(({ passwordHash }) => passwordHash)).size]).toEqual([3, 1]);
  });

  it('gives up after a few turns, and says when to come again', async () => {
    const { tools } = world({ outcomes: ['conflict'] });
    await expect(signUp(tools, asked)).rejects.toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
  });

  describe('is refused', () => {
    it('before the provider is asked: for terms that are not in force, and says which are', async () => {
      const { tools, did } = world({});
      const refused = { kind: refusals.TERMS_CHANGED, fields: { termsVersion: '1' } };
      await expect(signUp(tools, { ...asked, termsVersion: '0', password: asked.email })).rejects.toMatchObject(
        refused,
      );
      expect(did).toEqual({ seen: 0, asked: 0, ...nothing });
    });

    it.each([asked.email, 'HANEUL@example.com', 'password1234'])(
      'before the provider is asked: for the password %s',
      async (password) => {
        const { tools, did } = world({});
        const refused = { kind: common.INVALID_REQUEST, fields: { errors: [{ field: 'password' }] } };
        await expect(signUp(tools, { ...asked, password })).rejects.toMatchObject(refused);
        expect(did).toEqual({ seen: 0, asked: 0, ...nothing });
      },
    );

    it('while the provider is unavailable, and nothing is read or written', async () => {
      const { tools, did } = world({});
      const unavailable = new Refusal(refusals.IDENTITY_PROVIDER_UNAVAILABLE, {}, 5);
      const gateway = { read: () => Promise.reject(unavailable) };
      await expect(signUp({ ...tools, gateway }, asked)).rejects.toBe(unavailable);
      expect(did).toEqual({ seen: 0, asked: 0, ...nothing });
    });

    it.each(FAULTY_VERIFICATIONS)('with a verification %s', async (_, found, reason) => {
      const { tools, did } = world({ found });
      await expect(signUp(tools, asked)).rejects.toMatchObject(notVerified(reason));
      expect(did).toEqual({ seen: 0, asked: 1, ...nothing });
    });

    it('with a verification that PortOne does not have', async () => {
      const { tools } = world({});
      const gateway = { read: async () => undefined };
      await expect(signUp({ ...tools, gateway }, asked)).rejects.toMatchObject(notVerified('NOT_FOUND'));
    });

    it('for a verification that there is not, which counts as a guess of its network', async () => {
      const { tools, ids } = world({});
      const gateway = { read: async () => undefined };
      await signUp({ ...tools, gateway }, asked).catch(() => {});
      expect(ids).toEqual(['check', 'failed']);
    });

    it.each(['check', 'failed'] as const)('after too many such guesses (%s)', async (tooManyIdsAt) => {
      const { tools } = world({ tooManyIdsAt });
      const gateway = { read: async () => undefined };
      const refused = { kind: refusals.TOO_MANY_ATTEMPTS, retryAfterSeconds: 60 };
      await expect(signUp({ ...tools, gateway }, asked)).rejects.toMatchObject(refused);
    });

    it('never for a genuine verification, which counts as no guess', async () => {
      const { tools, ids } = world({ tooManyIdsAt: 'failed' });
      await signUp(tools, asked);
      expect(ids).toEqual(['check']);
    });

    it('on the day before the birthday, and not on the day itself', async () => {
      const young = world({ found: verification('v1', { birthDate: '2012-11-22' }) });
      const refused = { kind: refusals.UNDER_AGE, fields: { minimumAge: 14 } };
      await expect(signUp(young.tools, asked)).rejects.toMatchObject(refused);
      expect(young.did).toMatchObject({ seen: 0, ...nothing });
      const today = world({ found: verification('v1', { birthDate: '2012-11-21' }) });
      expect(await signUp(today.tools, asked)).toHaveProperty('userId');
    });

    it('to who has an account, before anything is said of the address', async () => {
      const { tools, did } = world({
        persons: [{ hash: 'h', userId: 'u1', personId: 'p1' }],
        outcomes: ['EMAIL_TAKEN'],
      });
      await expect(signUp(tools, asked)).rejects.toMatchObject({ kind: refusals.ALREADY_A_MEMBER });
      expect(did).toMatchObject(nothing);
    });

    it.each(['ALREADY_A_MEMBER', 'EMAIL_TAKEN'] as const)('when only the write finds out: %s', async (code) => {
      const { tools } = world({ outcomes: [code] });
      await expect(signUp(tools, asked)).rejects.toMatchObject({ kind: refusals[code] });
    });

    it('to who left not long ago, and says from when they may come', async () => {
      const { tools, did } = world({ persons: [{ hash: 'h', userId: 'u1', personId: 'p1', freeAt: NOW + DAY }] });
      const refused = { kind: refusals.LEFT_RECENTLY, fields: { from: '2026-11-22T12:00:00.000+09:00' } };
      await expect(signUp(tools, asked)).rejects.toMatchObject(refused);
      expect(did).toMatchObject(nothing);
    });
  });

  describe('with a verification that was used', () => {
    const used = { userId: 'u1', use: 'SIGN_UP' } as const;

    async function member(email = asked.email) {
      const { tools, did } = world({});
      await signUp(tools, asked);
      return [{ account: account({ email }), passwordHash: did.members[0]?.passwordHash ?? '' }];
    }

    it('by the same request, gets the same answer, and writes nothing', async () => {
      const { tools, did } = world({ used, accounts: await member() });
      expect(await signUp(tools, asked)).toEqual({ userId: 'u1' });
      expect(did).toMatchObject({ ...nothing, guarded: guarded('check', 'succeeded') });
    });

    it('for another address, is refused before a password is tried', async () => {
      const { tools, did } = world({ used, accounts: await member() });
      const other = signUp(tools, { ...asked, email: 'other@example.com' });
      await expect(other).rejects.toMatchObject(notVerified('USED'));
      expect(did).toMatchObject(nothing);
    });

    it('with another password, is refused, and counts as a guess at the account', async () => {
      const { tools, did } = world({ used, accounts: await member() });
      const guess = signUp(tools, { ...asked, password: 'another password' });
      await expect(guess).rejects.toMatchObject(notVerified('USED'));
      expect(did).toMatchObject({ ...nothing, guarded: guarded('check', 'failed') });
    });

    it.each([
      ['check', PASSWORD],
      ['succeeded', PASSWORD],
      ['failed', 'another password'],
    ] as const)('after too many guesses, is told nothing of its password (%s)', async (tooManyAt, password) => {
      const { tools } = world({ used, accounts: await member(), tooManyAt });
      await expect(signUp(tools, { ...asked, password })).rejects.toMatchObject({ kind: refusals.TOO_MANY_ATTEMPTS });
    });

    it('for a new password, is refused', async () => {
      const { tools } = world({ used: { ...used, use: 'RESET' }, accounts: await member() });
      await expect(signUp(tools, asked)).rejects.toMatchObject(notVerified('USED'));
    });

    it('for an account that is gone again, is refused', async () => {
      await expect(signUp(world({ used }).tools, asked)).rejects.toMatchObject(notVerified('USED'));
    });
  });
});
