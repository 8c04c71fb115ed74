// Waits until a crowd's reservations and payments have come to their ends, and has lost webhooks looked after.
import { invoke } from '../invoke.ts';
import { readReservations, type Scene } from './facts.ts';
import { awaitedUntil, readBooks, readCards } from './facts-cards.ts';
import type { Target } from './target.ts';

const POLL_MS = 1_000;
/** The timer of a hold comes a second or two after its end; a confirmation within about a second. */
const SETTLE_MS = 30_000;
/** The product's own timer comes every five minutes. */
const RECONCILE_EVERY_MS = 10_000;

const OPEN = ['PENDING', 'PAYING', 'PAID'];

/** Waits until nothing is on its way any more, or should have been for a while: the audit then says which. */
export async function settle(scene: Scene): Promise<void> {
  const { caller, target } = scene;
  const deadlines = new Map<string, number>();
  let reconcileAt = 0;
  for (;;) {
    const now = Date.now();
    const awaited = await awaitedIn(scene, now);
    if (awaited.size === 0) return;
    // What goes on being put off is waited for once.
    for (const [id, until] of awaited) deadlines.set(id, deadlines.get(id) ?? Math.max(until, now) + SETTLE_MS);
    if ([...awaited.keys()].every((id) => now > (deadlines.get(id) ?? now))) return;
    if (now >= reconcileAt) {
      await reconcile(target);
      reconcileAt = now + RECONCILE_EVERY_MS;
    }
    await caller.wait(POLL_MS);
  }
}

/** What is under way, and until when it may be: epoch milliseconds. */
async function awaitedIn(scene: Scene, now: number): Promise<ReadonlyMap<string, number>> {
  const reservations = await readReservations(scene.target, scene.sale);
  const cards = await readCards(scene);
  const books = await readBooks(scene, cards);
  const open = reservations
    .filter(({ status }) => OPEN.includes(status))
    .map(({ reservationId, expiresAt, payingUntil = 0 }) => [reservationId, Math.max(expiresAt, payingUntil)] as const);
  const unsettled = cards.flatMap((card) => {
    const until = awaitedUntil(card, books, now);
    return until === undefined ? [] : [[card.paymentId, until] as const];
  });
  return new Map([...open, ...unsettled]);
}

async function reconcile({ lambda, reconcileFunction }: Target): Promise<void> {
  await invoke(lambda, reconcileFunction, {});
}
