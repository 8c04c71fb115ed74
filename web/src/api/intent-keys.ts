// The rules of intents' keys: one a wish, the same after a reload of the tab, until the server is known to have answered.
import { ApiError } from '../../../functions/shared/client.ts';

/** What a person wants once, however often it is sent. */
export interface Intent {
  /** Sent with each try as `Idempotency-Key`. */
  readonly key: string;
  /** Where it is kept. */
  readonly slot: string;
  /** Who wants it: it is sent for nobody else. */
  readonly userId: string | undefined;
}

interface Wish {
  readonly userId: string | undefined;
  readonly name: string;
  readonly what: unknown;
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const PREFIX = 'onsale.intent.';

/** Who wants the same so long after it was sent last wants it again. */
const REMEMBERED_MS = 5 * 60_000;

/** For one press of a button, however often it is then sent. @param now epoch ms by this machine's clock */
export function intentOf(kept: Kept, { userId, name, what }: Wish, now: number): Intent {
  const slot = `${PREFIX}${userId ?? ''}.${name}.${JSON.stringify(what)}`;
  const known = keptIn(kept, slot);
  const key = known && now - known.at < REMEMBERED_MS ? known.key : crypto.randomUUID();
  keep(kept, slot, key, now);
  return { key, slot, userId };
}

/** It is sent now, for the first time or again. */
export function sent(kept: Kept, { key, slot }: Intent, now: number): void {
  if (keptIn(kept, slot)?.key === key) keep(kept, slot, key, now);
}

/** It was answered: the same wish is another intent from now on. */
export function answered(kept: Kept, { key, slot }: Intent): void {
  if (keptIn(kept, slot)?.key === key) kept.removeItem(slot);
}

/** Says nothing of what an earlier try did: who is signed in, or the time that it took, is what is wrong. */
const OPEN = [401, 408, 425, 429];

/** Whether an error is the answer of our server to the intent: after any other it may have been done. */
export function isAnswer(error: unknown): boolean {
  if (!(error instanceof ApiError) || typeof error.problem.code !== 'string') return false;
  return error.status >= 400 && error.status < 500 && !OPEN.includes(error.status);
}

/** Of whoever signs out. */
export function dropIntents(kept: Pick<Storage, 'removeItem' | 'key' | 'length'>): void {
  const slots = Array.from({ length: kept.length }, (_, index) => kept.key(index));
  for (const slot of slots) if (slot?.startsWith(PREFIX)) kept.removeItem(slot);
}

function keep(kept: Kept, slot: string, key: string, at: number): void {
  kept.setItem(slot, JSON.stringify({ key, at }));
}

function keptIn(kept: Kept, slot: string): { readonly key: string; readonly at: number } | undefined {
  try {
    const { key, at } = JSON.parse(kept.getItem(slot) ?? '{}');
    return typeof key === 'string' && typeof at === 'number' ? { key, at } : undefined;
  } catch {
    return undefined;
  }
}
