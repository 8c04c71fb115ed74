// Guessing passwords: however many guess at once, no more is told than the limit.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newAccount } from '../../../functions/auth/domain.ts';
import { attemptRules, type Counter, counterOf } from '../../../functions/auth/domain-attempts.ts';
import { accountKey, emailKey } from '../../../functions/auth/keys.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { createGuard, type Guard } from '../../../functions/auth/use-cases-attempts.ts';
import { type Login, type LoginTools, logIn } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { hashPassword } from '../../../functions/shared/password.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const LIMITS = { LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 };
const BURST = 200;
const MINUTE = 60_000;
const start = 1_700_000_000_000;

let table: TestTable;
let guard: Guard;
let tools: LoginTools;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  const given = { db: table.db, AUTH_TABLE: table.name };
  guard = createGuard({ store: createAttemptsStore(given), rules: attemptRules(LIMITS) });
  const ring = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test');
  tools = {
    accounts: createAccountStore(given),
    sessions: createSessionStore(given),
    guard,
    ring: async () => ring,
    signer: { sign: async () => 'signed' },
    passwordRounds: 1,
  };
});
afterAll(() => table.drop());

/** The counters of a stranger who guesses at an account, both nobody else's. */
const stranger = (email: string = randomUUID()): Counter[] => [
  counterOf('ACCOUNT', email),
  counterOf('ADDRESS', randomUUID()),
];

/** What a client would be answered: `told` is that the password is wrong, a number is `Retry-After`. */
async function answer(work: Promise<unknown>): Promise<'told' | 'in' | number> {
  try {
    return (await work) === undefined ? 'told' : 'in';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.kind.code === 'BAD_CREDENTIALS') return 'told';
    if (error.kind.code === 'TOO_MANY_ATTEMPTS') return error.retryAfterSeconds ?? 0;
    throw error;
  }
}

/** Wrong guesses of one millisecond, past the first look already: their hashes took equally long. */
const burst = (counters: readonly Counter[], now: number) =>
  Promise.all(Array.from({ length: BURST }, () => answer(guard.failed(counters, now))));

const told = (answers: readonly ('told' | 'in' | number)[]) => answers.filter((given) => given === 'told').length;

describe('a burst of 200 parallel guesses', () => {
  it('is told five times that it is wrong, and 195 times to wait', async () => {
    const answers = await burst(stranger(), start);
    expect(told(answers)).toBe(5);
    expect(answers.filter((given) => given === 60)).toHaveLength(195);
  });

  it('is told nothing more from elsewhere: the count is of the account', async () => {
    const email = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: BURST }, () => answer(guard.failed(stranger(email), start))),
    );
    expect(told(answers)).toBe(5);
  });

  it('is told once when a block is over', async () => {
    const counters = stranger();
    await burst(counters, start);
    expect(told(await burst(counters, start + 2 * MINUTE))).toBe(1);
    expect(told(await burst(counters, start + 3 * MINUTE))).toBe(0);
    expect(told(await burst(counters, start + 5 * MINUTE))).toBe(1);
  });

  it('is told five times when the window has ended', async () => {
    const counters = stranger();
    for (let i = 0; i < 4; i++) await guard.failed(counters, start + i);
    expect(told(await burst(counters, start + 16 * MINUTE))).toBe(5);
  });

  it('never learns the right one after the limit, though its hash was under way before', async () => {
    const counters = stranger();
    await guard.check(counters, start);
    await burst(counters, start);
    expect(await answer(guard.succeeded(counters, start))).toBe(60);
    expect(await answer(guard.check(counters, start + 1_000))).toBe(59);
  });
});

const PASSWORD = 'correct horse battery';

/** An account of its own for each test, and one who tries to sign in to it. */
async function newOwner(): Promise<{ right: Login; wrong: Login }> {
  const userId = randomUUID();
  const email = `${userId}@example.com`;
  const rest = { personId: userId, name: 'Kim', securityStamp: 's', persons: [], termsVersion: '1', at: start };
  const account = { ...newAccount({ userId, email, ...rest }), passwordHash: await hashPassword(PASSWORD, 1) };
  for (const Item of [
    { ...emailKey(email), userId },
    { ...accountKey(userId), ...account },
  ]) {
    await table.db.send(new PutCommand({ TableName: table.name, Item }));
  }
  const right = { email, password: PASSWORD, address: randomUUID(), deviceTokens: [], userAgent: 'test', now: start };
  return { right, wrong: { ...right, password: 'incorrect horse battery' } };
}

const tryIt = (login: Login, now = start) => answer(logIn(tools, { ...login, now }));

/** The answers to so many tries, one after the other. */
async function inTurn(times: number, login: Login, now = start) {
  const answers = [];
  for (let i = 0; i < times; i++) answers.push(await tryIt(login, now));
  return answers;
}

const FIVE = Array.from({ length: 5 }, () => 'told');

describe('guessing one password after the other', () => {
  it('is refused after five wrong ones, for longer each time, and the right one with them', async () => {
    const { right, wrong } = await newOwner();
    expect(await inTurn(6, wrong)).toEqual([...FIVE, 60]);
    expect(await tryIt(right)).toBe(60);
    let now = start;
    for (const [waited, next] of [
      [60, 120],
      [120, 240],
      [240, 480],
      [480, 900],
      [900, 900],
    ] as const) {
      now += waited * 1_000;
      expect([await tryIt(wrong, now), await tryIt(right, now)]).toEqual(['told', next]);
    }
    expect(await tryIt(right, now + 900_000)).toBe('in');
  });

  it('for an address that nobody has is answered the same', async () => {
    const { wrong } = await newOwner();
    expect(await inTurn(6, { ...wrong, email: `${randomUUID()}@example.com` })).toEqual([...FIVE, 60]);
  });

  it('begins anew after the right one: the failures before it are forgiven', async () => {
    const { right, wrong } = await newOwner();
    await inTurn(4, wrong);
    expect(await tryIt(right)).toBe('in');
    expect(await inTurn(6, wrong)).toEqual([...FIVE, 60]);
  });

  it('begins anew when the window has ended', async () => {
    const { wrong } = await newOwner();
    await inTurn(4, wrong);
    expect(await inTurn(6, wrong, start + 15 * MINUTE)).toEqual([...FIVE, 60]);
  });

  it('is refused after a hundred from one address, whoever they were aimed at', async () => {
    const { right, wrong } = await newOwner();
    const spray = Array.from({ length: 100 }, (_, i) => tryIt({ ...wrong, email: `${i}-${wrong.email}` }));
    expect(told(await Promise.all(spray))).toBe(100);
    expect(await tryIt(right)).toBe(60);
    expect(await tryIt({ ...right, address: randomUUID() })).toBe('in');
  });

  it('at once is told five times in all, and the right one is not told after that', async () => {
    const { right, wrong } = await newOwner();
    const answers = await Promise.all(Array.from({ length: 40 }, () => tryIt(wrong)));
    expect([told(answers), await tryIt(right)]).toEqual([5, 60]);
  });
});

describe('a stranger who guesses', () => {
  it("does not shut the owner's device out, and needs that device's own token to be taken for it", async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    const { deviceToken } = await logIn(tools, owner.right);
    const { deviceToken: strangers } = await logIn(tools, other.right);
    const stranger = { ...owner.wrong, address: randomUUID(), deviceTokens: [strangers] };
    expect(await inTurn(6, stranger)).toEqual([...FIVE, 60]);
    expect(await tryIt(owner.right)).toBe(60);
    expect(await tryIt({ ...owner.right, deviceTokens: [deviceToken] })).toBe('in');
    // The owner's success says nothing of the stranger.
    expect(await tryIt(stranger)).toBe(60);
  });

  it('with a stolen device has its five guesses there, and the owner elsewhere has five of their own', async () => {
    const { right, wrong } = await newOwner();
    const { deviceToken } = await logIn(tools, right);
    expect(await inTurn(6, { ...wrong, deviceTokens: [deviceToken] })).toEqual([...FIVE, 60]);
    expect(await tryIt(right)).toBe('in');
  });
});
