// A concert with two seats, people in its line, and what they do: the requests that a saga begins with, and its end.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createCatalogReads } from '../../functions/catalog/reads.ts';
import { createCatalogStore } from '../../functions/catalog/store.ts';
import { createCategory, createConcert, createSchedule } from '../../functions/catalog/use-cases-admin.ts';
import { createLayout } from '../../functions/catalog/use-cases-layout.ts';
import { FORWARDED } from '../../functions/external-data/contract-bodies.ts';
import { listOf, webhookKey } from '../../functions/external-data/keys.ts';
import { createCardReads } from '../../functions/payments/reads-card.ts';
import { pay } from '../../functions/payments/use-cases.ts';
import { newLine } from '../../functions/queue/domain.ts';
import { NO_CONTROLS } from '../../functions/queue/domain-controls.ts';
import { leaseFrom } from '../../functions/queue/domain-places.ts';
import { createLineStore } from '../../functions/queue/store.ts';
import { createReservationStore } from '../../functions/reservations/store.ts';
import { cancel } from '../../functions/reservations/use-cases-cancel.ts';
import { reserve } from '../../functions/reservations/use-cases-reserve.ts';
import { createReservationWrites } from '../../functions/reservations/writes.ts';
import { createSeatWrites, locate } from '../../functions/seats/writes.ts';
import type { Db } from '../../functions/shared/aws.ts';
import { systemClock as clock } from '../../functions/shared/clock.ts';
import { randomChars } from '../../functions/shared/keyed-id.ts';
import { Refusal } from '../../functions/shared/refusal.ts';
import { type Labelled, transact } from '../../functions/shared/transaction.ts';
import { createWalletReads } from '../../functions/wallet/reads.ts';
import { createWalletStore } from '../../functions/wallet/store.ts';
import { charge } from '../../functions/wallet/use-cases.ts';
import type { Tables } from './saga.ts';
import { createMapReads, seatsShown } from './seat-map.ts';
import { scan } from './table.ts';

export const PRICE = 1_000;
const HOUR_MS = 3_600_000;
/** One platform is told all that may be told; it is the same in every sale, as instances remember it. */
const PLATFORM = { webhookId: 'whk_platform', enabled: true, events: FORWARDED, createdAt: 0, log: [] };
const LAYOUT = { section: 'Hall', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 2 }] };

export type Sale = Awaited<ReturnType<typeof openSale>>;

/** @param settings of the concert, such as `releaseOnInsufficientBalance` */
export async function openSale(db: Db, tables: Tables, settings: { releaseOnInsufficientBalance?: boolean } = {}) {
  const { concertId, scheduleId } = await newDate(db, tables, settings);
  const table = { db, onceDb: db, clock, ...tables };
  const line = createLineStore(table);
  const store = createReservationStore(table);
  const seats = createSeatWrites(table);
  const wallet = createWalletReads(table);
  const cards = createCardReads(table);
  const catalog = createCatalogReads(table);
  const held = { store, seats, catalog, idSecret: async () => 'secret' };
  const commit = (writes: readonly Labelled[]) => transact(db, writes);
  const cause = () => ({ correlationId: randomUUID(), causationId: randomUUID() });
  const people = new Map<string, { readonly userId: string; readonly personId: string; readonly seq: number }>();
  /** By the name that a journey gives them. */
  const reservations = new Map<string, string>();
  const idOf = (name: string) => reservations.get(name) ?? '';

  /** Somebody with a place in line; named for the first time, they claim the next one. */
  async function buyer(name: string) {
    const known = people.get(name);
    if (known) return known;
    const made = { userId: `${name}-${concertId}`, personId: `person-${name}-${concertId}`, seq: people.size + 1 };
    people.set(name, made);
    await line.claim(concertId, made.seq, leaseFrom(clock(), 3_600));
    return made;
  }

  const lines = async (userId: string) => {
    const items = await scan(db, tables.WALLET_TABLE);
    const own = items.filter(({ pk, sk }) => pk === `USER#${userId}` && String(sk).startsWith('LINE#'));
    return own.toSorted((a, b) => Number(a.walletVersion) - Number(b.walletVersion));
  };

  /** The names of the events that the platform is told of, once for each delivery. */
  const told = async () => {
    const own = [concertId, scheduleId, ...reservations.values()];
    const items = await scan(db, tables.EXTERNAL_DATA_TABLE);
    const mine = items.filter(({ pk, eventId }) => {
      return pk === listOf(PLATFORM.webhookId) && own.some((id) => String(eventId).includes(id));
    });
    return mine.map(({ event }) => String(event)).sort();
  };

  const TableName = tables.EXTERNAL_DATA_TABLE;
  await db.send(new PutCommand({ TableName, Item: { ...webhookKey(PLATFORM.webhookId), ...PLATFORM } }));
  await line.open(concertId, newLine({ ...LINE, secondsPerPlace: 30 }, NO_CONTROLS, clock()), clock());

  return {
    concertId,
    scheduleId,
    store,
    async charge(name: string, amount: number) {
      const { userId } = await buyer(name);
      const tools = { store: createWalletStore(table), directTopUp: true };
      await charge(tools, { userId, amount, idempotencyKey: undefined, now: clock(), cause: cause() });
    },
    /** @param as what the journey calls the reservation */
    async hold(name: string, seatNo: number, as: string) {
      const who = await buyer(name);
      const place = { concertId, seq: who.seq };
      const asked = { buyer: who, place, concertId, seatNo, idempotencyKey: randomChars(), now: clock() };
      reservations.set(as, (await reserve(held, { ...asked, cause: cause() })).reservationId);
    },
    /** @returns false when it was refused */
    async pay(name: string, as: string) {
      const { userId } = await buyer(name);
      const tools = { ...table, reservations: { ...store, ...createReservationWrites(table) }, wallets: wallet };
      const asked = { userId, concertId, reservationId: idOf(as), amount: undefined, cause: cause() };
      return succeeds(pay(tools, asked));
    },
    async cancel(name: string, as: string) {
      const { userId } = await buyer(name);
      const tools = { store, seats, wallet, cards, catalog, clock, commit, tables };
      return succeeds(cancel(tools, { userId, reservationId: idOf(as), cause: cause() }));
    },
    /** What only an operator can do: frees a seat, whoever has it. */
    async takeSeat(seatNo: number) {
      const at = locate({ sections: [LAYOUT] }, seatNo)?.at ?? '';
      const ref = { section: 0, block: 0 };
      const taken = (await seats.block(scheduleId, ref)).seats[at.split('.')[2] ?? ''];
      await seats.releaseOwn(scheduleId, ref, { reservationId: taken?.holder ?? '' });
    },
    async statusOf(as: string) {
      return (await store.reservation(idOf(as)))?.status;
    },

    /** All that a journey can change, but for times. */
    async state() {
      const found = [];
      for (const [as, id] of reservations) {
        const kept = await store.reservation(id);
        const events = kept?.log.map(({ type }) => type).join(' ');
        found.push([as, `${kept?.status}, refunded ${kept?.refundedAmount ?? 'nothing'}: ${events}`]);
      }
      const block = await seats.block(scheduleId, { section: 0, block: 0 });
      const plan = { sections: [LAYOUT] };
      const shown = await seatsShown(createMapReads(table), { scheduleId }, { plan, now: clock() });
      const names = new Map([...reservations].map(([as, id]) => [id, as]));
      const owned = shown.map(({ seatNo, status, at }) => {
        const taken = block.seats[at.split('.')[2] ?? ''];
        return [seatNo, taken && taken.status !== 'BLOCKED' ? `${status}, ${names.get(taken.holder)}` : status];
      });
      const persons = [];
      for (const [name, { userId, personId, seq }] of people) {
        const { standing } = await store.keptAndStanding('none', { personId, concertId });
        const failed = (await scan(db, tables.WALLET_HISTORY_TABLE)).filter(({ pk }) => pk === `USER#${userId}`);
        const place = await line.place(concertId, seq);
        const counted = Object.entries(standing.entries).filter(([, { ended }]) => !ended);
        persons.push([
          name,
          {
            balance: (await wallet.wallet(userId)).balance,
            lines: (await lines(userId)).map(({ type, amount, balanceAfter }) => `${type} ${amount}: ${balanceAfter}`),
            failed: failed.map(({ reason }) => reason),
            counted: counted.map(([id]) => names.get(id)),
            place: place.value?.length === 1 ? place.value : 'leased',
          },
        ]);
      }
      const counts = (await scan(db, tables.SEATS_TABLE)).find(({ pk }) => pk === `COUNTS#${scheduleId}`);
      return {
        reservations: Object.fromEntries(found),
        seats: Object.fromEntries(owned),
        people: Object.fromEntries(persons),
        soldOut: Number(counts?.soldOutNo ?? 0),
        told: await told(),
      };
    },
  };
}

const LINE = { capacity: 100, ratePerSecond: 1, leaseSeconds: 3_600, claimSeconds: 90 };

async function newDate(db: Db, tables: Tables, settings: object) {
  const store = createCatalogStore({ db, ...tables });
  const now = clock();
  const iso = (hours: number) => new Date(now + hours * HOUR_MS).toISOString();
  const category = randomChars().toUpperCase();
  await createCategory(store, { code: category, name: '콘서트' }, now);
  const booking = { bookingStartAt: iso(-1), bookingEndAt: iso(24) };
  const asked = { code: randomChars().toUpperCase(), category, name: '공연', ...booking, ...settings };
  const { concertId } = await createConcert(store, asked, now);
  const { layoutId } = await createLayout(store, { body: { name: 'Two', sections: [LAYOUT] }, now });
  // Cancelling is free at first: the policy's percentages are tested where they are.
  const body = { startAt: iso(24 * 30), endAt: iso(24 * 30 + 2), layoutId, prices: { VIP: PRICE } };
  const { scheduleId } = await createSchedule(store, { concertId, body, now });
  return { concertId, scheduleId };
}

async function succeeds(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
