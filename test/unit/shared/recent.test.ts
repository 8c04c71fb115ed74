// One slow fact: read once for all who ask, kept when reading fails.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecent } from '../../../functions/shared/recent.ts';

let now = 0;
beforeEach(() => {
  now = 1_000_000;
});

/** A fact that counts its reads; `read` can be told what to do next. */
function counted() {
  let n = 0;
  const read = vi.fn(async () => ++n);
  return { read, recent: createRecent(read, () => now) };
}

describe('a fact', () => {
  it('is not read again while it is young enough', async () => {
    const { recent, read } = counted();
    await recent.within(10);
    now += 9;
    expect(await recent.within(10)).toBe(1);
    now += 1;
    expect(await recent.within(10)).toBe(2);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is read once for all who ask at once', async () => {
    const { recent, read } = counted();
    expect(await Promise.all(Array.from({ length: 50 }, () => recent.within(10)))).toEqual(Array(50).fill(1));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is as old as the start of its read', async () => {
    const { recent, read } = counted();
    const slow = Promise.withResolvers<number>();
    read.mockReturnValueOnce(slow.promise);
    const first = recent.within(10);
    now += 10;
    slow.resolve(7);
    expect(await first).toBe(7);
    expect(await recent.within(10)).toBe(1);
  });

  it('is read anew when an instance was frozen in a read, and what that read brings is old', async () => {
    const { recent, read } = counted();
    const frozen = Promise.withResolvers<number>();
    read.mockReturnValueOnce(frozen.promise);
    const first = recent.within(10);
    now += 3_600_000;
    expect(await recent.within(10)).toBe(1);
    frozen.resolve(7);
    await first;
    expect(recent.latest()).toEqual({ value: 1, at: now });
  });
});

describe('a read that fails', () => {
  it('is tried again a second later when there is nothing to go on with', async () => {
    const { recent, read } = counted();
    read.mockRejectedValueOnce(new Error('throttled'));
    await expect(recent.within(10)).rejects.toThrow('throttled');
    now += 999;
    await expect(recent.within(10)).rejects.toThrow('throttled');
    now += 1;
    expect(await recent.within(10)).toBe(1);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is tried again ten seconds later, with the last fact to go on with', async () => {
    const { recent, read } = counted();
    await recent.within(10);
    const at = now;
    now += 20;
    read.mockRejectedValueOnce(new Error('throttled'));
    await expect(recent.within(10)).rejects.toThrow('throttled');
    now += 9_999;
    await expect(recent.within(10)).rejects.toThrow('throttled');
    expect(recent.latest()).toEqual({ value: 1, at });
    now += 1;
    expect(await recent.within(10)).toBe(2);
  });

  it('does not hide a fact that is young enough', async () => {
    const { recent, read } = counted();
    await recent.within(10);
    read.mockRejectedValueOnce(new Error('throttled'));
    await expect(recent.within(0)).rejects.toThrow('throttled');
    expect(await recent.within(10)).toBe(1);
  });
});
