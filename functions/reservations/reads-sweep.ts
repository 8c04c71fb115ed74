// Strong reads of everything that is kept under many ids at once, tombstones too.
import type { Db } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import type { Kept } from './domain.ts';
import { keptOf, reservationKey } from './keys.ts';

export interface SweepReads {
  /** What is kept, by id; ids without anything are left out. */
  keptAll(reservationIds: readonly string[]): Promise<ReadonlyMap<string, Kept>>;
}

export function createSweepReads({ db, RESERVATIONS_TABLE }: { db: Db; RESERVATIONS_TABLE: string }): SweepReads {
  return {
    async keptAll(reservationIds) {
      const items = await readAll(db, RESERVATIONS_TABLE, reservationIds.map(reservationKey));
      return new Map(items.map(keptOf).map((kept) => [kept.reservationId, kept]));
    },
  };
}
