// The rules of keys: published before they sign, signing until the next one does, here until their last token is over.

/** When a published key is what. Epoch milliseconds. */
export interface KeyTimes {
  readonly kid: string;
  readonly publishedAt: number;
  readonly signsFrom: number;
  /** No token of it ends later; moved on before one that would is signed. */
  readonly acceptedUntil: number;
}

/** Until when a key of an older version is accepted: nobody wrote down when its tokens end. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** Nobody goes so long without reading the keys, and caches of the published list are shorter. */
const PUBLISHED_AHEAD_MS = 300_000;

/** Where no key can sign, the next one does as soon as who looked for an unknown key just now may look again. */
const REPAIRED_AFTER_MS = 15_000;

/** What clocks, and memories of keys, may be behind before a key is deleted. */
const OVER_FOR_MS = 3_600_000;

/** `acceptedUntil` is moved on in such steps: one write of all signers in six hours. */
const STEP_MS = 21_600_000;

/** The `acceptedUntil` that a token with this end needs. */
export function acceptedFor(expiresAt: number): number {
  return Math.ceil(expiresAt / STEP_MS) * STEP_MS;
}

/** The key that a stack begins with signs at once. */
export function firstKey(kid: string, now: number): KeyTimes {
  return { kid, publishedAt: now, signsFrom: now, acceptedUntil: now };
}

/** The first key is good for clocks that are behind, too. */
function isUsable({ publishedAt, signsFrom }: KeyTimes, now: number): boolean {
  return signsFrom <= now || signsFrom === publishedAt;
}

export interface Choice<K extends KeyTimes> {
  /** What tokens are signed with; undefined when none of the usable keys has its line. */
  readonly key: K | undefined;
  /** Whether the line of a key that is to sign instead is missing: the secret has a newer version. */
  readonly lineMissing: boolean;
}

/** The newest published key whose time has come, and whose line the signer has. @param hasLine by key id */
export function chooseKey<K extends KeyTimes>(
  keys: readonly K[],
  hasLine: (kid: string) => boolean,
  now: number,
): Choice<K> {
  const usable = keys.filter((key) => isUsable(key, now));
  const newestFirst = usable.toSorted((a, b) => b.signsFrom - a.signsFrom || (a.kid < b.kid ? -1 : 1));
  const key = newestFirst.find(({ kid }) => hasLine(kid));
  return { key, lineMissing: newestFirst[0] !== key };
}

/** What is known when keys are rotated. */
export interface KeyRoom<K extends KeyTimes = KeyTimes> {
  readonly keys: readonly K[];
  /** The ids of the secret's lines, the oldest first; it has at least one. */
  readonly lines: readonly string[];
  readonly now: number;
}

export type RotationStep =
  | { readonly step: 'publish'; readonly key: KeyTimes }
  /** A new line, after those that are kept. */
  | { readonly step: 'add-line'; readonly keep: readonly string[] }
  /** The next key is published, and does not sign yet. */
  | { readonly step: 'wait'; readonly kid: string }
  | { readonly step: 'rest'; readonly kid: string };

/**
 * What is to be done next. Each step can be done again: a line that nobody published is published, so a rotation that
 * ended halfway goes on where it ended. @param wanted whether there shall be a new key however old the present one is
 */
export function nextStep({ keys, lines, now }: KeyRoom, wanted: boolean, rotateAfterMs: number): RotationStep {
  const [first = ''] = lines;
  if (keys.length === 0) return { step: 'publish', key: firstKey(first, now) };
  const { key: signing } = chooseKey(keys, (kid) => lines.includes(kid), now);
  // Only the last line may be new: another one without a key is what a deleted key left behind.
  const last = lines.at(-1) ?? first;
  const newest = keys.find(({ kid }) => kid === last);
  if (!newest) {
    const signsFrom = now + (signing ? PUBLISHED_AHEAD_MS : REPAIRED_AFTER_MS);
    return { step: 'publish', key: { kid: last, publishedAt: now, signsFrom, acceptedUntil: signsFrom } };
  }
  if (!signing || !isUsable(newest, now)) return { step: 'wait', kid: newest.kid };
  const isOld = now - signing.publishedAt >= rotateAfterMs;
  return wanted || isOld ? { step: 'add-line', keep: [signing.kid] } : { step: 'rest', kid: signing.kid };
}

/** The keys that nobody signs with any more, and whose last token is over. */
export function keysThatAreOver<K extends KeyTimes>(given: KeyRoom<K>): readonly K[] {
  const { keys, lines, now } = given;
  const { key: signing } = chooseKey(keys, (kid) => lines.includes(kid), now);
  if (!signing || signing.signsFrom > now - OVER_FOR_MS) return [];
  return keys.filter((key) => key !== signing && key.acceptedUntil < now - OVER_FOR_MS);
}
