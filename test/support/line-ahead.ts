// A line with people in it: places that nobody came for yet, an operator who steers it, and a tab that notes what it shows.
import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { adminRoutes } from '../../functions/queue/contract-admin.ts';
import { createLineStore } from '../../functions/queue/store.ts';
import { api, documents, tableOf, theOperator } from './journey.ts';

const store = createLineStore({
  db: documents,
  onceDb: documents,
  QUEUE_TABLE: tableOf('Queue'),
  clock: () => Date.now(),
});

const HOUR_SECONDS = 3_600;

/**
 * So many people take the next places, each with a ticket, and do not come when it is their turn.
 * @returns their places, in order
 */
export async function takePlaces(concertId: string, count: number): Promise<number[]> {
  const now = Date.now();
  const ticket = { ended: undefined, joinedAt: now, ttl: Math.ceil(now / 1000) + HOUR_SECONDS };
  const one = async () => {
    const seq = await store.takePlace(concertId);
    if (seq === 'busy') throw new Error(`the counter of ${concertId} was busy`);
    return store.keepTicket({ concertId, personId: randomUUID() }, { ...ticket, seq });
  };
  const places = await Promise.all(Array.from({ length: count }, one));
  return places.toSorted((a, b) => a - b);
}

/** Somebody leaves on purpose. */
export const leavePlace = (concertId: string, seq: number) => store.depart(concertId, seq, 'LEFT');

export const REASON = '무대 점검이 끝나지 않았어요';

/** An operator pauses a line, lets it go on, or lets nobody new in. */
export async function steer(concertId: string, action: 'pause' | 'resume' | 'drain' | 'open'): Promise<void> {
  const { accessToken } = await theOperator();
  await api.call(adminRoutes.steerLine, { accessToken, params: { concertId }, body: { action, reason: REASON } });
}

/** An operator tells those who wait something; an empty text takes it away. */
export async function tell(concertId: string, message: string): Promise<void> {
  const { accessToken } = await theOperator();
  await api.call(adminRoutes.changeLine, { accessToken, params: { concertId }, body: { message, reason: REASON } });
}

/** A line as operators see it. */
export async function lineOf(concertId: string) {
  const { accessToken } = await theOperator();
  return api.call(adminRoutes.saleState, { accessToken, params: { concertId } });
}

const NOTES = 'test.places';

/** One thing the waiting room showed: the place in the tab's title, and the bar's percentage. */
export interface ShownPlace {
  readonly place: number;
  readonly percent: number;
}

/** Has every tab note each place it shows, over reloads too. */
export async function notePlaces(context: BrowserContext): Promise<void> {
  await context.addInitScript({
    content: `new MutationObserver(() => {
      const place = Number(/^[^\\d·]*(\\d+)/.exec(document.title)?.[1]);
      const bar = document.querySelector('main [role=progressbar]')?.getAttribute('aria-valuenow');
      if (!place || bar == null) return;
      const notes = JSON.parse(sessionStorage.getItem('${NOTES}') ?? '[]');
      const last = notes.at(-1);
      if (last?.place === place && last.percent === Number(bar)) return;
      sessionStorage.setItem('${NOTES}', JSON.stringify([...notes, { place, percent: Number(bar) }]));
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });`,
  });
}

/** What a tab showed so far. */
export async function shownPlaces(page: Page): Promise<ShownPlace[]> {
  return JSON.parse((await page.evaluate(`sessionStorage.getItem('${NOTES}') ?? '[]'`)) as string);
}
