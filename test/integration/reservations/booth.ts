// A sale on a real table, in virtual time: people hold, pay and let lapse; events come when the test delivers them.
import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { events as paymentEvents } from '../../../functions/payments/contract.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { pay } from '../../../functions/payments/use-cases.ts';
import { reservationKey } from '../../../functions/reservations/keys.ts';
import { eventsOf as reservationEvents } from '../../../functions/reservations/outbox.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { endStanding, entomb, settle } from '../../../functions/reservations/use-cases.ts';
import { confirm, watch } from '../../../functions/reservations/use-cases-confirm.ts';
import { hold } from '../../../functions/reservations/use-cases-hold.ts';
import { createReservationWrites } from '../../../functions/reservations/writes.ts';
import { releaseSeats } from '../../../functions/seats/use-cases.ts';
import { createSeatWrites, locate } from '../../../functions/seats/writes.ts';
import type { Db, Item } from '../../../functions/shared/aws.ts';
import { envelopeSchema, type Published } from '../../../functions/shared/event.ts';
import { keyedChars, randomChars, requestHash } from '../../../functions/shared/keyed-id.ts';
import { transact } from '../../../functions/shared/transaction.ts';
import { eventsOf as walletEvents } from '../../../functions/wallet/outbox.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createWalletStore } from '../../../functions/wallet/store.ts';
import { charge } from '../../../functions/wallet/use-cases.ts';
import { createMapReads, seatsShown } from '../../support/seat-map.ts';
import { scan, type TestTable } from '../../support/table.ts';

/** Where every test's time begins: a whole second. */
export const START = 1_800_000_000_000;
export const PRICE = 1_000;
const SECRET = 'secret';

/** One section, two blocks: seats 1–48 and 49–96. */
export const PLAN = {
  sections: [{ section: 'Hall', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 96 }] }],
};

export interface Wish {
  readonly person: string;
  /** One of the person's accounts, when they have several. */
  readonly userId?: string;
  readonly seatNos: readonly number[];
  /** The Idempotency-Key. */
  readonly key?: string;
  readonly limit?: number;
  readonly holdSeconds?: number;
  /** Whether a short balance ends it. */
  readonly releaseIfShort?: true;
}

export type Booth = ReturnType<typeof createBooth>;

/** One table stands in for all services': their keys differ. */
export function createBooth(table: TestTable) {
  const concertId = `con_${randomChars()}`;
  const scheduleId = `sch_${randomChars()}`;
  const { name } = table;
  const tables = { RESERVATIONS_TABLE: name, SEATS_TABLE: name, WALLET_TABLE: name, PAYMENTS_TABLE: name };
  const booth = { now: START };
  const cause = () => ({ correlationId: randomUUID(), causationId: randomUUID() });
  const isOwn = (item: Item) => item.sk === 'RESERVATION' && item.scheduleId === scheduleId;
  /** Everybody is somebody else at another booth. */
  const userOf = (person: string) => `${person}-${scheduleId}`;

  /** What a process can do that reaches the table through `db`. */
  function processOn(db: Db) {
    const store = createReservationStore({ db, ...tables });
    const seats = createSeatWrites({ db, ...tables });
    const wallet = createWalletReads({ db, ...tables });
    const confirmTools = {
      store,
      seats,
      wallet,
      cards: createCardReads({ db, ...tables }),
      tables,
      commit: (writes: Parameters<typeof transact>[1]) => transact(db, writes),
    };
    const self = {
      store,
      seats,
      hold({
        person,
        userId = userOf(person),
        seatNos,
        key,
        limit = 4,
        holdSeconds = 300,
        ...more
      }: Wish): Promise<Reservation> {
        const asked = seatNos.map((seatNo) => {
          const seat = locate(PLAN, seatNo);
          if (!seat) throw new Error(`no seat ${seatNo}`);
          return { ...seat, price: PRICE };
        });
        return hold(
          { store, seats },
          {
            ...more,
            reservationId: `rsv_${keyedChars(SECRET, person, scheduleId, key ?? randomChars())}`,
            userId,
            personId: userOf(person),
            concertId,
            scheduleId,
            seq: 0,
            seats: asked,
            requestHash: requestHash({ scheduleId, seatNos }),
            hasKey: key !== undefined,
            holdSeconds,
            seatsPerPerson: limit,
            now: booth.now,
            cause: cause(),
          },
        );
      },
      /** @param clock the payer's own, read when the payment is decided */
      pay(person: string, reservationId: string, clock = () => booth.now) {
        const reservations = { ...store, ...createReservationWrites({ db, ...tables }) };
        const tools = { db, clock, ...tables, reservations, wallets: wallet };
        return pay(tools, { userId: userOf(person), concertId, reservationId, amount: undefined, cause: cause() });
      },
      confirm: (reservationId: string) => confirm(confirmTools, { reservationId, now: booth.now, cause: cause() }),
      settle: (reservationId: string) => settle(store, reservationId, { now: booth.now, causationId: 'test' }),
      /** One delivery of an event to each of its consumers. @returns the delays after which the timer comes back */
      async deliver({ envelope }: Published): Promise<number[]> {
        const again: number[] = [];
        const data = envelope.data as Reservation;
        switch (envelope.type) {
          case 'SeatReserved':
            await watch(
              {
                store,
                watchAgain: async (messages) => void again.push(...messages.map((message) => message.delaySeconds)),
                confirmAgain: async (messages) => {
                  for (const { body } of messages) await self.confirm(paidIn(body));
                },
                inquire: async () => {
                  throw new Error('nobody pays by card at this booth');
                },
              },
              { reservationId: data.reservationId, now: booth.now, cause: cause() },
              {},
            );
            break;
          case 'PaymentCompleted':
            await self.confirm(data.reservationId);
            break;
          case 'ReservationFailed':
            await releaseSeats(seats, data);
            await endStanding(store, data);
            break;
        }
        return again;
      },
    };
    return self;
  }

  const here = processOn(table.db);

  async function reservations(): Promise<Reservation[]> {
    const own = (await scan(table.db, table.name)).filter(isOwn);
    return own.map((item) => here.store.readImage(item)).flatMap((kept) => ('tombstone' in kept ? [] : [kept]));
  }

  async function image(reservationId: string): Promise<Item> {
    const Key = reservationKey(reservationId);
    const { Item: item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return item ?? {};
  }

  async function remove(reservationId: string): Promise<void> {
    await table.db.send(new DeleteCommand({ TableName: table.name, Key: reservationKey(reservationId) }));
  }

  /** Every event that is on the table's items, as a stream that tells them all again would. */
  async function events(): Promise<Published[]> {
    const items = await scan(table.db, table.name);
    const own = items.filter(isOwn);
    const ids = new Set(own.map(({ pk }) => String(pk).slice('RESERVATION#'.length)));
    const lines = items.filter((item) => ids.has(String(item.reservationId)));
    return [
      ...own.flatMap((now) => reservationEvents({ old: undefined, now, expired: false })),
      ...lines.flatMap((now) => walletEvents({ old: undefined, now, expired: false })),
    ];
  }

  return Object.assign(booth, here, {
    scheduleId,
    processOn,
    concertId,
    userOf,
    events,
    reservations,
    walletOf: (person: string) => createWalletReads({ db: table.db, ...tables }).wallet(userOf(person)),
    charge: (person: string, amount: number) =>
      charge(
        { store: createWalletStore({ db: table.db, ...tables }), directTopUp: true },
        { userId: userOf(person), amount, idempotencyKey: undefined, now: booth.now, cause: cause() },
      ),
    /** What each seat reads as now, by what is stored and the time alone. */
    async map(): Promise<Map<number, string>> {
      const reads = createMapReads({ db: table.db, ...tables, clock: () => booth.now });
      const seats = await seatsShown(reads, { scheduleId }, { plan: PLAN, now: booth.now });
      return new Map(seats.map(({ seatNo = 0, status }) => [seatNo, status]));
    },
    block: (block: number) => here.seats.block(scheduleId, { section: 0, block }),
    /** A reservation's item, as a stream would show it. */
    image,
    remove,
    /** What the relay does with the image of an item that DynamoDB TTL deleted. */
    entomb: (deleted: Item) => entomb({ store: here.store, clock: () => booth.now }, deleted),
    async ttlDeletes(reservationId: string): Promise<void> {
      const deleted = await image(reservationId);
      await remove(reservationId);
      await entomb({ store: here.store, clock: () => booth.now }, deleted);
    },
    /** Delivers every event twice and in any order, until nothing changes any more. */
    async deliverAll(): Promise<void> {
      for (let before = ''; ; ) {
        const found = await events();
        const now = JSON.stringify(found.map(({ envelope }) => envelope.id).sort());
        if (now === before) return;
        before = now;
        for (const event of shuffled([...found, ...found])) await here.deliver(event);
      }
    },
  });
}

/** What the consumer of PaymentCompleted reads in a message. */
function paidIn(body: object): string {
  const { detail } = z.parse(z.object({ detail: envelopeSchema }), body);
  return z.parse(paymentEvents.PaymentCompleted.data, detail.data).reservationId;
}

export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
