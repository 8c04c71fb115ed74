// The cache of slow facts.
import { describe, expect, it, vi } from 'vitest';
import { cached } from '../../../functions/shared/cache.ts';

function setUp(answers: (key: string) => Promise<string | undefined>) {
  const time = { now: 1_000 };
  const load = vi.fn(answers);
  return { time, load, read: cached(load, { clock: () => time.now, forMs: 5_000, most: 2 }) };
}

describe('facts that weigh differently', () => {
  it('are kept up to a weight, the oldest going first, and the newest whatever it weighs', async () => {
    const load = vi.fn(async (key: string) => Number(key));
    const read = cached(load, { clock: () => 0, forMs: 1_000, most: 10, weigh: (value) => value });
    for (const key of ['4', '5', '2', '5']) await read(key);
    expect(load).toHaveBeenCalledTimes(3);
    await read('4');
    expect(load).toHaveBeenCalledTimes(4);
    await read('20');
    await read('20');
    expect(load).toHaveBeenCalledTimes(5);
    await read('2');
    expect(load).toHaveBeenCalledTimes(6);
  });
});

describe('a cached fact', () => {
  it('is loaded once for all who ask at the same time', async () => {
    const { load, read } = setUp(async (key) => `fact ${key}`);
    expect(await Promise.all([read('a'), read('a'), read('a')])).toEqual(['fact a', 'fact a', 'fact a']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is loaded again when it is too old, or older than the caller takes', async () => {
    const { time, load, read } = setUp(async () => 'fact');
    await read('a');
    time.now += 4_999;
    await read('a');
    expect(load).toHaveBeenCalledTimes(1);
    await read('a', 4_999);
    expect(load).toHaveBeenCalledTimes(2);
    time.now += 5_000;
    await read('a');
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('is looked for again while it is not there', async () => {
    const { load, read } = setUp(async () => undefined);
    expect(await read('a')).toBeUndefined();
    expect(await read('a')).toBeUndefined();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('is looked for again after a failure', async () => {
    const { load, read } = setUp(async () => 'fact');
    load.mockRejectedValueOnce(new Error('down'));
    await expect(read('a')).rejects.toThrow('down');
    expect(await read('a')).toBe('fact');
  });

  it('gives way, the oldest first, when there are too many', async () => {
    const { load, read } = setUp(async (key) => key);
    for (const key of ['a', 'b', 'c']) await read(key);
    await read('b');
    expect(load).toHaveBeenCalledTimes(3);
    await read('a');
    expect(load).toHaveBeenCalledTimes(4);
  });
});
