// The sweeper, on tables in memory: whatever message was lost, a journey comes to its end.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCatalogReads } from '../../../functions/catalog/reads.ts';
import { createOpenReads } from '../../../functions/catalog/reads-open.ts';
import { leaseFrom } from '../../../functions/queue/domain-places.ts';
import { createLineReads } from '../../../functions/queue/reads.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { createTellAgain } from '../../../functions/reservations/outbox.ts';
import { createSweepReads } from '../../../functions/reservations/reads-sweep.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { type SweepTools, sweep } from '../../../functions/reservations/use-cases-sweep.ts';
import { createHolderReads } from '../../../functions/seats/reads-holders.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { systemClock as clock } from '../../../functions/shared/clock.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { log } from '../../../functions/shared/log.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { type Delivery, deliver, deliveriesOf, playStack, setNow, TABLES, type Tables } from '../../support/saga.ts';
import { openSale, PRICE, type Sale } from '../../support/saga-sale.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const tables = Object.fromEntries(TABLES.map((name) => [name, name])) as Tables;

let db: MemoryDb;
let sale: Sale;
let confirmations: Delivery[];
let toldAgain: Published[];
let inquiries: unknown[];
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
  toldAgain = [];
  inquiries = [];
  const table = { db, clock, ...tables };
  tools = {
    open: createOpenReads(table),
    catalog: createCatalogReads(table),
    holders: createHolderReads(table),
    line: createLineReads(table),
    kept: createSweepReads(table),
    store: createReservationStore(table),
    seats: createSeatWrites(table),
    confirmAgain: async (messages) => {
      const handler = 'reservations/confirm-reservation';
      confirmations.push(...messages.map(({ body }) => ({ handler, body: JSON.stringify(body), dueAt: 0 })));
    },
    inquire: async (messages) => void inquiries.push(...messages.map(({ body }) => body)),
    tellAgain: createTellAgain(async (events) => {
      toldAgain.push(...events);
      return [];
    }),
    final: new Map(),
  };
});

const eventsToldAgain = () => toldAgain.map(({ envelope: { type } }) => type);

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
    const swept = { dates: 1, seen: 1, repaired: 1, stuck: 0, toldAgain: 0 };
    expect(await sweepAt(START + MINUTE + 1)).toEqual(swept);
    expect(await Promise.all(confirmations.map(deliver))).toEqual([true]);
    expect(await sale.statusOf('a')).toBe('CONFIRMED');
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ repaired: 0, toldAgain: 0 });
  });

  it('is stuck, and told so, when five minutes of asking did not help', async () => {
    const told = vi.spyOn(log, 'error');
    await paid();
    expect(await sweepAt(START + 5 * MINUTE + 1)).toMatchObject({ seen: 1, repaired: 0, stuck: 1 });
    const about = { reservationId: expect.stringMatching(/^rsv_/) };
    expect(told).toHaveBeenCalledExactlyOnceWith('a paid reservation stays unconfirmed', about);
    told.mockRestore();
  });

  it('is counted each minute of an hour, and asked for ever more seldom', async () => {
    await paid();
    let stuck = 0;
    for (let minute = 1; minute <= 60; minute++) stuck += (await sweepAt(START + minute * MINUTE + 1)).stuck;
    expect(stuck).toBe(56);
    expect(confirmations).toHaveLength(7);
  });
});

describe('a reservation that is being paid by card', () => {
  /** kim pays seat 1 by card, which is to be approved within a minute. */
  async function paying(): Promise<void> {
    await sale.hold('kim', 1, 'a');
    const [item] = db.items(tables.RESERVATIONS_TABLE).filter(({ sk }) => sk === 'RESERVATION');
    const being = { status: 'PAYING', intentId: 'payaaaaaaaaaaaa', payingUntil: START + MINUTE };
    db.put(tables.RESERVATIONS_TABLE, { ...item, ...being });
  }

  it('has the outcome asked for a minute after its time, and keeps its seat', async () => {
    await paying();
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ seen: 1, repaired: 0 });
    expect(inquiries).toEqual([]);
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ repaired: 1, stuck: 0 });
    expect(inquiries).toEqual([{ paymentId: 'payaaaaaaaaaaaa', why: 'watchdog' }]);
    expect(await sale.statusOf('a')).toBe('PAYING');
  });

  it('is stuck, and told so, when five minutes of asking did not help, also when its hold is long over', async () => {
    const told = vi.spyOn(log, 'error');
    await paying();
    expect(await sweepAt(START + 8 * MINUTE)).toMatchObject({ seen: 1, repaired: 0, stuck: 1 });
    const about = { reservationId: expect.stringMatching(/^rsv_/) };
    expect(told).toHaveBeenCalledExactlyOnceWith('a card payment stays open', about);
    told.mockRestore();
    expect(await sweepAt(START + 9 * MINUTE + 1)).toMatchObject({ repaired: 1, stuck: 1 });
  });
});

describe('a ticket whose ReservationCompleted had no effect', () => {
  /** kim has a ticket, and nobody was told. */
  async function bought(): Promise<void> {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(confirmations.map(deliver));
    expect(await sale.state()).toMatchObject({ reservations: { a: expect.stringMatching(/^CONFIRMED/) } });
  }

  it('has it told again with its own id, until its place in line has ended', async () => {
    await bought();
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ toldAgain: 0 });
    expect(await sweepAt(START + 2 * MINUTE + 2)).toMatchObject({ repaired: 0, toldAgain: 1 });
    expect(await sweepAt(START + 3 * MINUTE + 2)).toMatchObject({ toldAgain: 1 });
    const [first, second] = toldAgain.map(({ envelope }) => envelope);
    expect(first).toMatchObject({
      type: 'ReservationCompleted',
      id: expect.stringMatching(/^reservation\/rsv_.*\/3\//),
    });
    expect(second).toEqual(first);
    for (const event of toldAgain) await Promise.all(deliveriesOf(event, 0).map(deliver));
    expect(await sale.state()).toMatchObject({ people: { kim: { place: '1' } } });
    expect(await sweepAt(START + 5 * MINUTE + 2)).toMatchObject({ seen: 1, toldAgain: 0 });
    expect(await sweepAt(START + 6 * MINUTE + 2)).toMatchObject({ seen: 0 });
  });

  it('is left alone when its place has ended, though its buyer is in line again with another', async () => {
    await bought();
    const line = createLineStore({ db, onceDb: db, clock, ...tables });
    await line.depart(sale.concertId, 1, 'LEFT');
    await line.claim(sale.concertId, 2, leaseFrom(START, 3_600));
    expect(await sweepAt(START + 4 * MINUTE)).toMatchObject({ seen: 1, toldAgain: 0 });
    expect(await sweepAt(START + 5 * MINUTE)).toMatchObject({ seen: 0 });
    expect((await line.place(sale.concertId, 2)).value).toBe(leaseFrom(START, 3_600));
  });

  it('is looked at again when its line could not be read, and nobody else waits for that', async () => {
    await bought();
    await sale.hold('lee', 2, 'b');
    const { line } = tools;
    const down = async () => {
      throw new Error('the line does not answer');
    };
    tools = { ...tools, line: { places: down } };
    await expect(sweepAt(START + 8 * MINUTE)).rejects.toThrow('0 of 1 journeys and 1 dates');
    expect(await sale.statusOf('b')).toBe('EXPIRED');
    tools = { ...tools, line };
    expect(await sweepAt(START + 9 * MINUTE + 2)).toMatchObject({ seen: 1, toldAgain: 1 });
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
    expect(await sweepAt(START + 7 * MINUTE + 1)).toMatchObject({ repaired: 0, toldAgain: 0 });
    expect(await sweepAt(START + 7 * MINUTE + 2)).toMatchObject({ repaired: 1, toldAgain: 1 });
    expect(eventsToldAgain()).toEqual(['ReservationFailed']);
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' }, people: { kim: { counted: [] } } });
  });

  it('is freed also while the bus is down, and the round fails', async () => {
    await sale.hold('kim', 1, 'a');
    const { releaseOwn } = tools.seats;
    tools = { ...tools, seats: { ...tools.seats, releaseOwn: async () => {} } };
    await sweepAt(START + 6 * MINUTE + 1);
    const tellAgain = async () => {
      throw new Error('the bus does not answer');
    };
    tools = { ...tools, tellAgain, seats: { ...tools.seats, releaseOwn } };
    await expect(sweepAt(START + 7 * MINUTE + 2)).rejects.toThrow('1 of 1 journeys and 0 dates');
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' } });
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
    await createLineStore({ db, onceDb: db, clock, ...tables }).depart(sale.concertId, 1, 'BOUGHT');
    expect(await sweepAt(START + 3 * MINUTE)).toMatchObject({ seen: 1 });
    expect(await sweepAt(START + 4 * MINUTE)).toMatchObject({ seen: 0 });
    expect(await sweepAt(START + 63 * MINUTE)).toMatchObject({ seen: 1 });
  });
});

describe('what an instance remembers of confirmed tickets', () => {
  it('goes oldest first, so that a full memory does not have all of them read again', async () => {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(confirmations.map(deliver));
    await createLineStore({ db, onceDb: db, clock, ...tables }).depart(sale.concertId, 1, 'BOUGHT');
    for (let n = 0; n < 100_000; n++) tools.final.set(`known-${n}`, START);
    await sweepAt(START + 3 * MINUTE);
    expect(tools.final.size).toBe(100_000);
    expect([tools.final.has('known-0'), tools.final.has('known-1')]).toEqual([false, true]);
    expect([...tools.final.keys()].at(-1)).toMatch(/^rsv_/);
  });
});

describe('a round', () => {
  it('reads no more journeys than its bound, and the next one begins with another date', async () => {
    await openSale(db, tables);
    const asked: string[] = [];
    const read: number[] = [];
    const until = START + 3 * MINUTE;
    const seats = Array.from({ length: 4_000 }, (_, n) => {
      return { status: 'HOLD' as const, holder: `rsv_${n}`, untilMs: until, exact: 'H', at: '0.0.0' };
    });
    const holders = async (scheduleId: string) => {
      asked.push(scheduleId);
      return seats;
    };
    const keptAll = async (ids: readonly string[]) => {
      read.push(ids.length);
      return new Map();
    };
    tools = { ...tools, holders: { holders }, kept: { keptAll } };
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ seen: 5_000 });
    expect(read).toEqual([4_000, 1_000]);
    const [first] = asked.splice(0);
    await sweepAt(START + 3 * MINUTE);
    expect(asked[0]).not.toBe(first);
  });

  it('reads what tells most first: holds that lapsed, then old ones, then sold seats', async () => {
    const seat = { exact: 'x', at: '0.0.0' };
    const held = [
      { ...seat, status: 'SOLD' as const, holder: 'rsv_sold' },
      { ...seat, status: 'HOLD' as const, holder: 'rsv_old', untilMs: START + MINUTE },
      { ...seat, status: 'HOLD' as const, holder: 'rsv_lapsed', untilMs: START - 2 * MINUTE },
    ];
    const read: string[] = [];
    const keptAll = async (ids: readonly string[]) => {
      read.push(...ids);
      return new Map();
    };
    tools = { ...tools, holders: { holders: async () => held }, kept: { keptAll } };
    await sweepAt(START);
    expect(read).toEqual(['rsv_lapsed', 'rsv_old', 'rsv_sold']);
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
    await expect(sweepAt(START + 6 * MINUTE + 1)).rejects.toThrow(
      '1 of 2 journeys and 0 dates could not be brought on',
    );
    expect(await sweepAt(START + 7 * MINUTE + 2)).toMatchObject({ seen: 1, repaired: 1 });
    expect(await sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE', 2: 'AVAILABLE' } });
  });
});

describe('a date that cannot be read', () => {
  /** The first call fails, every other one is as it was. */
  const failingOnce = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    let calls = 0;
    return async (...args: A) => {
      calls += 1;
      if (calls === 1) throw new Error('busy');
      return call(...args);
    };
  };
  const without = (what: 'a layout' | 'seats' | 'a concert'): SweepTools => {
    const { catalog, holders } = tools;
    if (what === 'seats') return { ...tools, holders: { holders: failingOnce(holders.holders) } };
    if (what === 'a layout') return { ...tools, catalog: { ...catalog, layout: failingOnce(catalog.layout) } };
    return { ...tools, catalog: { ...catalog, concert: failingOnce(catalog.concert) } };
  };

  it.each(['a layout', 'seats', 'a concert'] as const)('for want of %s keeps no other from its turn', async (what) => {
    const other = await openSale(db, tables);
    for (const one of [sale, other]) await one.hold('kim', 1, 'a');
    const whole = tools;
    tools = without(what);
    await expect(sweepAt(START + 6 * MINUTE + 1)).rejects.toThrow('0 of 1 journeys and 1 dates');
    expect([await sale.statusOf('a'), await other.statusOf('a')].toSorted()).toEqual(['EXPIRED', 'PENDING']);
    tools = whole;
    expect(await sweepAt(START + 7 * MINUTE)).toMatchObject({ dates: 2, repaired: 1 });
  });
});
