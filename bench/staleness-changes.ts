// Changes of a date at an even pace, through the store, and when each became a delta of its map.

import { parseAddress } from '../functions/seats/domain.ts';
import { BLOCKED } from '../functions/seats/domain-map.ts';
import { createMapStore } from '../functions/seats/store-map.ts';
import { createSeatWrites } from '../functions/seats/writes.ts';
import type { Db } from '../functions/shared/aws.ts';
import { randomChars } from '../functions/shared/keyed-id.ts';
import { chances } from '../test/support/rush.ts';
import { PLAN } from './map-hall.ts';
import { preciseNow } from './staleness-viewers.ts';

export interface Date50k {
  readonly db: Db;
  readonly SEATS_TABLE: string;
  readonly scheduleId: string;
}

const PER_SECOND = 200;
const TICK_MS = 20;
const HOLD_MS = 600_000;

/**
 * Holds seats of the hall's half that begins with `from`, here and there, each once.
 * @returns when each was committed, by its index: epoch milliseconds
 */
export async function changeSeats(
  { scheduleId, ...table }: Date50k,
  { seconds, from }: { readonly seconds: number; readonly from: number },
): Promise<Map<number, number>> {
  const writes = createSeatWrites(table);
  const chance = chances(from + 1);
  const left = Array.from({ length: PLAN.seats.length / 2 }, (_, i) => from + i);
  const committed = new Map<number, number>();
  const untilMs = Math.ceil((Date.now() + HOLD_MS) / 1_000) * 1_000;
  const hold = async (index: number) => {
    const { slot, ...ref } = parseAddress(PLAN.seats[index]?.at ?? '');
    const reservationId = `rsv_${randomChars()}`;
    const { ok } = await writes.claim(scheduleId, ref, { reservationId, untilMs, slots: [slot], over: {} });
    if (!ok) throw new Error(`seat ${index} was taken`);
    committed.set(index, preciseNow());
  };
  const all: Promise<void>[] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1_000) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * PER_SECOND) + 1 - all.length;
    for (let i = 0; i < due; i++) {
      const [index = 0] = left.splice(Math.floor(chance() * left.length), 1);
      all.push(hold(index));
    }
    await new Promise((done) => setTimeout(done, TICK_MS));
  }
  await Promise.all(all);
  return committed;
}

/** When the first delta was written that has each of the seats as held, by its index: epoch milliseconds. */
export interface Lags {
  readonly writtenAt: ReadonlyMap<number, number>;
  /** How many deltas brought them. */
  readonly deltas: number;
}

export async function readLags({ scheduleId, ...table }: Date50k, changes: ReadonlyMap<number, number>): Promise<Lags> {
  const writtenAt = new Map<number, number>();
  for (const { at, images = [] } of await createMapStore(table).deltas(scheduleId, { after: 0 })) {
    for (const image of images) {
      const block = PLAN.blockAt(image);
      for (let index = block?.first ?? 0; block && index < block.first + block.size; index++) {
        const isHeld = (image.marks[index - block.first] ?? 0) > BLOCKED;
        if (isHeld && changes.has(index) && !writtenAt.has(index)) writtenAt.set(index, at);
      }
    }
  }
  return { writtenAt, deltas: new Set(writtenAt.values()).size };
}
