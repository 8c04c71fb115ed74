// A new password by identity, under race: against itself, against signing up, against leaving.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { counterOf } from '../../../functions/auth/domain-attempts.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { stallingBefore } from '../reservations/process.ts';
import { anyEmail, createRegistry, isTransactionOn, KEY_A, outcome, type Registry, tally, times } from './registry.ts';

/** Those who lose are as many as the guesses that are answered. */
const AT_ONCE = 6;

let table: TestTable;
let registry: Registry;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  registry = createRegistry(table);
});
afterEach(async () => expect(await registry.faults()).toEqual([]));
afterAll(() => table.drop());

describe('a new password by identity', () => {
  it('lets its owner in at once, ends every session, and is no password of before', async () => {
    const { person, email, userId, sessionId } = await registry.member();
    await registry.reset({ verification: registry.verify(person), email, password: 'the password of tomorrow' });
    expect(await registry.logsIn(email)).toBe(false);
    expect(await registry.logsIn(email, 'the password of tomorrow')).toBe(true);
    expect(await outcome(registry.leave(userId, sessionId))).toBe('UNAUTHENTICATED');
  });

  it('takes back what others guessed', async () => {
    const { person, email } = await registry.member();
    const guesses = counterOf('ACCOUNT', email);
    const rule = { limit: 5, afterBlock: 1, windowSeconds: 900 };
    for (let i = 0; i < 5; i++) await registry.attempts.count(guesses, rule, registry.now);
    await registry.reset({ verification: registry.verify(person), email });
    expect(await registry.attempts.read([guesses])).toEqual([undefined]);
  });

  it("is refused for another's address, which keeps its own, and for one that nobody has", async () => {
    const [thief, owner] = [await registry.member(), await registry.member()];
    for (const email of [owner.email, anyEmail()]) {
      const wish = { verification: registry.verify(thief.person), email, password: 'the password of a thief' };
      expect(await outcome(registry.reset(wish))).toBe('IDENTITY_MISMATCH');
    }
    expect(await registry.logsIn(owner.email)).toBe(true);
  });

  it('twice at once by one verification: one is set, the other is told that it is used', async () => {
    const { person, email } = await registry.member();
    const verification = registry.verify(person);
    const passwords = times(AT_ONCE, (i) => `the password number ${i}`);
    const told = await Promise.all(
      passwords.map((password) => outcome(registry.reset({ verification, email, password }))),
    );
    const set = told.indexOf('done');
    expect(told.map((one, i) => (i === set ? 'set' : one))).toEqual(
      passwords.map((_, i) => (i === set ? 'set' : 'IDENTITY_NOT_VERIFIED USED')),
    );
    expect(await registry.logsIn(email, passwords[set])).toBe(true);
  });

  it('and the same verification with other passwords: five are told that they are wrong, as at a login', async () => {
    const { person, email } = await registry.member();
    const wish = { verification: registry.verify(person), email, password: 'the password of tomorrow' };
    await registry.reset(wish);
    const guesses = times(12, (i) => ({ ...wish, password: `the password number ${i}` }));
    const told = { 'IDENTITY_NOT_VERIFIED USED': 5, TOO_MANY_ATTEMPTS: 7 };
    expect(await tally(guesses.map(registry.reset))).toEqual(told);
    expect(await outcome(registry.reset(wish))).toBe('TOO_MANY_ATTEMPTS');
    registry.now += 60_000;
    expect(await outcome(registry.reset(wish))).toBe('done');
  });

  it('by the verification of a sign-up, or the other way round, is refused', async () => {
    const email = anyEmail();
    const person = randomUUID();
    const verification = registry.verify(person);
    const both = [() => registry.signUp({ verification, email }), () => registry.reset({ verification, email })];
    await both[0]?.();
    expect(await outcome(registry.reset({ verification, email }))).toBe('IDENTITY_NOT_VERIFIED USED');
    const other = registry.verify(person);
    await registry.reset({ verification: other, email });
    expect(await outcome(registry.signUp({ verification: other, email }))).toBe('IDENTITY_NOT_VERIFIED USED');
  });

  it('while the same verification signs up: it is used once', async () => {
    const { person, email } = await registry.member();
    const verification = registry.verify(person);
    const told = await tally([
      registry.reset({ verification, email, password: 'the password of tomorrow' }),
      registry.signUp({ verification, email: anyEmail() }),
    ]);
    expect(told.done).toBe(1);
    expect(await registry.logsIn(email, 'the password of tomorrow')).toBe(true);
  });

  it('that stalls while its account is removed brings nothing back', async () => {
    const { person, email, userId, sessionId } = await registry.member();
    const slow = stallingBefore(table.db, isTransactionOn(userId));
    const resetting = registry.instance(slow.db).reset({ verification: registry.verify(person), email });
    await slow.arrived;
    await registry.leave(userId, sessionId);
    slow.goOn();
    expect(await outcome(resetting)).toBe('IDENTITY_MISMATCH');
    expect(await registry.accounts.account(userId)).toBeUndefined();
  });

  it('that stalls while its owner leaves and comes back with another address does not touch the new account', async () => {
    const { person, email, userId, sessionId } = await registry.member();
    const slow = stallingBefore(table.db, isTransactionOn(userId));
    const wish = { verification: registry.verify(person), email, password: 'the password of tomorrow' };
    const resetting = registry.instance(slow.db).reset(wish);
    await slow.arrived;
    const at0 = registry.instance(table.db, KEY_A, { rejoinDays: 0, recordYears: 5 });
    await at0.leave(userId, sessionId);
    const back = { verification: registry.verify(person), email: anyEmail() };
    expect(await at0.signUp(back)).toEqual({ userId });
    slow.goOn();
    expect(await outcome(resetting)).toBe('IDENTITY_MISMATCH');
    expect(await registry.logsIn(back.email)).toBe(true);
  });
});
