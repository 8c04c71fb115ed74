// Sell-outs under race: each is told exactly once, whoever counts, dies, stalls or comes late.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { shuffled } from '../reservations/booth.ts';
import { busyFor, Died, dyingAfter, repeating, stallingBefore } from '../reservations/process.ts';
import { before, createHall, type Hall, SEATS, START, sellOut } from './hall.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const ids = async (hall: Hall) => (await hall.told()).map(({ envelope }) => envelope.id);
const nth = (hall: Hall, ...numbers: number[]) => numbers.map((no) => `soldout/${hall.scheduleId}/${no}`);
const isCounts = (input: string) => input.includes('COUNTS#') && input.includes('UpdateExpression');

/** Seat 1 comes back, and is sold to somebody else ten minutes later. */
async function sellSeatOneAgain(hall: Hall) {
  await hall.giveBack(1);
  hall.now += 600_000;
  return hall.sell(1);
}

describe('a date whose last seats are sold at the same time', () => {
  it('is told once, though every confirmation has a counter of its own', async () => {
    const hall = createHall(table);
    await Promise.all(SEATS.map(async (seatNo) => hall.count([await hall.sell(seatNo)])));
    const [told, ...others] = await hall.told();
    expect(others).toEqual([]);
    expect(told?.envelope).toMatchObject({
      id: `soldout/${hall.scheduleId}/1`,
      type: 'SoldOut',
      data: {
        concertId: hall.concertId,
        scheduleId: hall.scheduleId,
        soldOutAt: START,
        secondsSinceOpen: 60,
      },
    });
    expect(hall.sales.map(({ cause }) => cause.correlationId)).toContain(told?.envelope.correlationId);
  });

  it('is told once when twenty counters find it at once', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    await Promise.all(Array.from({ length: 20 }, () => hall.count(hall.sales)));
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('is told with the cause of the newest sale of the batch', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const [first] = hall.sales;
    if (!first) throw new Error('nothing was sold');
    const last = { ...first, at: START + 500, cause: { correlationId: 'last', causationId: 'of-all' } };
    hall.now += 3_000;
    expect(await hall.count(shuffled([...hall.sales, last]))).toEqual([]);
    expect((await hall.told())[0]?.envelope).toMatchObject({ correlationId: 'last', causationId: 'of-all' });
  });

  it('is dated by its last sale, though only the message of the first one found it, an hour later', async () => {
    const hall = createHall(table);
    const first = await hall.sell(1);
    hall.now += 40_000;
    for (const seatNo of SEATS.slice(1)) await hall.sell(seatNo);
    hall.now += 3_600_000;
    expect(await hall.count([first])).toEqual([]);
    expect((await hall.told())[0]?.envelope.data).toMatchObject({ soldOutAt: START + 40_000, secondsSinceOpen: 100 });
  });
});

describe('a date that is not sold out', () => {
  it('is not told while a seat is free, and not while it is held', async () => {
    const hall = createHall(table);
    for (const seatNo of SEATS.slice(1)) await hall.sell(seatNo);
    await hall.count(hall.sales);
    await hall.hold(1);
    await hall.count(hall.sales);
    expect(await hall.told()).toEqual([]);
  });

  it('is not told when no instant had all of it sold, though each block had when it was read', async () => {
    const hall = createHall(table);
    for (const seatNo of SEATS.slice(0, -1)) await hall.sell(seatNo);
    // The floor is read while seat 1 is sold; before the balcony is, seat 1 comes back and seat 70 is sold.
    let floorIsRead = () => {};
    const floor = new Promise<void>((done) => {
      floorIsRead = done;
    });
    const balconyLate = before(
      table.db,
      (input) => input.includes(`${hall.scheduleId}#1`),
      1,
      async () => {
        await floor;
        await hall.giveBack(1);
        await hall.sell(70);
      },
    );
    const counting = hall.count(hall.sales, {
      send: async (...args: Parameters<typeof balconyLate.send>) => {
        const answer = await balconyLate.send(...args);
        if (JSON.stringify(args[0].input).includes(`${hall.scheduleId}#0`)) floorIsRead();
        return answer;
      },
    } as typeof balconyLate);
    await counting;
    expect(await hall.told()).toEqual([]);
    await hall.count([await hall.sell(1)]);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });
});

describe('seats that came back and were sold again', () => {
  it('are a second sell-out, with its own number, time and cause; the first one is told again as it was', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    await hall.count(hall.sales);
    const [first] = await hall.told();
    const again = await sellSeatOneAgain(hall);
    await hall.count([again]);
    const [firstAgain, second] = await hall.told();
    expect(firstAgain).toEqual(first);
    expect(second?.envelope).toMatchObject({
      id: `soldout/${hall.scheduleId}/2`,
      correlationId: again.cause.correlationId,
      causationId: again.cause.causationId,
      data: { soldOutAt: START + 600_000, secondsSinceOpen: 660 },
    });
  });

  it('are not told while one is still free', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    await hall.count(hall.sales);
    await hall.giveBack(1);
    await hall.count(hall.sales);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('are each told once when every message comes twice, late, in any order and to several counters', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    await hall.count(hall.sales);
    for (let no = 2; no <= 4; no++) await hall.count([await sellSeatOneAgain(hall)]);
    hall.now += 86_400_000;
    const late = shuffled([...hall.sales, ...hall.sales]);
    await Promise.all([1, 2, 3].map((n) => hall.count(late.slice(n * 10, n * 10 + 60))));
    for (const sale of late.slice(0, 10)) await hall.count([sale]);
    expect(await ids(hall)).toEqual(nth(hall, 1, 2, 3, 4));
  });
});

describe('a counter', () => {
  it('that dies between its reading and its write leaves it to the message that comes again', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const again = await hall.count(hall.sales, busyFor(table.db, isCounts));
    expect(again.map(({ sale }) => sale)).toEqual(hall.sales);
    expect(again[0]?.error).toMatchObject({ name: 'Refusal' });
    expect(await hall.told()).toEqual([]);
    await hall.count(hall.sales);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('that dies right after its write has told it, and the message that comes again tells nothing', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const [died] = await hall.count(hall.sales, dyingAfter(table.db, 1).db);
    expect(died?.error).toBeInstanceOf(Died);
    await hall.count(hall.sales);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('whose write is sent twice, as the first answer was lost, has told it once', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    await hall.count(hall.sales, repeating(table.db));
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('that stalled before its write tells nothing that another has told since, and nothing that is over', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const { db, arrived, goOn } = stallingBefore(table.db, isCounts);
    const stalled = hall.count(hall.sales, db);
    await arrived;
    await hall.count([await sellSeatOneAgain(hall)]);
    goOn();
    await stalled;
    await hall.count(hall.sales);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('that stalled while a seat came back tells what was; when that seat is sold again it is told too', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const { db, arrived, goOn } = stallingBefore(table.db, isCounts);
    const stalled = hall.count(hall.sales, db);
    await arrived;
    const again = await sellSeatOneAgain(hall);
    goOn();
    await stalled;
    expect(await ids(hall)).toEqual(nth(hall, 1));
    await hall.count([again]);
    expect(await ids(hall)).toEqual(nth(hall, 1, 2));
  });

  it('reads again when a confirmation that came twice wrote to a block between its readings', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const isFloor = (input: string) => input.includes(`${hall.scheduleId}#0`);
    const between = before(table.db, isFloor, 2, () => hall.sellAgain(1));
    await hall.count(hall.sales, between);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });

  it('counts the other dates of its batch when one cannot be found, and only the messages of that one come again', async () => {
    const hall = createHall(table);
    await sellOut(hall);
    const cause = { correlationId: 'c', causationId: 'c' };
    const lost = { scheduleId: 'sch_lost', concertId: hall.concertId, at: START, cause };
    const later = { ...lost, at: START + 1 };
    const error = new Error(`concert ${hall.concertId} has no date sch_lost`);
    expect(await hall.count([lost, ...hall.sales, later])).toEqual([
      { sale: lost, error },
      { sale: later, error },
    ]);
    expect(await ids(hall)).toEqual(nth(hall, 1));
  });
});
