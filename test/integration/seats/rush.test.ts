// A rush on a real table: everything is sold, nothing twice, no group apart.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { rushForBest, rushForSeats } from '../../support/rush.ts';
import { createTable, type TestTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const whole = { doubled: 0, split: 0, stranded: 0 };
const where = () => ({
  db: table.db,
  tables: { RESERVATIONS_TABLE: table.name, SEATS_TABLE: table.name },
  lookMs: 500,
});

describe('a rush', () => {
  it('of two thousand people sells each of two hundred seats once', async () => {
    expect(await rushForSeats(where())).toMatchObject({ ...whole, sold: 200, reservations: 200 });
  });

  it('of five hundred groups gives each its seats, side by side', async () => {
    expect(await rushForBest(where())).toMatchObject({ ...whole, reservations: 500 });
  });
});
