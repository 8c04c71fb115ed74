// Holding several seats under race, on a real table.
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { contestsOf } from '../../support/contests.ts';
import { createTable, type TestTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

describe('several seats at once', () => {
  contestsOf(() => ({ db: table.db, tables: { RESERVATIONS_TABLE: table.name, SEATS_TABLE: table.name } }));
});
