// Who has the seats of a date: the blocks as the index of what is under way.
import type { Db } from '../shared/aws.ts';
import { addressIn, type Taken } from './domain.ts';
import { createDateReads } from './reads.ts';

/** A seat that somebody has, and where it is kept. */
export type HeldSeat = Taken & { readonly at: string };

export interface HolderReads {
  /**
   * Every held or sold seat of a date, strongly consistent (block by block, not at one instant).
   * @param sections how many the date's layout has
   */
  holders(scheduleId: string, sections: number): Promise<HeldSeat[]>;
}

export function createHolderReads(table: { db: Db; SEATS_TABLE: string }): HolderReads {
  const dates = createDateReads(table);
  return {
    async holders(scheduleId, sections) {
      const blocks = await dates.blocks(scheduleId, sections);
      return [...blocks].flatMap(([name, { seats }]) => {
        const [section, block] = name.split('.').map(Number) as [number, number];
        return Object.entries(seats).map(([slot, taken]) => ({ ...taken, at: addressIn({ section, block }, slot) }));
      });
    },
  };
}
