// Sold out while people wait: nobody waits for nothing, unless the concert says so; and the sale can go on.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Settings } from '../../../functions/catalog/contract.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { admittedIn, at, crowd, ended, faults } from './crowd.ts';
import { CLOSE, createLine, OPEN, START, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** A line with four in it, two of whom were admitted and hold their places. */
async function waitingLine(settings: Partial<Settings> = {}) {
  const line = createLine(table, { ratePerSecond: 1, capacity: 2, claimSeconds: 30, ...settings });
  const tokens: string[] = [];
  for (const person of ['first', 'second', 'third', 'fourth']) tokens.push((await line.join(person)).token);
  await line.pass(3_000);
  await line.status('first', at(tokens, 0));
  await line.status('second', at(tokens, 1));
  return {
    line,
    tokens,
    first: () => line.status('first', at(tokens, 0)),
    third: () => line.status('third', at(tokens, 2)),
    last: () => line.status('fourth', at(tokens, 3)),
    leaveFirst: () => line.leave('first', at(tokens, 0)),
  };
}

const note = (line: TestLine, soldOutAt: number, scheduleId = 'sch_test') =>
  line.store.noteSoldOut(line.concertId, { scheduleId, soldOutAt });

/** Another date of the same concert. */
function addDate(line: TestLine, scheduleId: string, saleStartAt = OPEN): void {
  const { concert } = line;
  const date = { ...at(concert.schedules, 0), scheduleId, saleStartAt };
  line.concert = { ...concert, schedules: [...concert.schedules, date] };
}

describe('when all is sold', () => {
  it('who waits is told within a second, nobody new gets a place, and who is active goes on', async () => {
    const { line, first, last } = await waitingLine();
    await note(line, line.now);
    line.now += 1_000;
    await expect(last()).rejects.toMatchObject(ended('SOLD_OUT'));
    await expect(line.join('late')).rejects.toMatchObject({ kind: { code: 'SOLD_OUT' } });
    await expect(line.join('fourth')).rejects.toMatchObject(ended('SOLD_OUT'));
    expect(await first()).toMatchObject({ status: 'ACTIVE' });
    expect(await line.joined()).toBe(4);
  });

  it('ticks stop, and nobody is admitted to the places that come free', async () => {
    const { line, leaveFirst } = await waitingLine();
    await note(line, line.now);
    await leaveFirst();
    await line.pass(180_000, true);
    expect(await line.watermark()).toBe(2);
    expect(line.ticks).toEqual([]);
    expect(await line.forAll()).toMatchObject({ phase: 'SOLD_OUT', waiting: 2 });
  });

  it('and an operator says that it goes on, who waited is admitted in turn, and the next sell-out is told again', async () => {
    const { line, leaveFirst, third, last } = await waitingLine();
    await note(line, line.now);
    await leaveFirst();
    await line.pass(90_000, true);
    await line.operate({ kind: 'open' });
    await line.pass(3_000);
    expect(await third()).toMatchObject({ status: 'ACTIVE' });
    expect(await last()).toMatchObject({ status: 'WAITING', queuePosition: 1, phase: 'OPEN' });
    await note(line, START);
    line.now += 1_000;
    expect(await last()).toMatchObject({ status: 'WAITING' });
    await note(line, line.now);
    line.now += 1_000;
    await expect(last()).rejects.toMatchObject(ended('SOLD_OUT'));
    expect(faults(line.admissions)).toEqual([]);
  });

  it('on one of two dates, people go on waiting for the other', async () => {
    const { line, last } = await waitingLine();
    addDate(line, 'sch_other');
    await note(line, line.now);
    line.now += 1_000;
    expect(await last()).toMatchObject({ status: 'WAITING', phase: 'OPEN' });
    expect(await last()).not.toHaveProperty('soldOutAt');
    await note(line, line.now, 'sch_other');
    line.now += 1_000;
    await expect(last()).rejects.toMatchObject(ended('SOLD_OUT'));
  });

  it('shortly before another date goes on sale, people wait for that, and are admitted when it opens', async () => {
    const { line, last, leaveFirst } = await waitingLine({ leaseSeconds: 3_600 });
    const open = line.now + 600_000;
    addDate(line, 'sch_other', open);
    await note(line, line.now);
    line.now += 1_000;
    expect(await line.join('late')).toMatchObject({ status: 'WAITING' });
    await leaveFirst();
    await line.pass(open - line.now - 1, true);
    expect(await line.watermark()).toBe(2);
    expect(await last()).toMatchObject({ status: 'WAITING' });
    await line.pass(2_000, true);
    expect(await line.watermark()).toBe(3);
  });

  it('and goes on, the time in which nobody could go in makes no burst', async () => {
    const line = createLine(table, { ratePerSecond: 5, capacity: 1_000 });
    await crowd(line, 100);
    await line.pass(2_000);
    await note(line, line.now);
    await line.pass(120_000, true);
    await line.operate({ kind: 'open' });
    const from = line.now;
    await line.pass(4_000);
    expect(admittedIn(line, from - 1)).toBeGreaterThanOrEqual(15);
    expect(admittedIn(line, from - 1)).toBeLessThanOrEqual(21);
  });
});

describe('when all is sold of a concert whose people go on waiting', () => {
  const waits = { waitsWhenSoldOut: true };

  it('they are told, keep their places and are admitted in their turn', async () => {
    const { line, leaveFirst, third, last } = await waitingLine(waits);
    expect(await last()).not.toHaveProperty('soldOutAt');
    await note(line, START);
    line.now += 1_000;
    const told = '2027-01-15T17:00:00.000+09:00';
    expect(await last()).toMatchObject({ status: 'WAITING', queuePosition: 2, soldOutAt: told, phase: 'OPEN' });
    expect(await line.join('late')).toMatchObject({ status: 'WAITING', queuePosition: 3, soldOutAt: told });
    await leaveFirst();
    await line.pass(3_000);
    expect(await third()).toEqual({ status: 'ACTIVE', queuePosition: 0, activeUntil: expect.any(String) });
    expect(await last()).toMatchObject({ status: 'WAITING', queuePosition: 1, soldOutAt: told });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('they are told of the newest sell-out, though notes come twice, late and at the same time', async () => {
    const { line, last } = await waitingLine(waits);
    addDate(line, 'sch_other');
    const dates = ['sch_test', 'sch_other'];
    const notes = dates.flatMap((date, i) => [1, 2, 3].map((n) => () => note(line, START + 10 * i + n, date)));
    await Promise.all([...notes, ...notes].map((one) => one()));
    for (const one of notes.toReversed()) await one();
    line.now += 1_000;
    expect(await last()).toMatchObject({ soldOutAt: '2027-01-15T17:00:00.013+09:00' });
    expect((await line.state()).soldOut).toEqual({ sch_test: START + 3, sch_other: START + 13 });
  });

  it('they are told nothing by the end of another date alone', async () => {
    const { line, last } = await waitingLine(waits);
    await note(line, START, 'sch_other');
    line.now += 1_000;
    expect(await last()).not.toHaveProperty('soldOutAt');
  });

  it('they are still told when the sale was closed and is opened again', async () => {
    const { line, last } = await waitingLine(waits);
    await note(line, START);
    line.now = CLOSE + 86_400_000;
    await line.minute();
    line.extend(line.now + 86_400_000);
    await line.join('late');
    line.now += 1_000;
    expect(await last()).toHaveProperty('soldOutAt');
  });
});

describe('a note', () => {
  it('between the reading and the write of an admission does not refuse that admission', async () => {
    const { line } = await waitingLine();
    const seen = await line.state();
    await note(line, START);
    const moved = { ...seen, watermark: seen.watermark + 1 };
    expect(await line.store.move(line.concertId, seen, moved, 'an admitter')).toBe(true);
    expect(await line.state()).toMatchObject({ watermark: seen.watermark + 1, soldOut: { sch_test: START } });
  });

  it('of a sale that nobody joined makes no line', async () => {
    const line = createLine(table);
    await note(line, START);
    expect(await line.store.line(line.concertId)).toBeUndefined();
  });
});
