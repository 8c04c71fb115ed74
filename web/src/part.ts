// Parts of the shop that are loaded when one goes there: without one nobody loses the page that they are on.
import { retryDelay } from './api/retry.ts';

/** When the page was last loaded again for a part; epoch ms by this machine's clock. */
const SLOT = 'onsale.reloaded';
/** A part that is nowhere to be had must not be asked for over and over. */
const APART_MS = 15_000;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Loads a part. Where it cannot be had, as there is no network or a deployment took it away, the page is loaded again as
 * soon as the server can be reached: browsers remember for as long as a page lives that an import failed.
 */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    await wait(Number(sessionStorage.getItem(SLOT)) + APART_MS - Date.now());
    await untilReached();
    sessionStorage.setItem(SLOT, String(Date.now()));
    location.reload();
    return new Promise<never>(() => {});
  }
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
