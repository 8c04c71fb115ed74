// A small hall on tables in memory: its operators block seats, its buyers hold and buy them.
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { Section } from '../../../functions/catalog/contract-layout.ts';
import type { CatalogReads, ConcertFacts } from '../../../functions/catalog/reads.ts';
import { byBlock, everySeat, locate, sizeOf } from '../../../functions/seats/domain.ts';
import { countsKey } from '../../../functions/seats/keys.ts';
import { eventsOf } from '../../../functions/seats/outbox.ts';
import { createDateReads } from '../../../functions/seats/reads.ts';
import { createCountsStore } from '../../../functions/seats/store.ts';
import { createBlockingStore } from '../../../functions/seats/store-blockings.ts';
import { type BlockAsked, blockSeats } from '../../../functions/seats/use-cases-block.ts';
import {
  type Chosen,
  listBlockings,
  seatForOperators,
  unblockSeats,
} from '../../../functions/seats/use-cases-blockings.ts';
import { countSeats, type SaleOfDate } from '../../../functions/seats/use-cases-count.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { createMemoryDb } from '../../support/memory-db.ts';

/** A whole second. */
export const START = 1_800_000_000_000;
export const SEATS_TABLE = 'seats';
export const PATH = { concertId: 'con_hall', scheduleId: 'sch_hall' };

/** Seats 1–60 in two blocks, 61–62 in another, and standing room for 100 in three. */
const SECTIONS: readonly Section[] = [
  { section: 'Floor', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 60 }] },
  { section: 'Box', rows: [{ row: 'B', grade: 'STANDARD', from: 61, to: 62 }] },
  { section: 'Pit', standing: { capacity: 100 } },
];
/** The addresses of the places in the pit. */
export const PIT = [...everySeat({ sections: SECTIONS })].flatMap(({ seatNo, at }) => (seatNo === undefined ? at : []));

const CONCERT: ConcertFacts = {
  concertId: PATH.concertId,
  code: 'HALL',
  name: 'Hall',
  enabled: true,
  bookingStartAt: START,
  bookingEndAt: START + 9e7,
  settings: DEFAULT_SETTINGS,
  schedules: [
    {
      ...PATH,
      layoutId: 'lay_hall',
      prices: { VIP: 1 },
      startAt: START + 8e7,
      endAt: START + 9e7,
      saleStartAt: START - 60_000,
      saleEndAt: START + 7e7,
    },
  ],
};

const id = (kind: string, n: number) => `${kind}_${String(n).padStart(12, '0')}`;
export const rsv = (n: number) => id('rsv', n);

export type Hall = ReturnType<typeof openHall>;

/** @param sections of another layout than the usual one */
export function openHall(sections: readonly Section[] = SECTIONS) {
  const memory = createMemoryDb();
  const layout = { layoutId: 'lay_hall', sections, seats: sizeOf({ sections }) };
  const catalog: CatalogReads = {
    concert: async (concertId) => (concertId === PATH.concertId ? CONCERT : undefined),
    layout: async () => layout,
  };
  const hall = { now: START, lastSaleAt: undefined as number | undefined };
  const clock = () => hall.now;

  const toolsOn = (db: Db) => {
    const table = { db, SEATS_TABLE };
    const dates = createDateReads(table);
    const sales = { lastSaleAt: async () => hall.lastSaleAt };
    const counting = { store: createCountsStore(table), dates, catalog, sales, clock };
    return {
      store: createBlockingStore(table),
      seats: createSeatWrites(table),
      dates,
      catalog,
      count: (sold: readonly SaleOfDate[]) => countSeats(counting, sold),
      clock,
    };
  };
  const own = toolsOn(memory);

  const addressOf = (seat: number | string) => (typeof seat === 'string' ? seat : (locate(layout, seat)?.at ?? ''));

  const self = Object.assign(hall, {
    memory,
    seats: own.seats,

    /** @param db what it reaches the tables through; `key`: its Idempotency-Key */
    block(
      body: Partial<BlockAsked['body']>,
      { key, by = 'usr_op', db = memory }: { key?: string; by?: string; db?: Db } = {},
    ) {
      const cause = { correlationId: 'c', causationId: 'r' };
      const whole = { kind: 'HOUSE' as const, reason: 'kept back', ...body };
      return blockSeats(toolsOn(db), { ...PATH, body: whole, by, idempotencyKey: key, cause });
    },

    unblock: (blockingId: string, body?: Chosen, db: Db = memory) =>
      unblockSeats(toolsOn(db), { ...PATH, blockingId, body }),
    list: async () => (await listBlockings(own, PATH)).blockings,
    seat: (seatNo: number) => seatForOperators(own, { ...PATH, seatNo, now: hall.now }),

    /** Holds seats (by number, or by address where they have none) for one buyer. @returns whether it could */
    async hold(buyer: number, wanted: readonly (number | string)[], db: Db = memory): Promise<boolean> {
      const { seats } = toolsOn(db);
      const hold = { reservationId: rsv(buyer), untilMs: hall.now + 300_000, over: {} };
      for (const { ref, slots } of byBlock(wanted.map(addressOf))) {
        const claimed = await seats.claim(PATH.scheduleId, ref, { ...hold, slots });
        if (!claimed.ok) return false;
      }
      return true;
    },

    /** Sells what a buyer holds. @returns whether it could */
    async sell(buyer: number, wanted: readonly (number | string)[]): Promise<boolean> {
      const hold = { reservationId: rsv(buyer), untilMs: hall.now + 300_000 };
      const sold = byBlock(wanted.map(addressOf)).map(({ ref, slots }) =>
        own.seats.sell(PATH.scheduleId, ref, { ...hold, slots }),
      );
      return (await Promise.all(sold)).every(({ ok }) => ok);
    },

    async buy(buyer: number, wanted: readonly (number | string)[]): Promise<void> {
      if (!(await self.hold(buyer, wanted)) || !(await self.sell(buyer, wanted))) throw new Error('not bought');
    },

    /** What every seat holds, by address. */
    async stored(): Promise<Record<string, string>> {
      const blocks = await own.dates.blocks(PATH.scheduleId, layout.sections.length);
      return Object.fromEntries(
        [...blocks].flatMap(([name, block]) =>
          Object.entries(block.seats).map(([slot, { exact }]) => [`${name}.${slot}`, exact]),
        ),
      );
    },

    /** Every sell-out that was told. */
    told() {
      const { pk } = countsKey(PATH.scheduleId);
      const now = memory.items(SEATS_TABLE).find((item) => item.pk === pk);
      return now ? eventsOf({ old: undefined, now, expired: false }) : [];
    },
  });
  return self;
}
