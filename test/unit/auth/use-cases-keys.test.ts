// Rotating keys: whole, broken off after each step, and twice at once.
import { describe, expect, it } from 'vitest';
import type { PublishedKey } from '../../../functions/auth/reads.ts';
import type { KeyStore, SecretLines } from '../../../functions/auth/store-keys.ts';
import { listKeys, rotateKeys } from '../../../functions/auth/use-cases-keys.ts';
import { deriveSigningKey, linesOf } from '../../../functions/shared/jwt.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LINE = 'the first line of the secret, made for a test of keys';
const first = await deriveSigningKey(LINE);

/** Secret and table in memory, as the store tells of them; `crashAfter` ends the process after so many writes. */
function world() {
  let secret: SecretLines = { version: '0', lines: [LINE] };
  const table = new Map<string, PublishedKey>();
  const state = { now: 1_700_000_000_000, crashAfter: Number.POSITIVE_INFINITY };
  const written = () => {
    state.crashAfter -= 1;
    if (state.crashAfter <= 0) throw new Error('crashed');
  };
  const store: KeyStore = {
    secret: async () => secret,
    async replaceLines(seen, lines) {
      if (seen.version !== secret.version) return 'moved';
      secret = { version: String(Number(secret.version) + 1), lines: linesOf(lines.join('\n')) };
      written();
      return 'replaced';
    },
    keys: async () => [...table.values()],
    async publish(key) {
      if (table.has(key.kid)) return 'there';
      table.set(key.kid, key);
      written();
      return 'published';
    },
    async remove({ kid, acceptedUntil }) {
      if (table.get(kid)?.acceptedUntil !== acceptedUntil) return 'moved';
      table.delete(kid);
      written();
      return 'removed';
    },
  };
  const tools = { store, clock: () => state.now, rotateAfterMs: 30 * DAY };
  return {
    state,
    table,
    store,
    lines: () => secret.lines,
    replace: (lines: string[]) => {
      secret = { version: `${secret.version}1`, lines };
    },
    rotate: (force = false) => rotateKeys(tools, { force }),
    list: async () => (await listKeys(tools)).keys,
  };
}

/** A stack whose first key signs. */
async function signing() {
  const given = world();
  await given.rotate();
  given.state.now += DAY;
  return given;
}

const signs = async ({ list }: ReturnType<typeof world>) => (await list()).filter((key) => key.signs);

describe('the daily run', () => {
  it('publishes the first key of a stack where nobody signed yet', async () => {
    const given = world();
    expect(await given.rotate()).toMatchObject({ outcome: 'published', kid: first.kid, removed: [] });
    expect(await signs(given)).toMatchObject([{ kid: first.kid }]);
  });

  it('leaves a young key alone', async () => {
    const given = await signing();
    expect(await given.rotate()).toMatchObject({ outcome: 'kept', kid: first.kid });
    expect([given.lines(), given.table.size]).toEqual([[LINE], 1]);
  });

  it('brings up a new key when the present one is old, which signs five minutes later', async () => {
    const given = await signing();
    given.state.now += 29 * DAY;
    const { outcome, kid } = await given.rotate();
    expect(outcome).toBe('published');
    expect(await signs(given)).toMatchObject([{ kid: first.kid }]);
    given.state.now += 5 * MINUTE;
    expect(await signs(given)).toMatchObject([{ kid, signsFrom: given.state.now }]);
  });

  it('removes the old key when its last token is over, and not before', async () => {
    const given = await signing();
    given.table.set(first.kid, {
      ...(given.table.get(first.kid) as PublishedKey),
      acceptedUntil: given.state.now + DAY,
    });
    await given.rotate(true);
    given.state.now += DAY + HOUR;
    expect(await given.rotate()).toMatchObject({ outcome: 'kept', removed: [] });
    given.state.now += 1;
    const rotation = await given.rotate();
    expect(rotation.removed).toEqual([first.kid]);
    expect(rotation.keys.map(({ kid }) => kid)).toEqual([...given.table.keys()]);
  });

  it('leaves an old key that a signer needs for longer just now', async () => {
    const given = await signing();
    await given.rotate(true);
    given.state.now += DAY;
    const { keys } = given.store;
    given.store.keys = async () => {
      const seen = await keys();
      const old = given.table.get(first.kid);
      if (old) given.table.set(first.kid, { ...old, acceptedUntil: given.state.now + DAY });
      return seen;
    };
    expect((await given.rotate()).removed).toEqual([]);
    expect(given.table.has(first.kid)).toBe(true);
  });
});

describe('a forced run', () => {
  it('keeps the line that signs, adds a random one, and drops those before', async () => {
    const given = await signing();
    await given.rotate(true);
    const [, second = ''] = given.lines();
    expect(given.lines()).toEqual([LINE, expect.stringMatching(/^[\w-]{64}$/)]);
    given.state.now += HOUR;
    await given.rotate(true);
    expect(given.lines()).toEqual([second, expect.stringMatching(/^[\w-]{64}$/)]);
    expect(new Set([...given.lines(), LINE]).size).toBe(3);
  });

  it('makes no second key while one waits for its time', async () => {
    const given = await signing();
    const { kid } = await given.rotate(true);
    expect(await given.rotate(true)).toMatchObject({ outcome: 'waiting', kid });
    expect([given.lines().length, given.table.size]).toEqual([2, 2]);
  });

  it('publishes a key whose secret was replaced by hand, to sign as soon as all can know it', async () => {
    const given = await signing();
    given.replace(['a line that somebody wrote into the secret by hand']);
    await given.rotate(true);
    expect(await signs(given)).toEqual([]);
    given.state.now += 15_000;
    expect(await signs(given)).toHaveLength(1);
  });
});

describe('a run that is broken off', () => {
  it.each([
    ['after the line was written', 1],
    ['after the key was published', 2],
  ])('%s is finished by the next, with one new key', async (_, crashAfter) => {
    const given = await signing();
    given.state.crashAfter = crashAfter;
    await expect(given.rotate(true)).rejects.toThrow('crashed');
    expect(await signs(given)).toMatchObject([{ kid: first.kid }]);
    given.state.crashAfter = Number.POSITIVE_INFINITY;
    await given.rotate();
    given.state.now += 5 * MINUTE;
    expect(await signs(given)).toHaveLength(1);
    expect([given.lines().length, given.table.size]).toEqual([2, 2]);
    expect(given.table.has((await signs(given))[0]?.kid ?? '')).toBe(true);
    expect((await signs(given))[0]?.kid).not.toBe(first.kid);
  });

  it('after the old key was removed does no harm when it runs again', async () => {
    const given = await signing();
    await given.rotate(true);
    given.state.now += DAY;
    given.state.crashAfter = 1;
    await expect(given.rotate()).rejects.toThrow('crashed');
    given.state.crashAfter = Number.POSITIVE_INFINITY;
    expect(await given.rotate()).toMatchObject({ outcome: 'kept', removed: [] });
    expect(given.table.size).toBe(1);
  });

  it('never lets a key sign less than five minutes after it was published', async () => {
    for (const crashAfter of [1, 2]) {
      const given = await signing();
      given.state.crashAfter = crashAfter;
      await given.rotate(true).catch(() => {});
      given.state.crashAfter = Number.POSITIVE_INFINITY;
      given.state.now += HOUR;
      await given.rotate();
      const late = [...given.table.values()].filter(({ kid }) => kid !== first.kid);
      expect(late.map(({ signsFrom, publishedAt }) => signsFrom - publishedAt)).toEqual([5 * MINUTE]);
    }
  });
});

describe('runs at once', () => {
  it('make one new key, and all say so', async () => {
    const given = await signing();
    const rotations = await Promise.all(Array.from({ length: 8 }, () => given.rotate(true)));
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect([given.lines().length, given.table.size]).toEqual([2, 2]);
    given.state.now += 5 * MINUTE;
    expect(await signs(given)).toMatchObject([{ kid: rotations[0]?.kid }]);
  });

  it('on a new stack publish one first key', async () => {
    const given = world();
    const rotations = await Promise.all(Array.from({ length: 8 }, () => given.rotate()));
    expect(rotations.map(({ kid }) => kid)).toEqual(Array(8).fill(first.kid));
    expect(given.table.size).toBe(1);
  });

  it('give up with a sentence when the secret never stays as it was read', async () => {
    const given = await signing();
    given.store.replaceLines = async () => 'moved';
    await expect(given.rotate(true)).rejects.toThrow('store its text as a new version');
  });
});

describe('the list', () => {
  it('shows each key with its times, newest first, and which one signs', async () => {
    const given = await signing();
    const published = given.state.now;
    const { kid } = await given.rotate(true);
    const signsFrom = published + 5 * MINUTE;
    expect(await given.list()).toEqual([
      { kid, publishedAt: published, signsFrom, acceptedUntil: signsFrom, signs: false },
      expect.objectContaining({ kid: first.kid, signs: true }),
    ]);
  });
});
