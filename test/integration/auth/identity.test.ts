// One person, one account, under race: each of the ways in which somebody might get a second one, or half of one.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { counterOf } from '../../../functions/auth/domain-attempts.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { stallingBefore } from '../reservations/process.ts';
import {
  anyEmail,
  createRegistry,
  DAY,
  isTransactionOn,
  KEY_A,
  KEYS_AB,
  outcome,
  type Registry,
  tally,
  times,
  type Wish,
} from './registry.ts';

const AT_ONCE = 8;

let table: TestTable;
let registry: Registry;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  registry = createRegistry(table);
});
afterEach(async () => expect(await registry.faults()).toEqual([]));
afterAll(() => table.drop());

describe('signing up at once', () => {
  it('two with one CI: one has an account, one is told that there is one', async () => {
    const person = randomUUID();
    const wishes = times(2, () => ({ verification: registry.verify(person), email: anyEmail() }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ done: 1, ALREADY_A_MEMBER: 1 });
  });

  it('two with one CI, both of whom found nobody: the second write is refused as a whole', async () => {
    const person = randomUUID();
    const [first, second] = times(2, () => ({ verification: registry.verify(person), email: anyEmail() })) as [
      Wish,
      Wish,
    ];
    const slow = stallingBefore(table.db, isTransactionOn(second.email));
    const late = registry.instance(slow.db).signUp(second);
    await slow.arrived;
    await registry.signUp(first);
    slow.goOn();
    expect(await outcome(late)).toBe('ALREADY_A_MEMBER');
    expect(await registry.accounts.login(second.email)).toBeUndefined();
  });

  it(`${AT_ONCE} with one CI: still one`, async () => {
    const person = randomUUID();
    const wishes = times(AT_ONCE, () => ({ verification: registry.verify(person), email: anyEmail() }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ done: 1, ALREADY_A_MEMBER: AT_ONCE - 1 });
  });

  it('with one CI and another DI, or one DI and no CI: one', async () => {
    const person = randomUUID();
    const ways = [{}, { di: 'di of another shop' }, { ci: undefined }, { di: undefined }, { ci: '' }];
    await registry.signUp({ verification: registry.verify(person), email: anyEmail() });
    const wishes = ways.map((way) => ({ verification: registry.verify(person, way), email: anyEmail() }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ ALREADY_A_MEMBER: ways.length });
  });

  it('with one verification and other addresses: one, and the others are told that it is used', async () => {
    const verification = registry.verify(randomUUID());
    const wishes = times(AT_ONCE, () => ({ verification, email: anyEmail() }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ done: 1, 'IDENTITY_NOT_VERIFIED USED': AT_ONCE - 1 });
  });

  it('with one request again and again: all are told of the one account', async () => {
    const wish = { verification: registry.verify(randomUUID()), email: anyEmail() };
    const told = await Promise.all(times(AT_ONCE, () => registry.signUp(wish)));
    expect(new Set(told.map(({ userId }) => userId)).size).toBe(1);
  });

  it('with one request and other passwords: five are told that they are wrong, as at a login, and then wait', async () => {
    const wish = { verification: registry.verify(randomUUID()), email: anyEmail() };
    const { userId } = await registry.signUp(wish);
    const guesses = times(2 * AT_ONCE, (i) => ({ ...wish, password: `the password number ${i}` }));
    const told = { 'IDENTITY_NOT_VERIFIED USED': 5, TOO_MANY_ATTEMPTS: 2 * AT_ONCE - 5 };
    expect(await tally(guesses.map(registry.signUp))).toEqual(told);
    expect(await outcome(registry.signUp(wish))).toBe('TOO_MANY_ATTEMPTS');
    const counters = [counterOf('ACCOUNT', wish.email)];
    expect(await outcome(registry.guard.check(counters, registry.now))).toBe('TOO_MANY_ATTEMPTS');
    registry.now += 60_000;
    expect(await registry.signUp(wish)).toEqual({ userId });
    expect(await registry.attempts.read(counters)).toEqual([undefined]);
  });

  it('of persons with one address: one has it, and the verifications of the others are not used up', async () => {
    const email = anyEmail();
    const verifications = times(AT_ONCE, () => registry.verify(randomUUID()));
    const wishes = verifications.map((verification) => ({ verification, email }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ done: 1, EMAIL_TAKEN: AT_ONCE - 1 });
    const others = wishes.map(({ verification }) => ({ verification, email: anyEmail() }));
    expect(await tally(others.map(registry.signUp))).toEqual({
      done: AT_ONCE - 1,
      'IDENTITY_NOT_VERIFIED USED': 1,
    });
  });

  it('while the keys rotate: instances that know the old key and those that know both make one account', async () => {
    const person = randomUUID();
    const attempts = times(AT_ONCE, (i) =>
      registry.instance(table.db, i % 2 === 0 ? KEY_A : KEYS_AB).signUp({
        verification: registry.verify(person),
        email: anyEmail(),
      }),
    );
    expect(await tally(attempts)).toEqual({ done: 1, ALREADY_A_MEMBER: AT_ONCE - 1 });
  });

  it('after the keys have rotated: who signed up before is known, and has the same person id', async () => {
    const rotated = registry.instance(table.db, KEYS_AB);
    const member = await registry.member();
    const again = { verification: registry.verify(member.person), email: anyEmail() };
    expect(await outcome(rotated.signUp(again))).toBe('ALREADY_A_MEMBER');
    await registry.leave(member.userId, member.sessionId);
    registry.now += 31 * DAY;
    const back = { verification: registry.verify(member.person), email: anyEmail() };
    expect(await rotated.signUp(back)).toEqual({ userId: member.userId });
    expect((await registry.accounts.account(member.userId))?.persons).toHaveLength(4);
  });
});

describe('leaving', () => {
  it('removes what names the person, frees the address for others at once, and ends every login', async () => {
    const { email, userId, sessionId } = await registry.member();
    await registry.session(userId);
    expect(await registry.logsIn(email)).toBe(true);
    await registry.leave(userId, sessionId);
    expect(await registry.logsIn(email)).toBe(false);
    const left = (await registry.items()).filter((item) => item.userId === userId);
    expect(left.map(({ sk }) => sk).sort()).toEqual(['PERSON', 'PERSON', 'VERIFICATION']);
    expect(JSON.stringify(left)).not.toMatch(new RegExp(`${email}|하늘|scrypt`));
    expect(await outcome(registry.signUp({ verification: registry.verify(randomUUID()), email }))).toBe('done');
  });

  it('for 30 days, by whatever verification; then the person has the same ids again, and a new account', async () => {
    const { person, userId, sessionId } = await registry.member();
    const before = await registry.accounts.account(userId);
    await registry.leave(userId, sessionId);
    const back = (way = {}) => registry.signUp({ verification: registry.verify(person, way), email: anyEmail() });
    registry.now += 30 * DAY - 1;
    for (const way of [{}, { ci: undefined }, { di: undefined }])
      expect(await outcome(back(way))).toBe('LEFT_RECENTLY');
    registry.now += 1;
    expect(await back()).toEqual({ userId });
    const after = await registry.accounts.account(userId);
    expect(after).toMatchObject({ personId: before?.personId, role: 'buyer', createdAt: registry.now });
    // The session of the first account does not live in the second.
    expect(await outcome(registry.leave(userId, sessionId))).toBe('UNAUTHENTICATED');
  });

  it('and coming back twice at once makes one account', async () => {
    const { person, userId, sessionId } = await registry.member();
    await registry.leave(userId, sessionId);
    registry.now += 31 * DAY;
    const wishes = times(AT_ONCE, () => ({ verification: registry.verify(person), email: anyEmail() }));
    expect(await tally(wishes.map(registry.signUp))).toEqual({ done: 1, ALREADY_A_MEMBER: AT_ONCE - 1 });
  });

  it('and coming back under one name first: the other name is no way to a second account', async () => {
    const { person, userId, sessionId } = await registry.member();
    await registry.leave(userId, sessionId);
    registry.now += 31 * DAY;
    await registry.signUp({ verification: registry.verify(person, { di: undefined }), email: anyEmail() });
    const other = { verification: registry.verify(person, { ci: undefined }), email: anyEmail() };
    expect(await outcome(registry.signUp(other))).toBe('ALREADY_A_MEMBER');
  });

  it('while one signs up: whichever is first, there is one account or none', async () => {
    for (let i = 0; i < 10; i++) {
      const { person, userId, sessionId } = await registry.member();
      const at0 = registry.instance(table.db, KEY_A, { rejoinDays: 0, recordYears: 5 });
      const wish = { verification: registry.verify(person), email: anyEmail() };
      const [left, came] = await Promise.all([outcome(at0.leave(userId, sessionId)), outcome(at0.signUp(wish))]);
      expect(left).toBe('done');
      expect(['done', 'ALREADY_A_MEMBER']).toContain(came);
      expect((await registry.accounts.account(userId))?.email).toBe(came === 'done' ? wish.email : undefined);
    }
  });

  it('again while one stalls in coming back: the second leave counts', async () => {
    const { person, userId, sessionId } = await registry.member();
    await registry.leave(userId, sessionId);
    registry.now += 31 * DAY;
    const late = { verification: registry.verify(person), email: anyEmail() };
    const slow = stallingBefore(table.db, isTransactionOn(late.email));
    const coming = registry.instance(slow.db).signUp(late);
    await slow.arrived;
    await registry.signUp({ verification: registry.verify(person), email: anyEmail() });
    await registry.leave(userId, await registry.session(userId));
    slow.goOn();
    expect(await outcome(coming)).toBe('LEFT_RECENTLY');
  });

  it('is refused when every session was ended while it stalled', async () => {
    const { userId, sessionId } = await registry.member();
    const slow = stallingBefore(table.db, isTransactionOn(userId));
    const leaving = registry.instance(slow.db).leave(userId, sessionId);
    await slow.arrived;
    await registry.sessions.logOutAll(userId, 'another stamp', registry.now);
    slow.goOn();
    expect(await outcome(leaving)).toBe('UNAUTHENTICATED');
    expect(await registry.accounts.account(userId)).toMatchObject({ securityStamp: 'another stamp' });
  });

  it('many times at once is leaving once', async () => {
    const { userId, sessionId } = await registry.member();
    const told = await tally(times(AT_ONCE, () => registry.leave(userId, sessionId)));
    expect(told.done).toBe(AT_ONCE);
  });
});
