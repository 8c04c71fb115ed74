// Guessing passwords: however many guess at once, no more is told than the limit.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { counterOf } from '../../../functions/auth/domain-attempts.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { answer, createGuessers, FIVE, MINUTE, start, stranger, told } from './guessers.ts';

let table: TestTable;
let guessers: ReturnType<typeof createGuessers>;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  guessers = createGuessers(table);
});
afterAll(() => table.drop());

describe('a burst of 200 parallel guesses', () => {
  it('is told five times that it is wrong, and 195 times to wait', async () => {
    const answers = await guessers.burst(stranger(), start);
    expect(told(answers)).toBe(5);
    expect(answers.filter((given) => given === 60)).toHaveLength(195);
  });

  it('is told nothing more from elsewhere: the count is of the account', async () => {
    const email = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => answer(guessers.guard.failed(stranger(email), start))),
    );
    expect(told(answers)).toBe(5);
  });

  it('is told once when a block is over, and waits for twice as long then', async () => {
    const counters = stranger();
    await guessers.burst(counters, start);
    const second = await guessers.burst(counters, start + MINUTE);
    expect([told(second), second.filter((given) => given === 120).length]).toEqual([1, 199]);
    expect(told(await guessers.burst(counters, start + 3 * MINUTE - 1))).toBe(0);
    expect(told(await guessers.burst(counters, start + 3 * MINUTE))).toBe(1);
  });

  it('is told five times when the window has ended', async () => {
    const counters = stranger();
    for (let i = 0; i < 4; i++) await guessers.guard.failed(counters, start + i);
    expect(told(await guessers.burst(counters, start + 16 * MINUTE))).toBe(5);
  });

  it('never learns the right one after the limit, though its hash was under way before', async () => {
    const counters = stranger();
    await guessers.guard.check(counters, start);
    await guessers.burst(counters, start);
    expect(await answer(guessers.guard.succeeded(counters, start))).toBe(60);
    expect(await answer(guessers.guard.check(counters, start + 1_000))).toBe(59);
  });
});

describe('guessing one password after the other', () => {
  it('is refused after five wrong ones, for longer each time, and the right one with them', async () => {
    const { right, wrong } = await guessers.newOwner();
    let now = start;
    expect(await guessers.inTurn(4, wrong, now)).toEqual(FIVE.slice(1));
    for (const wait of [60, 120, 240, 480, 900, 900]) {
      expect(await guessers.inTurn(2, wrong, now)).toEqual([...FIVE.slice(4), wait]);
      expect(await guessers.tryIt(right, now)).toBe(wait);
      now += wait * 1_000;
    }
    expect(await guessers.tryIt(right, now)).toBe('in');
  });

  it('is refused for a minute only when a quiet window was between: growth is forgotten', async () => {
    const { wrong } = await guessers.newOwner();
    await guessers.inTurn(5, wrong);
    const quiet = start + MINUTE + 15 * MINUTE;
    expect(await guessers.inTurn(6, wrong, quiet)).toEqual([...FIVE, 60]);
    expect(await guessers.inTurn(2, wrong, quiet + MINUTE + 15 * MINUTE - 1)).toEqual([...FIVE.slice(4), 120]);
  });

  it('for an address that nobody has is answered the same', async () => {
    const { wrong } = await guessers.newOwner();
    expect(await guessers.inTurn(6, { ...wrong, email: `${randomUUID()}@example.com` })).toEqual([...FIVE, 60]);
  });

  it('begins anew after the right one: the failures before it are forgiven', async () => {
    const { right, wrong } = await guessers.newOwner();
    await guessers.inTurn(4, wrong);
    expect(await guessers.tryIt(right)).toBe('in');
    expect(await guessers.inTurn(6, wrong)).toEqual([...FIVE, 60]);
  });

  it('begins anew when the window has ended', async () => {
    const { wrong } = await guessers.newOwner();
    await guessers.inTurn(4, wrong);
    expect(await guessers.inTurn(6, wrong, start + 15 * MINUTE)).toEqual([...FIVE, 60]);
  });

  it('is refused after a hundred from one address, whoever they were aimed at', async () => {
    const { right, wrong } = await guessers.newOwner();
    const spray = Array.from({ length: 100 }, (_, i) => guessers.tryIt({ ...wrong, email: `${i}-${wrong.email}` }));
    expect(told(await Promise.all(spray))).toBe(100);
    expect(await guessers.tryIt(right)).toBe(60);
    expect(await guessers.tryIt({ ...right, address: randomUUID() })).toBe('in');
  });

  it('at once is told five times in all, and the right one is not told after that', async () => {
    const { right, wrong } = await guessers.newOwner();
    const answers = await Promise.all(Array.from({ length: 40 }, () => guessers.tryIt(wrong)));
    expect([told(answers), await guessers.tryIt(right)]).toEqual([5, 60]);
  });
});

describe('a network that many share', () => {
  it('a phone network with steady typos goes on between blocks', async () => {
    const { right } = await guessers.newOwner();
    const network = [counterOf('ADDRESS', right.address)];
    let now = start;
    for (const wait of [60, 120, 240]) {
      for (let i = 0; i < 100; i++) expect(await answer(guessers.guard.failed(network, now + i * 1_000))).toBe('told');
      now += 99_000;
      expect(await guessers.tryIt(right, now)).toBe(wait);
      now += wait * 1_000;
      expect(await guessers.tryIt(right, now)).toBe('in');
    }
  });

  it('is not blocked by a burst at one account, of which it is told five times', async () => {
    const counters = stranger();
    await guessers.burst(counters, start);
    expect(await guessers.attempts.read(counters)).toMatchObject([{ count: 5 }, { count: 5 }]);
  });
});
