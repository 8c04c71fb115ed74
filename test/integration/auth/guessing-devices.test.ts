// Guessing while the owner has devices that are known: none is shut out by strangers, and all together tell little.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Counter, counterOf } from '../../../functions/auth/domain-attempts.ts';
import { deviceName, deviceToken } from '../../../functions/auth/domain-device.ts';
import { logIn } from '../../../functions/auth/use-cases-login.ts';
import { changePassword } from '../../../functions/auth/use-cases-password.ts';
import { listSessions, logOutAll } from '../../../functions/auth/use-cases-sessions.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { createGuessers, FIVE, MINUTE, PASSWORD, start, told } from './guessers.ts';

let table: TestTable;
let guessers: ReturnType<typeof createGuessers>;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  guessers = createGuessers(table);
});
afterAll(() => table.drop());

describe('a stranger who guesses', () => {
  it("does not shut the owner's device out, and needs that device's own token to be taken for it", async () => {
    const [owner, other] = [await guessers.newOwner(), await guessers.newOwner()];
    const { deviceToken } = await logIn(guessers.tools, owner.right);
    const { deviceToken: strangers } = await logIn(guessers.tools, other.right);
    const stranger = { ...owner.wrong, address: randomUUID(), deviceTokens: [strangers] };
    expect(await guessers.inTurn(6, stranger)).toEqual([...FIVE, 60]);
    expect(await guessers.tryIt(owner.right)).toBe(60);
    expect(await guessers.tryIt({ ...owner.right, deviceTokens: [deviceToken] })).toBe('in');
    // The owner's success says nothing of the stranger.
    expect(await guessers.tryIt(stranger)).toBe(60);
  });

  it('with a stolen device has its five guesses there, and the owner elsewhere has five of their own', async () => {
    const { right, wrong } = await guessers.newOwner();
    const { deviceToken } = await logIn(guessers.tools, right);
    expect(await guessers.inTurn(6, { ...wrong, deviceTokens: [deviceToken] })).toEqual([...FIVE, 60]);
    expect(await guessers.tryIt(right)).toBe('in');
  });

  it("the owner's device after log-out-all and after a password change is still known while strangers guess", async () => {
    const { userId, right, wrong } = await guessers.newOwner();
    const { deviceToken: phone } = await logIn(guessers.tools, right);
    const known = { ...right, deviceTokens: [phone] };
    await logOutAll(guessers.tools, { userId, now: start });
    expect(await guessers.inTurn(6, { ...wrong, address: randomUUID() })).toEqual([...FIVE, 60]);
    expect([await guessers.tryIt(right), await guessers.tryIt(known)]).toEqual([60, 'in']);
    const next = 'another horse battery';
    const [session] = await listSessions(guessers.tools, { userId, now: start });
    const asked = { userId, sessionId: session?.sessionId, current: PASSWORD, next, now: start };
    await changePassword(guessers.tools, asked);
    expect(await guessers.tryIt({ ...right, password: next })).toBe(60);
    expect(await guessers.tryIt({ ...known, password: next })).toBe('in');
  });
});

describe('a thief with many device tokens', () => {
  /** The tokens of logins in the past, by who knew the password then. */
  const tokensOf = (userId: string, count: number) =>
    Array.from({ length: count }, () => deviceToken(guessers.ring, { userId, nonce: randomChars() }));

  it('gets 50 answers per window in all', async () => {
    const { userId, right, wrong } = await guessers.newOwner();
    const tokens = tokensOf(userId, 12);
    const wait = Array.from({ length: 5 }, () => 60);
    for (const [i, token] of tokens.entries()) {
      const answers = await guessers.inTurn(5, { ...wrong, deviceTokens: [token] });
      expect(answers).toEqual(i < 10 ? FIVE : wait);
    }
    // The right password is told on none of them either, and where no device is known as ever.
    expect(await guessers.tryIt({ ...right, deviceTokens: tokens.slice(-1) })).toBe(60);
    expect(await guessers.tryIt(right)).toBe('in');
    const fresh = { ...wrong, deviceTokens: tokensOf(userId, 1) };
    expect(await guessers.inTurn(6, fresh, start + MINUTE)).toEqual([...FIVE, 60]);
  });

  it('gets 50 in a burst from all of them, and five from one, which leaves the others theirs', async () => {
    const nameOf = (userId: string): Counter[] => [
      counterOf('DEVICE', deviceName({ userId, nonce: randomChars() })),
      counterOf('DEVICES', userId),
    ];
    const [many, one] = [randomUUID(), randomUUID()];
    const bursts = await Promise.all(Array.from({ length: 12 }, () => guessers.burst(nameOf(many), start)));
    expect(told(bursts.flat())).toBe(50);
    expect(told(await guessers.burst(nameOf(one), start))).toBe(5);
    expect(await guessers.attempts.read([counterOf('DEVICES', one)])).toMatchObject([{ count: 5 }]);
  });

  it('keeps what failed when the owner signs in: it is not theirs to take back', async () => {
    const { userId, right, wrong } = await guessers.newOwner();
    const [stolen = '', phone = ''] = tokensOf(userId, 2);
    await guessers.inTurn(4, { ...wrong, deviceTokens: [stolen] });
    expect(await guessers.tryIt({ ...right, deviceTokens: [phone] })).toBe('in');
    expect(await guessers.attempts.read([counterOf('DEVICES', userId)])).toMatchObject([{ count: 4 }]);
  });
});
