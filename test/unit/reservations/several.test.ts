// Holding several seats under race, on a table in memory.
import { describe } from 'vitest';
import { contestsOf } from '../../support/contests.ts';
import { createMemoryDb } from '../../support/memory-db.ts';

const tables = { RESERVATIONS_TABLE: 'reservations', SEATS_TABLE: 'seats' };

describe('several seats at once', { timeout: 60_000 }, () => {
  const db = createMemoryDb();
  contestsOf(() => ({ db, tables }));
});
