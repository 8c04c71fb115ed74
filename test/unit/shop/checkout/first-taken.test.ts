// Which of several tokens a payment is made with.
import { describe, expect, it } from 'vitest';
import { firstTaken } from '../../../../web/src/orders/first-taken.ts';

const isOther = (error: unknown) => error instanceof RangeError;

/** Takes some tokens, and notes which were tried. */
function gate(...taken: string[]) {
  const tried: string[] = [];
  const send = async (token: string) => {
    tried.push(token);
    if (!taken.includes(token)) throw new RangeError(token);
    return `paid with ${token}`;
  };
  return { tried, send };
}

describe('several tokens', () => {
  it('are tried one after the other until one is taken', async () => {
    const { tried, send } = gate('b', 'c');
    expect(await firstTaken(['a', 'b', 'c'], send, isOther)).toBe('paid with b');
    expect(tried).toEqual(['a', 'b']);
  });

  it('end with what the first was refused with, where none is taken', async () => {
    await expect(firstTaken(['a', 'b'], gate().send, isOther)).rejects.toThrow('a');
  });

  it('are not tried on after a refusal that is not of the token', async () => {
    const tried: string[] = [];
    const send = async (token: string) => {
      tried.push(token);
      throw new TypeError('no network');
    };
    await expect(firstTaken(['a', 'b'], send, isOther)).rejects.toThrow('no network');
    expect(tried).toEqual(['a']);
  });
});
