// A small hall on a real table, in virtual time: its seats are sold and given back, and counted when the test says so.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { CatalogReads, ConcertFacts } from '../../../functions/catalog/reads.ts';
import { countsKey } from '../../../functions/seats/keys.ts';
import { eventsOf } from '../../../functions/seats/outbox.ts';
import { createDateReads } from '../../../functions/seats/reads.ts';
import { createCountsStore } from '../../../functions/seats/store.ts';
import { countSeats, type SaleOfDate, type Uncounted } from '../../../functions/seats/use-cases-count.ts';
import { createSeatWrites, locate } from '../../../functions/seats/writes.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import type { TestTable } from '../../support/table.ts';

/** Where every test's time begins: a whole second, a minute after the sale opened. */
export const START = 1_800_000_000_000;
const OPENED = START - 60_000;

/** Two sections, three blocks: seats 1–60 and 61–70. */
const LAYOUT = {
  layoutId: 'lay_hall',
  seats: 70,
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 60 }] },
    { section: 'Balcony', rows: [{ row: 'B', grade: 'STANDING' as const, from: 61, to: 70 }] },
  ],
};
export const SEATS = Array.from({ length: LAYOUT.seats }, (_, i) => i + 1);

interface Sale extends SaleOfDate {
  readonly seatNo: number;
  readonly reservationId: string;
}

export type Hall = ReturnType<typeof createHall>;

/** @param dates how many dates its concert has; seats are sold of the first */
export function createHall(table: TestTable, dates = 1) {
  const concert = concertOf(`con_${randomChars()}`, dates);
  const [{ concertId, scheduleId } = { concertId: '', scheduleId: '' }] = concert.schedules;
  const seats = createSeatWrites({ db: table.db, SEATS_TABLE: table.name });
  const catalog: CatalogReads = { concert: async () => concert, layout: async () => LAYOUT };
  /** Every sale that was made: what ReservationCompleted tells of it. */
  const sales: Sale[] = [];

  const placeOf = (seatNo: number) => {
    const seat = locate(LAYOUT, seatNo);
    if (!seat) throw new Error(`no seat ${seatNo}`);
    const [section, block, slot = ''] = seat.at.split('.');
    return { ref: { section: Number(section), block: Number(block) }, slot };
  };

  const boughtBy = (seatNo: number) => sales.findLast((sale) => sale.seatNo === seatNo)?.reservationId ?? '';

  /** What the reservations of these buyers would tell. */
  const lastSaleOf = (ids: readonly string[]) => {
    const times = sales.flatMap(({ reservationId, at }) => (ids.includes(reservationId) ? at : []));
    return times.length === 0 ? undefined : Math.max(...times);
  };

  const self = {
    concert,
    concertId,
    scheduleId,
    catalog,
    sales,
    /** Virtual now, epoch ms. */
    now: START,

    /** Sells a seat to somebody new. @returns the sale, as its event tells it */
    async sell(seatNo: number, of = scheduleId): Promise<Sale> {
      const { ref, slot } = placeOf(seatNo);
      const reservationId = `rsv_${randomChars()}`;
      const hold = { reservationId, untilMs: self.now + 300_000, slots: [slot] };
      const claimed = await seats.claim(of, ref, { ...hold, over: {} });
      const sold = await seats.sell(of, ref, hold);
      if (!claimed.ok || !sold.ok) throw new Error(`seat ${seatNo} was not sold`);
      const cause = { correlationId: `journey-${reservationId}`, causationId: `sale-${reservationId}` };
      const sale = { concertId, scheduleId: of, at: self.now, cause, seatNo, reservationId };
      sales.push(sale);
      return sale;
    },

    async hold(seatNo: number): Promise<void> {
      const { ref, slot } = placeOf(seatNo);
      const hold = { reservationId: `rsv_${randomChars()}`, untilMs: self.now + 300_000, slots: [slot], over: {} };
      await seats.claim(scheduleId, ref, hold);
    },

    /** The reservation that bought a seat last is cancelled: the seat is free again. */
    async giveBack(seatNo: number): Promise<void> {
      await seats.releaseOwn(scheduleId, placeOf(seatNo).ref, { reservationId: boughtBy(seatNo) });
    },

    /** A confirmation that comes again sells what it sold: nothing changes but the block's version. */
    async sellAgain(seatNo: number): Promise<void> {
      const { ref, slot } = placeOf(seatNo);
      const hold = { reservationId: boughtBy(seatNo), untilMs: self.now + 300_000, slots: [slot] };
      const again = await seats.sell(scheduleId, ref, hold);
      if (!again.ok) throw new Error(`seat ${seatNo} is not sold to ${hold.reservationId}`);
    },

    /** One batch of a counter that reaches the table through `db`. @returns what comes again */
    async count(batch: readonly SaleOfDate[], db: Db = table.db): Promise<readonly Uncounted<SaleOfDate>[]> {
      const tools = { db, SEATS_TABLE: table.name };
      const counting = {
        store: createCountsStore(tools),
        dates: createDateReads(tools),
        catalog,
        sales: { lastSaleAt: async (ids: readonly string[]) => lastSaleOf(ids) },
        clock: () => self.now,
      };
      return countSeats(counting, batch);
    },

    /** Every sell-out that the log tells, as a stream that shows the item for the first time would. */
    async told(): Promise<Published[]> {
      const Key = countsKey(scheduleId);
      const { Item: now } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      return now ? eventsOf({ old: undefined, now, expired: false }) : [];
    },
  };
  return self;
}

/** Sells the whole hall. @returns the sales by seat number, from 1 */
export async function sellOut(hall: Hall) {
  return Promise.all(SEATS.map((seatNo) => hall.sell(seatNo)));
}

function concertOf(concertId: string, dates: number): ConcertFacts {
  const window = { startAt: START + 8e7, endAt: START + 9e7, saleStartAt: OPENED, saleEndAt: START + 7e7 };
  return {
    concertId,
    code: 'HALL',
    name: 'Hall',
    enabled: true,
    bookingStartAt: OPENED,
    bookingEndAt: START + 7e7,
    settings: DEFAULT_SETTINGS,
    schedules: Array.from({ length: dates }, () => {
      return {
        scheduleId: `sch_${randomChars()}`,
        concertId,
        layoutId: LAYOUT.layoutId,
        prices: { VIP: 1 },
        ...window,
      };
    }),
  };
}

type Send = (command: { readonly input: object }) => Promise<unknown>;

/** Does `what` before the nth request (from 1) whose input `isIt` knows is sent. */
export function before(
  db: DynamoDBDocumentClient,
  isIt: (input: string) => boolean,
  nth: number,
  what: () => Promise<unknown>,
): Db {
  const send = db.send.bind(db) as unknown as Send;
  let seen = 0;
  const waiting: Send = async (command) => {
    if (isIt(JSON.stringify(command.input)) && ++seen === nth) await what();
    return send(command);
  };
  return { send: waiting } as unknown as Db;
}
