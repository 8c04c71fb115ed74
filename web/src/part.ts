// Parts of the shop that are loaded when one goes there: without one nobody loses the page that they are on.
import { retryDelay } from './api/retry.ts';

/** When the page was loaded again for a part; epoch ms by this machine's clock. */
const SLOT = 'onsale.reloaded';
/** A part that is nowhere to be had must not be asked for over and over. */
const APART_MS = 15_000;
/** Nor without an end. */
const MOST_RELOADS = 3;
const WITHIN_MS = 5 * 60_000;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Loads a part. Where it cannot be had, as there is no network or a deployment took it away, the page is loaded again as
 * soon as the server can be reached: browsers remember for as long as a page lives that an import failed.
 * @param mostReloads within a few minutes
 * @throws as `load`, where that did not help
 */
export async function part<T>(load: () => Promise<T>, mostReloads = MOST_RELOADS): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const reloads = reloadsIn(sessionStorage.getItem(SLOT), Date.now());
    const inMs = reloadInMs(reloads, Date.now(), mostReloads);
    if (inMs === undefined) throw error;
    await wait(inMs);
    await untilReached();
    sessionStorage.setItem(SLOT, JSON.stringify([...reloads, Date.now()]));
    location.reload();
    return new Promise<never>(() => {});
  }
}

/** Those of the last few minutes. @param text as it was kept */
export function reloadsIn(text: string | null, now: number): readonly number[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter((at) => typeof at === 'number' && now - at < WITHIN_MS) : [];
  } catch {
    return [];
  }
}

/** Milliseconds until the page is loaded again; undefined where it was often enough. */
export function reloadInMs(reloads: readonly number[], now: number, most: number): number | undefined {
  if (reloads.length >= most) return undefined;
  return Math.max(0, (reloads.at(-1) ?? 0) + APART_MS - now);
}

async function untilReached(): Promise<void> {
  for (let failures = 0; ; failures++) {
    const isThere = await fetch('/', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    const online = new Promise((done) => addEventListener('online', done, { once: true }));
    await Promise.race([online, wait(retryDelay(failures, undefined))]);
  }
}
