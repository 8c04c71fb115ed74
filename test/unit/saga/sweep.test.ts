// The sweeper, on tables in memory: whatever message was lost, a journey comes to its end.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCatalogReads } from '../../../functions/catalog/reads.ts';
import { createOpenReads } from '../../../functions/catalog/reads-open.ts';
import { createSweepReads } from '../../../functions/reservations/reads-sweep.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { type SweepTools, sweep } from '../../../functions/reservations/use-cases-sweep.ts';
import { createHolderReads } from '../../../functions/seats/reads-holders.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { systemClock as clock } from '../../../functions/shared/clock.ts';
import { log } from '../../../functions/shared/log.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { type Delivery, deliver, playStack, setNow, TABLES, type Tables } from '../../support/saga.ts';
import { openSale, PRICE, type Sale } from '../../support/saga-sale.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const tables = Object.fromEntries(TABLES.map((name) => [name, name])) as Tables;

let db: MemoryDb;
let sale: Sale;
let confirmations: Delivery[];
let tools: SweepTools;

beforeAll(() => {
  playStack(tables);
  const send: unknown = (command: unknown) => db.send(command as Parameters<MemoryDb['send']>[0]);
  vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(send as DynamoDBDocumentClient['send']);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

beforeEach(async () => {
  db = createMemoryDb();
  setNow(START);
  sale = await openSale(db, tables);
  confirmations = [];
  const table = { db, clock, ...tables };
  tools = {
    open: createOpenReads(table),
    catalog: createCatalogReads(table),
    holders: createHolderReads(table),
    kept: createSweepReads(table),
    store: createReservationStore(table),
    seats: createSeatWrites(table),
    confirmAgain: async (messages) => {
      const handler = 'reservations/confirm-reservation';
      confirmations.push(...messages.map(({ body }) => ({ handler, body: JSON.stringify(body), dueAt: 0 })));
    },
    final: new Map(),
  };
});

function sweepAt(atMs: number) {
  setNow(atMs);
  return sweep(tools, atMs);
}

/** kim has paid seat 1 at the start, and PaymentCompleted is lost. */
async function paid(): Promise<void> {
  await sale.charge('kim', PRICE);
  await sale.hold('kim', 1, 'a');
  await sale.pay('kim', 'a');
}

describe('a hold whose timer was lost', () => {
  it('is left alone until its time is over for a minute, and then ends with its seat free', async () => {
    await sale.hold('kim', 1, 'a');
    expect(await sweepAt(START + 6 * MINUTE)).toMatchObject({ repaired: 0 });
    expect(await sweepAt(START + 6 * MINUTE + 1)).toMatchObject({ repaired: 1 });
    expect(await sale.state()).toMatchObject({
      reservations: { a: 'EXPIRED, refunded nothing: SeatReserved ReservationFailed' },
      seats: { 1: 'AVAILABLE' },
    });
  });
});

describe('a paid reservation whose event was lost', () => {
  it('is asked for again a minute later, while its hold still runs, and is confirmed by that', async () => {
    await paid();
    expect(await sweepAt(START + MINUTE)).toMatchObject({ repaired: 0 });
    expect(await sweepAt(START + MINUTE + 1)).toEqual({ seen: 1, repaired: 1, stuck: 0 });
    expect(await Promise.all(confirmations.map(deliver))).toEqual([true]);
    expect(await sale.statusOf('a')).toBe('CONFIRMED');
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ repaired: 0 });
  });

  it('is stuck, and told so, when five minutes of asking did not help', async () => {
    const told = vi.spyOn(log, 'error');
    await paid();
    expect(await sweepAt(START + 5 * MINUTE + 1)).toEqual({ seen: 1, repaired: 1, stuck: 1 });
    const about = { reservationId: expect.stringMatching(/^rsv_/) };
    expect(told).toHaveBeenCalledExactlyOnceWith('a paid reservation stays unconfirmed', about);
    told.mockRestore();
  });
});

describe('a seat that an ended reservation still has', () => {
  it('is freed, and no longer counts for its person, when ReservationFailed was lost', async () => {
    await sale.hold('kim', 1, 'a');
    await sweepAt(START + 6 * MINUTE + 1);
    const ref = { section: 0, block: 0 };
    const [id = ''] = db.items(tables.RESERVATIONS_TABLE).flatMap(({ pk, sk }) => (sk === 'RESERVATION' ? [pk] : []));
    const claim = { reservationId: String(id).slice(12), untilMs: START + 5 * MINUTE, slots: ['0'], over: {} };
    await tools.seats.claim(sale.scheduleId, ref, claim);
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE, a' } });
    expect(await sweepAt(START + 7 * MINUTE)).toMatchObject({ repaired: 1 });
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' }, people: { kim: { counted: [] } } });
  });

  it('is freed when its request died before there was a reservation, which can then never be written', async () => {
    const ref = { section: 0, block: 0 };
    const claim = { reservationId: 'rsv_000000000000', untilMs: START + MINUTE, slots: ['0'], over: {} };
    await tools.seats.claim(sale.scheduleId, ref, claim);
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ repaired: 0 });
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ repaired: 1 });
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' } });
    expect(await tools.store.kept('rsv_000000000000')).toMatchObject({ tombstone: true, status: 'EXPIRED' });
  });
});

describe('a ticket that is confirmed', () => {
  it('is read once, and again an hour later, as it may have been cancelled', async () => {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(confirmations.map(deliver));
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ seen: 1 });
    expect(await sweepAt(START + 3 * MINUTE)).toMatchObject({ seen: 0 });
    expect(await sweepAt(START + 62 * MINUTE)).toMatchObject({ seen: 1 });
  });
});

describe('a sale', () => {
  it('is looked after for a day after its end, and no longer', async () => {
    await paid();
    const end = START + 24 * 60 * MINUTE;
    expect(await sweepAt(end + 24 * 60 * MINUTE - 1)).toMatchObject({ seen: 1 });
    expect(await sweepAt(end + 24 * 60 * MINUTE)).toMatchObject({ seen: 0 });
  });
});

describe('a journey that cannot be brought on', () => {
  it('keeps none of the others from its turn, and fails the round', async () => {
    await sale.hold('kim', 1, 'a');
    await sale.hold('lee', 2, 'b');
    const { releaseOwn } = tools.seats;
    let calls = 0;
    const failsOnce: typeof releaseOwn = async (...args) => {
      calls += 1;
      if (calls === 1) throw new Error('busy');
      return releaseOwn(...args);
    };
    tools = { ...tools, seats: { ...tools.seats, releaseOwn: failsOnce } };
    await expect(sweepAt(START + 6 * MINUTE + 1)).rejects.toThrow('1 of 2 journeys could not be brought on');
    expect(await sweepAt(START + 7 * MINUTE)).toMatchObject({ seen: 1, repaired: 1 });
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE', 2: 'AVAILABLE' } });
  });
});
