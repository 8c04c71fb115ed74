// Where seats of one date are reserved on any table, in virtual time: by number or the best available, and audited after.
import { randomUUID } from 'node:crypto';
import { DEFAULT_SETTINGS } from '../../functions/catalog/contract.ts';
import type { CatalogReads, ConcertFacts, LayoutFacts } from '../../functions/catalog/reads.ts';
import type { BestAvailable } from '../../functions/reservations/contract.ts';
import type { HeldSeat } from '../../functions/reservations/domain.ts';
import { createSweepReads } from '../../functions/reservations/reads-sweep.ts';
import { createReservationStore } from '../../functions/reservations/store.ts';
import { reserveSeveral } from '../../functions/reservations/use-cases-reserve.ts';
import { sweep } from '../../functions/reservations/use-cases-sweep.ts';
import { sizeOf } from '../../functions/seats/domain.ts';
import { createDateReads } from '../../functions/seats/reads.ts';
import { codesOf, type Plan, planOf } from '../../functions/seats/reads-best.ts';
import { createHolderReads } from '../../functions/seats/reads-holders.ts';
import type { MapReads } from '../../functions/seats/reads-map.ts';
import { byBlock, createSeatWrites, type Taken } from '../../functions/seats/writes.ts';
import type { Db } from '../../functions/shared/aws.ts';
import { randomChars } from '../../functions/shared/keyed-id.ts';

/** Where time begins: a whole second. */
export const OPEN = 1_800_000_000_000;
export const PRICE = 1_000;

export interface Asked {
  readonly person: string;
  /** One of the person's accounts, when they have several. */
  readonly userId?: string;
  readonly seatNos?: readonly number[];
  readonly bestAvailable?: BestAvailable;
  /** The Idempotency-Key. */
  readonly key?: string;
}

export interface WindowOptions {
  readonly db: Db;
  readonly tables: { readonly RESERVATIONS_TABLE: string; readonly SEATS_TABLE: string };
  readonly layout: Omit<LayoutFacts, 'layoutId' | 'seats'>;
  readonly seatsPerPerson?: number;
  readonly holdSeconds?: number;
  /** How old a look at the map may be. */
  readonly lookMs?: number;
}

export type SaleWindow = ReturnType<typeof createSaleWindow>;

export function createSaleWindow(options: WindowOptions) {
  const { db, tables, layout, seatsPerPerson = 8, holdSeconds = 300, lookMs = 0 } = options;
  const concertId = `con_${randomChars()}`;
  const scheduleId = `sch_${randomChars()}`;
  const facts = { ...layout, layoutId: 'lay_hall', seats: sizeOf(layout) };
  const plan = planOf(facts);
  const time = { now: OPEN };
  const catalog = catalogOf({ concertId, scheduleId, facts, settings: { seatsPerPerson, holdSeconds } });

  function toolsOn(reached: Db) {
    return {
      store: createReservationStore({ db: reached, ...tables }),
      seats: createSeatWrites({ db: reached, ...tables }),
      map: lookFrom({ db: reached, ...tables }, () => time.now, lookMs),
      catalog,
      idSecret: async () => 'secret',
    };
  }

  const tools = toolsOn(db);

  return {
    time,
    plan,
    concertId,
    scheduleId,
    tools,
    toolsOn,
    /** @param through what a process can do; it may die or repeat its writes */
    reserve({ person, userId = person, key, ...body }: Asked, through = tools) {
      return reserveSeveral(through, {
        ...body,
        buyer: { userId, personId: person },
        place: { concertId, seq: 1 },
        scheduleId,
        idempotencyKey: key,
        now: time.now,
        cause: { correlationId: randomUUID(), causationId: randomUUID() },
      });
    },
    /** One round of the sweeper over the date. */
    sweep: () =>
      sweep(
        {
          ...tools,
          open: { openSince: async () => [concertId] },
          holders: createHolderReads({ db, ...tables }),
          kept: createSweepReads({ db, ...tables }),
          line: { places: async () => new Map() },
          ...{ confirmAgain: nobody, inquire: nobody, tellAgain: async () => false, final: new Map() },
        },
        time.now,
      ),
    look: () => tools.map.look({ scheduleId }, plan, { now: time.now }),
    /** Who has each seat that somebody has, by its index. */
    async owners(): Promise<Map<number, Taken>> {
      const blocks = await createDateReads({ db, ...tables }).blocks(scheduleId, plan.sections.length);
      const at = new Map(plan.seats.map((seat, index) => [seat.at, index]));
      return new Map(
        [...blocks].flatMap(([name, { seats }]) =>
          Object.entries(seats).map(([slot, taken]): [number, Taken] => [at.get(`${name}.${slot}`) ?? -1, taken]),
        ),
      );
    },
    /** Held to sold, as a confirmation does. */
    async sell({ reservationId }: { readonly reservationId: string }): Promise<readonly HeldSeat[]> {
      const held = await tools.store.reservation(reservationId);
      if (!held) throw new Error(`there is no ${reservationId}`);
      for (const { ref, slots } of byBlock(held.seats.map(({ at }) => at))) {
        const sold = await tools.seats.sell(scheduleId, ref, { reservationId, untilMs: held.expiresAt, slots });
        if (!sold.ok) throw new Error(`${reservationId} lost a seat of ${slots.join(' ')}`);
      }
      return held.seats;
    },
  };
}

const nobody = () => Promise.reject(new Error('nobody has paid here'));

function catalogOf(about: {
  concertId: string;
  scheduleId: string;
  facts: LayoutFacts;
  settings: { seatsPerPerson: number; holdSeconds: number };
}): CatalogReads {
  const { concertId, scheduleId, facts } = about;
  const [from, to] = [OPEN - 60_000, OPEN + 86_400_000];
  const prices = { VIP: PRICE, STANDARD: PRICE, STANDING: PRICE };
  const date = { scheduleId, concertId, layoutId: 'lay_hall', startAt: to, endAt: to + 1, prices };
  const concert: ConcertFacts = {
    ...{ concertId, code: 'SHOW', name: 'Show', enabled: true, bookingStartAt: from, bookingEndAt: to },
    settings: { ...DEFAULT_SETTINGS, ...about.settings },
    schedules: [{ ...date, saleStartAt: from, saleEndAt: to }],
  };
  return { concert: async () => concert, layout: async () => facts };
}

/** A map that is read from the blocks, at most so old. */
function lookFrom(table: { db: Db; SEATS_TABLE: string }, clock: () => number, lookMs: number): MapReads {
  const dates = createDateReads(table);
  let known: { readonly at: number; readonly statuses: Promise<Uint8Array> } | undefined;
  const read = async (scheduleId: string, plan: Plan, now: number) => {
    const statuses: Uint8Array = new Uint8Array(plan.seats.length);
    for (const [name, stored] of await dates.blocks(scheduleId, plan.sections.length)) {
      const [section = 0, block = 0] = name.split('.').map(Number);
      for (const [index, code] of codesOf(plan, { section, block }, stored, now)) statuses[index] = code;
    }
    return statuses;
  };
  return {
    async look({ scheduleId }, plan, { now }) {
      if (!known || clock() - known.at >= lookMs) known = { at: clock(), statuses: read(scheduleId, plan, now) };
      return { version: String(known.at), statuses: await known.statuses, changed: undefined };
    },
  };
}
