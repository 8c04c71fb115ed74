// Sold out while people wait: they are told, keep their places, and the line goes on.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { CLOSE, createLine, faults, START, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** A line of which nobody is admitted before a tick: one a second, two at a time. */
async function waitingLine() {
  const line = createLine(table, { ratePerSecond: 1, capacity: 2 });
  const people = ['first', 'second', 'third', 'fourth'];
  const tokens: string[] = [];
  for (const person of people) tokens.push((await line.join(person)).token);
  return {
    line,
    last: () => line.status('fourth', tokens[3] ?? ''),
    first: () => line.status('first', tokens[0] ?? ''),
  };
}

const note = (line: TestLine, soldOutAt: number, scheduleId = 'sch_test') =>
  line.store.noteSoldOut(line.concertId, { scheduleId, soldOutAt });

describe('people who wait for a date that is sold out', () => {
  it('are told within a second, keep their places and are admitted in their turn', async () => {
    const { line, first, last } = await waitingLine();
    expect(await last()).not.toHaveProperty('soldOutAt');
    await note(line, START);
    line.now += 1_000;
    const told = '2027-01-15T17:00:00.000+09:00';
    expect(await last()).toMatchObject({ status: 'WAITING', queuePosition: 4, soldOutAt: told });
    expect(await line.join('late')).toMatchObject({ status: 'WAITING', queuePosition: 5, soldOutAt: told });
    await line.pass(3_000);
    expect(await first()).toEqual({ status: 'ACTIVE', queuePosition: 0, activeUntil: expect.any(String) });
    expect(await last()).toMatchObject({ status: 'WAITING', queuePosition: 2, soldOutAt: told });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('are told of the newest sell-out, though notes come twice, late and at the same time', async () => {
    const { line, last } = await waitingLine();
    const dates = ['sch_test', 'sch_other'];
    const notes = dates.flatMap((date, i) => [1, 2, 3].map((n) => () => note(line, START + 10 * i + n, date)));
    await Promise.all([...notes, ...notes].map((one) => one()));
    for (const one of notes.toReversed()) await one();
    line.now += 1_000;
    expect(await last()).toMatchObject({ soldOutAt: '2027-01-15T17:00:00.013+09:00' });
    expect((await line.store.line(line.concertId))?.state.soldOut).toEqual(['sch_other', 'sch_test']);
  });

  it('are told nothing by the end of another date alone', async () => {
    const { line, last } = await waitingLine();
    await note(line, START, 'sch_other');
    line.now += 1_000;
    expect(await last()).not.toHaveProperty('soldOutAt');
  });

  it('are still told when the sale was closed and is opened again', async () => {
    const { line, last } = await waitingLine();
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
    const seen = await line.store.line(line.concertId);
    if (!seen) throw new Error('nobody joined');
    await note(line, START);
    const { watermark, lastAdmitAt, windows, live, measuredPerSecond, measuringSince } = seen.state;
    const moved = { watermark: watermark + 1, lastAdmitAt, windows, live, measuredPerSecond, measuringSince };
    expect(await line.store.move(line.concertId, seen.state, moved, 'an admitter')).toBe(true);
    expect((await line.store.line(line.concertId))?.state).toMatchObject({ watermark: 1, soldOut: ['sch_test'] });
  });

  it('of a sale that nobody joined makes no line', async () => {
    const line = createLine(table);
    await note(line, START);
    expect(await line.store.line(line.concertId)).toBeUndefined();
  });
});
