// Blockings on a real table: races with holds, twins of one request, a maker that dies, and the last seats of a date.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDateReads } from '../../../functions/seats/reads.ts';
import { createBlockingStore } from '../../../functions/seats/store-blockings.ts';
import { blockSeats } from '../../../functions/seats/use-cases-block.ts';
import { listBlockings, unblockSeats } from '../../../functions/seats/use-cases-blockings.ts';
import type { SaleOfDate } from '../../../functions/seats/use-cases-count.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { Died, dyingAfter } from '../reservations/process.ts';
import { createHall, type Hall, SEATS, START } from './hall.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** What an operator does in a hall, through `db`. */
function operatorOf(hall: Hall, db: Db = table.db) {
  const tools = { db, SEATS_TABLE: table.name };
  const { concertId, scheduleId } = hall;
  const blocking = {
    store: createBlockingStore(tools),
    seats: createSeatWrites(tools),
    dates: createDateReads(tools),
    catalog: hall.catalog,
    count: (dates: readonly SaleOfDate[]) => hall.count(dates),
    clock: () => hall.now,
  };
  const date = { concertId, scheduleId };
  const head = { by: 'usr_op', cause: { correlationId: 'c', causationId: 'r' } };
  return {
    block: (seatNos: readonly number[], idempotencyKey?: string) =>
      blockSeats(blocking, { ...date, ...head, body: { kind: 'HOUSE', reason: 'kept', seatNos }, idempotencyKey }),
    unblock: (blockingId: string) => unblockSeats(blocking, { ...date, blockingId }),
    list: async () => (await listBlockings(blocking, date)).blockings,
    /** What the seats hold, in their order. */
    async values() {
      const blocks = await blocking.dates.blocks(scheduleId, 2);
      return [...blocks.values()].flatMap(({ seats }) => Object.values(seats));
    },
  };
}

describe('a blocking that meets buyers', () => {
  it('gets a seat or leaves it to its buyer, seat by seat, and knows which', async () => {
    for (let round = 1; round <= 10; round++) {
      const hall = createHall(table);
      const operator = operatorOf(hall);
      const wanted = SEATS.filter((seatNo) => seatNo % 3 > 0);
      const [made] = await Promise.all([operator.block(SEATS), ...wanted.map((seatNo) => hall.hold(seatNo))]);
      const values = await operator.values();
      expect(values).toHaveLength(SEATS.length);
      expect(values.filter(({ status }) => status === 'BLOCKED')).toHaveLength(made.blocked.seatNos.length);
      const all = [...made.blocked.seatNos, ...made.taken.map(({ seatNo }) => seatNo)];
      expect(all.sort((a, b) => a - b)).toEqual(SEATS);
      expect(made.taken.filter(({ status }) => status !== 'HOLD')).toEqual([]);
    }
  });

  it('is one blocking with one answer, though five requests make it at once', async () => {
    const hall = createHall(table);
    await hall.sell(1);
    const operator = operatorOf(hall);
    const answers = await Promise.all(Array.from({ length: 5 }, () => operator.block([1, 2, 50, 61], 'k')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ blocked: { seatNos: [2, 50, 61] }, taken: [{ seatNo: 1, status: 'SOLD' }] });
    expect(await operator.list()).toMatchObject([{ seatNos: [2, 50, 61] }]);
  });
});

describe('a blocking whose maker dies', () => {
  it('is finished by its repeat, and its lifting too', async () => {
    for (let requests = 1; requests <= 8; requests++) {
      const hall = createHall(table);
      const operator = operatorOf(hall);
      const dying = operatorOf(hall, dyingAfter(table.db, requests).db);
      await dying.block([1, 50, 61], 'k').catch(died);
      const made = await operator.block([1, 50, 61], 'k');
      expect(made).toMatchObject({ blocked: { seatNos: [1, 50, 61] }, taken: [] });
      await operatorOf(hall, dyingAfter(table.db, requests).db).unblock(made.blockingId).catch(died);
      await operator.unblock(made.blockingId);
      expect(await operator.values()).toEqual([]);
    }
  });
});

describe('a date whose last seats are blocked', () => {
  it('is told to be sold out once, by whichever request blocked the last one', async () => {
    const hall = createHall(table);
    await Promise.all(SEATS.slice(0, 66).map((seatNo) => hall.sell(seatNo)));
    hall.now = START + 5_000;
    await Promise.all([67, 68, 69, 70].map((seatNo) => operatorOf(hall).block([seatNo])));
    const told = await hall.told();
    expect(told.map(({ envelope }) => envelope.data)).toMatchObject([
      { soldOutAt: START + 5_000, secondsSinceOpen: 65 },
    ]);
  });
});

function died(error: unknown): void {
  if (!(error instanceof Died)) throw error;
}
