// Viewers of the live map as a browser is one: an EventSource, and a map that init makes and update changes.
import { EventSource } from 'eventsource';

export interface Viewer {
  /** Settles with the first map. */
  readonly opened: Promise<void>;
  /** When a seat was first shown as held, by its index, and the request that told so. */
  readonly held: ReadonlyMap<number, Told>;
  close(): void;
}

/** Epoch milliseconds. */
export interface Told {
  readonly askedAt: number;
  readonly seenAt: number;
}

const HOLD = 1;

/** Epoch milliseconds, finer than `Date.now`. */
export const preciseNow = () => performance.timeOrigin + performance.now();

/** @param indexOf of the seat with that number */
export function watchDate(url: string, indexOf: (seatNo: number) => number | undefined): Viewer {
  const held = new Map<number, Told>();
  let askedAt = 0;
  const source = new EventSource(url, {
    async fetch(asked, init) {
      askedAt = preciseNow();
      const answer = await fetch(asked, init);
      const body = await answer.arrayBuffer();
      const { status, headers } = answer;
      const again = new Response(body, { status, headers });
      return Object.defineProperties(again, { url: { value: answer.url }, redirected: { value: answer.redirected } });
    },
  });
  const see = (index: number) => {
    if (!held.has(index)) held.set(index, { askedAt, seenAt: preciseNow() });
  };
  const opened = new Promise<void>((done) => {
    source.addEventListener('init', ({ data }) => {
      const { bits, seats } = JSON.parse(data) as { readonly bits: string; readonly seats: number };
      const bytes = Buffer.from(bits, 'base64');
      for (let index = 0; index < seats; index++) {
        if ((((bytes[index >> 2] ?? 0) >> (6 - 2 * (index & 3))) & 3) === HOLD) see(index);
      }
      done();
    });
  });
  source.addEventListener('update', ({ data }) => {
    const { seats } = JSON.parse(data) as { readonly seats: readonly { seatNo: number; status: string }[] };
    for (const { seatNo, status } of seats) {
      const index = status === 'HOLD' ? indexOf(seatNo) : undefined;
      if (index !== undefined) see(index);
    }
  });
  return { opened, held, close: () => source.close() };
}
