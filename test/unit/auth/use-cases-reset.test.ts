// A new password by identity, step by step: for whom it is set, what is written, what a repeat gets.
import { describe, expect, it } from 'vitest';
import { refusals } from '../../../functions/auth/contract.ts';
import { resetPassword } from '../../../functions/auth/use-cases-identity.ts';
import { verifyPassword } from '../../../functions/shared/password.ts';
import { common } from '../../../functions/shared/refusal.ts';
import { account, NOW, verification } from './identity-samples.ts';
import {
  asked,
  DAY,
  FAULTY_VERIFICATIONS,
  guarded,
  nothing,
  notVerified,
  PASSWORD,
  type World,
  world,
} from './identity-world.ts';

describe('a new password', () => {
  const persons = [{ hash: 'h', userId: 'u1', personId: 'p1' }];
  const accounts = [{ account: account(), passwordHash: 'forgotten' }];
  const elsewhere = [{ account: account({ email: 'other@example.com' }), passwordHash: 'forgotten' }];

  const used = { userId: 'u1', use: 'RESET' } as const;
  const attempts = { count: 5, since: NOW, lastAt: NOW, blocks: 0 };

  /** The account once the password that is asked for was set. */
  async function afterReset() {
    const { tools, did } = world({ persons, accounts });
    await resetPassword(tools, asked);
    return [{ account: account(), passwordHash: did.resets[0]?.passwordHash ?? '' }];
  }

  it('is set for the account of the verified person, with another stamp', async () => {
    const { tools, did } = world({ persons, accounts });
    await resetPassword(tools, asked);
    const [reset] = did.resets;
    expect(reset).toMatchObject({ userId: 'u1', email: asked.email, identityVerificationId: 'v1', at: NOW });
    expect(reset?.securityStamp).not.toBe(account().securityStamp);
    expect(await verifyPassword(PASSWORD, reset?.passwordHash ?? '')).toBe(true);
  });

  it('takes failed guesses back, so that its owner can log in at once', async () => {
    const { tools, did } = world({ persons, accounts, attempts });
    await resetPassword(tools, asked);
    expect(did.forgotten).toEqual(['ACCOUNT', 'DEVICES', 'PASSWORD']);
  });

  it.each<[string, World]>([
    ['the person has no account', {}],
    ['the account of the person has another address', { persons, accounts: elsewhere }],
    ['the account of the person is gone', { persons }],
  ])('is refused alike, whoever has the address, when %s', async (_, given) => {
    const { tools, did } = world(given);
    await expect(resetPassword(tools, asked)).rejects.toMatchObject({ kind: refusals.IDENTITY_MISMATCH, fields: {} });
    expect(did).toMatchObject(nothing);
  });

  it.each(FAULTY_VERIFICATIONS)('is refused with a verification %s', async (_, found, reason) => {
    const { tools, did } = world({ persons, accounts, found });
    await expect(resetPassword(tools, asked)).rejects.toMatchObject(notVerified(reason));
    expect(did).toEqual({ seen: 0, asked: 1, ...nothing });
  });

  it('is refused when it is too easy, before the provider is asked', async () => {
    const { tools, did } = world({ persons, accounts });
    const refused = { kind: common.INVALID_REQUEST, fields: { errors: [{ field: 'new' }] } };
    await expect(resetPassword(tools, { ...asked, password: asked.email })).rejects.toMatchObject(refused);
    expect(did.asked).toBe(0);
  });

  it('is set for who is a child by now, too: they have an account', async () => {
    const { tools, did } = world({ persons, accounts, found: verification('v1', { birthDate: '2020-01-01' }) });
    await resetPassword(tools, asked);
    expect(did.resets).toHaveLength(1);
  });

  it('is found for who came back under one of their names', async () => {
    const free = [{ hash: 'di', userId: 'u1', personId: 'p1', freeAt: NOW - DAY }];
    const { tools, did } = world({ persons: free, accounts });
    await resetPassword(tools, asked);
    expect(did.resets).toHaveLength(1);
  });

  it('is told again to the same request, which writes nothing but forgets the guesses it may not have forgotten', async () => {
    const { tools, did } = world({ used, persons, accounts: await afterReset(), attempts });
    await resetPassword(tools, asked);
    const forgotten = ['ACCOUNT', 'DEVICES', 'PASSWORD'];
    expect(did).toMatchObject({ ...nothing, forgotten, guarded: guarded('check', 'succeeded') });
  });

  it('is refused when the verification comes again with another one, which counts as a guess', async () => {
    const { tools, did } = world({ used, persons, accounts: await afterReset(), attempts });
    const other = resetPassword(tools, { ...asked, password: 'another password' });
    await expect(other).rejects.toMatchObject(notVerified('USED'));
    expect(did).toMatchObject({ ...nothing, guarded: guarded('check', 'failed') });
  });

  it('is told nothing of after too many guesses, and takes none of them back', async () => {
    const { tools, did } = world({ used, persons, accounts, attempts, tooManyAt: 'check' });
    await expect(resetPassword(tools, asked)).rejects.toMatchObject({ kind: refusals.TOO_MANY_ATTEMPTS });
    expect(did.forgotten).toEqual([]);
  });

  it('is refused with the verification of a sign-up', async () => {
    const { tools } = world({ used: { userId: 'u1', use: 'SIGN_UP' }, persons, accounts });
    await expect(resetPassword(tools, asked)).rejects.toMatchObject(notVerified('USED'));
  });

  it('waits its turn while others are at the account, and gives up after a few', async () => {
    const patient = world({ persons, accounts, outcomes: ['conflict', 'moved', 'reset'] });
    await resetPassword(patient.tools, asked);
    expect(patient.did.resets).toHaveLength(3);
    const busy = world({ persons, accounts, outcomes: ['conflict'] });
    await expect(resetPassword(busy.tools, asked)).rejects.toMatchObject({ kind: common.TRY_AGAIN });
  });
});
