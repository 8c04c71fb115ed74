// A hall whose best available seats many want, and what of it its tests look at.
import type { Tombstone } from '../../../functions/reservations/domain.ts';
import { createMapReads } from '../../../functions/seats/reads-map.ts';
import { byBlock } from '../../../functions/seats/writes.ts';
import type { MemoryDb } from '../../support/memory-db.ts';
import type { Asked, SaleWindow, WindowOptions } from '../../support/sale-window.ts';

export const tables = { RESERVATIONS_TABLE: 'reservations', SEATS_TABLE: 'seats' };

/** A row whose best two seats are 30 and 31, and standing room. */
export const HALL: WindowOptions['layout'] = {
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 60 }] },
    { section: 'Pit', standing: { capacity: 5 } },
  ],
};

export function hallOf(seats: number): WindowOptions['layout'] {
  return { sections: [{ section: 'S', rows: [{ row: 'A', grade: 'VIP', from: 1, to: seats }] }] };
}

export const best = (count: number, more: Omit<Asked, 'person'> & { person?: string } = {}): Asked => {
  return { person: 'p', bestAvailable: { count }, ...more };
};

export const numbers = ({ seats }: { seats: readonly { seatNo?: number | undefined }[] }) =>
  seats.map(({ seatNo }) => seatNo);

/** What is under ids of reservations; `alive`: reservations, `over`: rounds that were refused. */
export function keptIn(db: MemoryDb) {
  const kept = () => db.items('reservations').filter(({ sk }) => sk === 'RESERVATION');
  const codeOf = (item: object) => (item as Partial<Tombstone>).refusal?.code;
  return {
    kept,
    alive: () => kept().filter(({ tombstone }) => !tombstone),
    over: () => kept().filter((item) => codeOf(item) === 'SEAT_TAKEN'),
  };
}

/** Tools with the live map, as an instance reads it that has not read it yet. */
export function live(db: MemoryDb, window: SaleWindow, through = window.tools) {
  return { ...through, map: createMapReads({ db, ...tables, clock: () => window.time.now }) };
}

/** Tools with a map that shows everything free, whatever is taken. */
export function blind(window: SaleWindow) {
  const look = async () => ({ version: '', statuses: new Uint8Array(window.plan.seats.length), changed: undefined });
  return { ...window.tools, map: { look } };
}

/** Who has each seat that is not free, by its number. */
export async function holders(window: SaleWindow): Promise<Record<number, string>> {
  return Object.fromEntries([...(await window.owners())].map(([index, { holder }]) => [index + 1, holder]));
}

/** Frees what a reservation has, as if it had never been claimed. */
export async function free({ tools: { seats }, plan, scheduleId }: SaleWindow, reservationId: string): Promise<void> {
  for (const { ref } of byBlock(plan.seats.map(({ at }) => at))) {
    await seats.releaseOwn(scheduleId, ref, { reservationId });
  }
}
