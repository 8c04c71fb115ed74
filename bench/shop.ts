// The product's own stores and use cases on one table, in virtual time: a sale that the bench takes people through.
import { randomUUID } from 'node:crypto';
import { createCatalogReads } from '../functions/catalog/reads.ts';
import { createCatalogStore } from '../functions/catalog/store.ts';
import { createCategory, createConcert, createSchedule } from '../functions/catalog/use-cases-admin.ts';
import { createCardReads } from '../functions/payments/reads-card.ts';
import { type PayTools, pay } from '../functions/payments/use-cases.ts';
import { createPlaceReads, type QueueClaims } from '../functions/queue/reads.ts';
import { createLineStore } from '../functions/queue/store.ts';
import { createPollMemory } from '../functions/queue/store-polls.ts';
import { join, leave, status } from '../functions/queue/use-cases.ts';
import { admit, ensureTicks } from '../functions/queue/use-cases-admit.ts';
import { lineForAll } from '../functions/queue/use-cases-look.ts';
import { endPlace } from '../functions/queue/use-cases-purchase.ts';
import { createReservationReads } from '../functions/reservations/reads.ts';
import { createReservationStore } from '../functions/reservations/store.ts';
import { endStanding, getReservation, settle } from '../functions/reservations/use-cases.ts';
import { confirm } from '../functions/reservations/use-cases-confirm.ts';
import { reserve } from '../functions/reservations/use-cases-reserve.ts';
import { createReservationWrites } from '../functions/reservations/writes.ts';
import { createMapReads } from '../functions/seats/reads-map.ts';
import { seatMap } from '../functions/seats/use-cases-map.ts';
import { byBlock, createSeatWrites } from '../functions/seats/writes.ts';
import type { Db } from '../functions/shared/aws.ts';
import { transact } from '../functions/shared/transaction.ts';
import { createWalletStore } from '../functions/wallet/store.ts';
import { charge } from '../functions/wallet/use-cases.ts';
import { cardsOf } from './shop-card.ts';

const PRICE = 100_000;
const HOUR_MS = 3_600_000;
const OPERATOR_CODE = 'BENCH';

/** Where virtual time begins. */
const START = 1_800_000_000_000;

interface Clocked {
  /** Virtual now, epoch milliseconds. */
  now: number;
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** Makes a concert whose one date has 50 seats, and everything that people can ask of it. */
export async function openShop(given: {
  readonly db: Db;
  readonly table: string;
  readonly ratePerSecond: number;
  readonly seatsPerPerson?: number;
}) {
  const { db, table } = given;
  const time: Clocked = { now: START };
  const tables = {
    CATALOG_TABLE: table,
    QUEUE_TABLE: table,
    SEATS_TABLE: table,
    RESERVATIONS_TABLE: table,
    WALLET_TABLE: table,
    PAYMENTS_TABLE: table,
  };
  const tools = { db, onceDb: db, clock: () => time.now, ...tables };
  const sale = await makeSale(tools, given.ratePerSecond, given.seatsPerPerson ?? 4);
  const catalog = createCatalogReads(tools);
  return {
    time,
    ...sale,
    ...lineOf(tools, catalog, sale.concertId),
    ...seatsOf(tools, catalog, sale),
    ...moneyOf(tools),
    ...cardsOf({ ...tools, catalog }),
  };
}

type Tools = {
  readonly db: Db;
  readonly onceDb: Db;
  readonly clock: () => number;
} & Record<
  'CATALOG_TABLE' | 'QUEUE_TABLE' | 'SEATS_TABLE' | 'RESERVATIONS_TABLE' | 'WALLET_TABLE' | 'PAYMENTS_TABLE',
  string
>;

type Catalog = ReturnType<typeof createCatalogReads>;

interface Sale {
  readonly concertId: string;
  readonly scheduleId: string;
}

async function makeSale(tools: Tools, ratePerSecond: number, seatsPerPerson: number): Promise<Sale> {
  const store = createCatalogStore(tools);
  const now = tools.clock();
  const iso = (hours: number) => new Date(now + hours * HOUR_MS).toISOString();
  const code = `${OPERATOR_CODE}-${randomUUID().slice(0, 8).toUpperCase()}`;
  await createCategory(store, { code, name: 'Bench' }, now);
  const { concertId } = await createConcert(
    store,
    {
      code,
      category: code,
      name: 'Bench',
      bookingStartAt: iso(-1),
      bookingEndAt: iso(24),
      ratePerSecond,
      seatsPerPerson,
    },
    now,
  );
  const body = { startAt: iso(48), endAt: iso(50), prices: { VIP: PRICE, STANDARD: PRICE, STANDING: PRICE } };
  const { scheduleId } = await createSchedule(store, { concertId, body, now });
  return { concertId, scheduleId };
}

const buyerOf = (person: string) => ({ userId: person, personId: person, role: 'buyer' as const });
const cause = { correlationId: 'bench-corr-01', causationId: 'bench-cause-1' };

function lineOf(tools: Tools, catalog: Catalog, concertId: string) {
  const readToken = async (token: string | undefined) => JSON.parse(token ?? '{}') as QueueClaims;
  const signer = {
    async sign({ claims }: { claims: object }) {
      const { sub, ...rest } = claims as { sub?: string };
      return JSON.stringify({ userId: sub, ...rest });
    },
  };
  const line = {
    store: createLineStore(tools),
    catalog,
    sendTicks: async () => {},
    readToken,
    signer,
    polls: createPollMemory(),
    reservations: createReservationReads(tools),
    mostFailed: 0.05,
  };
  const places = createPlaceReads(tools);
  const asked = (person: string, queueToken: string) => ({ buyer: buyerOf(person), queueToken, now: tools.clock() });
  return {
    join: (person: string) => join(line, { buyer: buyerOf(person), concertId, userId: undefined, now: tools.clock() }),
    status: (person: string, token: string) => status(line, asked(person, token)),
    leave: (person: string, token: string) => leave(line, asked(person, token)),
    /** The line as everybody may see it. */
    look: () => lineForAll(line, concertId, tools.clock()),
    /** A function's instance that answers those who wait, with a memory of its own. */
    instance() {
      const own = {
        ...line,
        store: createLineStore(tools),
        catalog: createCatalogReads(tools),
        polls: createPollMemory(),
      };
      return {
        status: (person: string, token: string) => status(own, asked(person, token)),
        look: () => lineForAll(own, concertId, tools.clock()),
      };
    },
    /** One tick of the admitter. */
    async tick() {
      await admit(line, concertId, tools.clock());
      await ensureTicks(line, concertId, tools.clock());
    },
    /** What the gate reads of an admitted person's place. */
    gate: (seq: number) => places.place(concertId, seq),
    endPlace: (personId: string, seq: number) => endPlace(line, { concertId, personId, seq }, tools.clock()),
  };
}

function seatsOf(tools: Tools, catalog: Catalog, { concertId, scheduleId }: Sale) {
  const store = createReservationStore(tools);
  const seats = createSeatWrites(tools);
  const mapTools = { catalog, maps: createMapReads(tools) };
  const idSecret = async () => 'bench';
  const confirmTools = {
    store,
    seats,
    wallet: createWalletStore(tools),
    cards: createCardReads(tools),
    commit: (writes: Parameters<typeof transact>[1]) => transact(tools.db, writes),
    tables: tools,
  };
  return {
    map: () => seatMap(mapTools, { concertId, scheduleId, place: { concertId }, now: tools.clock() }),
    reserve: (person: string, seq: number, seatNo: number) =>
      reserve(
        { store, seats, catalog, idSecret },
        {
          buyer: buyerOf(person),
          place: { concertId, seq },
          concertId,
          scheduleId,
          seatNo,
          idempotencyKey: randomUUID(),
          now: tools.clock(),
          cause,
        },
      ),
    reservation: (person: string, reservationId: string) =>
      getReservation(store, { reservationId, userId: person, now: tools.clock() }),
    confirm: (reservationId: string) => confirm(confirmTools, { reservationId, now: tools.clock(), cause }),
    /** A hold whose time is over: settled by its timer, its seats freed, its entry in the standing ended. */
    async lapse(person: string, reservationId: string) {
      await settle(store, reservationId, { now: tools.clock(), causationId: cause.causationId });
      const ended = await store.reservation(reservationId);
      for (const { ref } of byBlock(ended?.seats.map(({ at }) => at) ?? [])) {
        await seats.releaseOwn(scheduleId, ref, { reservationId });
      }
      await endStanding(store, { reservationId, personId: person, concertId });
    },
  };
}

function moneyOf(tools: Tools) {
  const store = createWalletStore(tools);
  const payTools: PayTools = {
    ...tools,
    reservations: { ...createReservationReads(tools), ...createReservationWrites(tools) },
    wallets: store,
  };
  return {
    charge: (person: string, amount: number) =>
      charge(
        { store, directTopUp: true },
        { userId: person, amount, idempotencyKey: randomUUID(), now: tools.clock(), cause },
      ),
    balance: (person: string) => store.wallet(person),
    pay: (person: string, concertId: string, reservationId: string) =>
      pay(payTools, { userId: person, concertId, reservationId, amount: PRICE, cause }),
    price: PRICE,
  };
}
