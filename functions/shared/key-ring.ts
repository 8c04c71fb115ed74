// Keyed hashes whose key can rotate: a secret of one or more keys, the oldest first, each known by a short id.
import { createHash } from 'node:crypto';
import type { ReadSecret } from './aws.ts';
import { type Clock, systemClock } from './clock.ts';
import { base62 } from './ids.ts';
import { keyedHash } from './keyed-id.ts';
import { createRecent } from './recent.ts';

export interface RingKey {
  /** 8 characters that say which key it is, and nothing of what it is. */
  readonly kid: string;
  /** HMAC-SHA-256 over the length-prefixed parts. @returns 32 bytes */
  hash(...parts: readonly string[]): Buffer;
}

export interface KeyRing {
  readonly oldest: RingKey;
  /** What new hashes are made with. */
  readonly newest: RingKey;
  /** Oldest first. */
  readonly all: readonly RingKey[];
  byId(kid: string): RingKey | undefined;
}

/** The ring as this instance knows it; with the key `wanted`, if there is such a key. */
export type ReadRing = (wanted?: string) => Promise<KeyRing>;

/** The least time between two looks for an unknown key: made-up ids must not become reads of the secret. */
const LOOK_EVERY_MS = 10_000;

/** A shorter key, or none at all, could be guessed; the deployment makes one of 64 characters. */
const LEAST_KEY = 32;

/**
 * Reads a ring from a secret's text: keys in lines, so that rotating is adding a line.
 * @throws for a key that is too short
 */
export function parseKeyRing(secret: string): KeyRing {
  const lines = secret.split(/\s+/).filter((line) => line !== '');
  const [oldest, ...younger] = lines.map(ringKey);
  if (!oldest) throw new Error('a key ring needs at least one key: put a random line of 64 characters into its secret');
  const all = [oldest, ...younger];
  const known = new Map(all.map((key) => [key.kid, key]));
  return { oldest, newest: all.at(-1) ?? oldest, all, byId: (kid) => known.get(kid) };
}

function ringKey(key: string): RingKey {
  if (key.length < LEAST_KEY) throw new Error(`a key of a ring needs ${LEAST_KEY} characters or more`);
  const kid = base62(createHash('sha256').update(`kid:${key}`).digest(), 8);
  return { kid, hash: (...parts) => keyedHash(key, ...parts) };
}

/** Keeps the ring for this instance, and reads its secret again when a key is asked for that it does not have. */
export function createRingReader(readSecret: ReadSecret, clock: Clock = systemClock): ReadRing {
  // Apart from the first read, so that a key which was added just after it is found at once.
  const looks = createRecent(async () => parseKeyRing(await readSecret({ fresh: true })), clock);
  let first: KeyRing | undefined;
  return async (wanted) => {
    first ??= parseKeyRing(await readSecret());
    const known = looks.latest()?.value ?? first;
    return wanted === undefined || known.byId(wanted) ? known : looks.within(LOOK_EVERY_MS);
  };
}
