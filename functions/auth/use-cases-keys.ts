// What keeps the keys of tokens young: a new one now and then, and none longer than it is needed.
import { randomBytes } from 'node:crypto';
import { jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { deriveSigningKey, type SigningKey } from '../shared/jwt.ts';
import { chooseKey, type KeyTimes, keysThatAreOver, nextStep } from './domain-keys.ts';
import type { PublishedKey } from './reads.ts';
import type { KeyStore, SecretLines } from './store-keys.ts';

/** A rotation takes three steps at most; the others are for steps that somebody else was at. */
const STEPS = 10;

/** 64 characters of base64url. */
const LINE_BYTES = 48;

export interface KeyState extends KeyTimes {
  /** Whether new tokens are signed with it. */
  readonly signs: boolean;
}

export interface KeyReport {
  /** Newest first. */
  readonly keys: readonly KeyState[];
}

export interface Rotation extends KeyReport {
  /** `waiting`: the next key was published before, and does not sign yet; `kept`: the present one is young enough. */
  readonly outcome: 'published' | 'waiting' | 'kept';
  /** The key that was published, waits, or was kept. */
  readonly kid: string;
  /** Old keys, whose last token is over. */
  readonly removed: readonly string[];
}

interface Tools {
  readonly store: KeyStore;
  readonly clock: Clock;
}

/** The keys as they are. */
export async function listKeys({ store, clock }: Tools): Promise<KeyReport> {
  const [keys, ring] = await Promise.all([store.keys(), derived(await store.secret())]);
  return report(keys, ring, clock());
}

/**
 * Publishes a new key when the present one is old, or when `force` asks for it; then removes what is over. It can be
 * repeated at any time, also after it ended halfway: while a key waits for its time, no other one is made.
 */
export async function rotateKeys(
  { store, clock, rotateAfterMs }: Tools & { readonly rotateAfterMs: number },
  { force }: { readonly force: boolean },
): Promise<Rotation> {
  let ring = await derived(await store.secret());
  let wanted = force;
  let published: string | undefined;
  for (let steps = 1; steps <= STEPS; steps++) {
    const keys = await store.keys();
    const now = clock();
    const next = nextStep({ keys, lines: ring.keys.map(({ kid }) => kid), now }, wanted, rotateAfterMs);
    switch (next.step) {
      case 'add-line': {
        const kept = ring.keys.flatMap(({ kid }, i) => (next.keep.includes(kid) ? (ring.secret.lines[i] ?? []) : []));
        const lines = [...kept, randomBytes(LINE_BYTES).toString('base64url')];
        const outcome = await store.replaceLines(ring.secret, lines);
        if (outcome === 'moved') await jitter(steps);
        // Not read again after an own write: the secret may still show what it was.
        ring = await derived(outcome === 'moved' ? await store.secret() : { ...ring.secret, lines });
        break;
      }
      case 'publish': {
        const jwk = ring.keys.find(({ kid }) => kid === next.key.kid)?.publicJwk;
        if (jwk) await store.publish({ ...next.key, jwk });
        published = next.key.kid;
        wanted = false;
        break;
      }
      case 'wait':
      case 'rest': {
        const otherwise = next.step === 'wait' ? 'waiting' : 'kept';
        const removed = await removeOver(store, keys, ring, now);
        const left = keys.filter(({ kid }) => !removed.includes(kid));
        return {
          outcome: published ? 'published' : otherwise,
          kid: published ?? next.kid,
          removed,
          ...report(left, ring, now),
        };
      }
      default:
        next satisfies never;
    }
  }
  throw new Error('the signing secret was changed by somebody else each time: store its text as a new version');
}

async function removeOver(store: KeyStore, keys: readonly PublishedKey[], ring: Ring, now: number): Promise<string[]> {
  const removed: string[] = [];
  for (const key of keysThatAreOver({ keys, lines: ring.keys.map(({ kid }) => kid), now })) {
    if ((await store.remove(key)) === 'removed') removed.push(key.kid);
  }
  return removed;
}

/** The secret, and the key of each line. */
interface Ring {
  readonly secret: SecretLines;
  readonly keys: readonly SigningKey[];
}

async function derived(secret: SecretLines): Promise<Ring> {
  return { secret, keys: await Promise.all(secret.lines.map(deriveSigningKey)) };
}

function report(keys: readonly PublishedKey[], ring: Ring, now: number): KeyReport {
  const { key: signing } = chooseKey(keys, (kid) => ring.keys.some((line) => line.kid === kid), now);
  const states = keys.map(({ kid, publishedAt, signsFrom, acceptedUntil }) => ({
    kid,
    publishedAt,
    signsFrom,
    acceptedUntil,
    signs: kid === signing?.kid,
  }));
  return { keys: states.toSorted((a, b) => b.signsFrom - a.signsFrom) };
}
