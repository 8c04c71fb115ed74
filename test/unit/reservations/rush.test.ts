// A rush at full width on a table in memory: everything is sold, nothing twice, no group apart.
import { describe, expect, it } from 'vitest';
import { createMemoryDb } from '../../support/memory-db.ts';
import { rushForBest, rushForSeats } from '../../support/rush.ts';

const whole = { doubled: 0, split: 0, stranded: 0 };
/** Looks are half a second old at most, as in production. */
const anew = () => ({
  db: createMemoryDb(),
  tables: { RESERVATIONS_TABLE: 'reservations', SEATS_TABLE: 'seats' },
  lookMs: 500,
});

/** Milliseconds, where a whole rush runs beside other tests. */
const timeout = 60_000;

describe('two thousand people on two hundred seats, most of whom want the same', { timeout }, () => {
  it('sells each seat once, and all of them', async () => {
    const report = await rushForSeats(anew());
    expect(report).toMatchObject({ ...whole, sold: 200, reservations: 200 });
    expect(Object.keys(report.answers).sort()).toEqual(['SEAT_TAKEN', 'held']);
  });
});

describe('five hundred groups who want the best of five thousand seats', { timeout }, () => {
  it('gives every group its seats, side by side', async () => {
    const report = await rushForBest(anew());
    expect(report).toMatchObject({ ...whole, reservations: 500 });
    expect(Object.keys(report.answers).sort()).toEqual(['NOT_ENOUGH_SEATS', 'held']);
    expect(report.refusalsPerSeat).toBeLessThan(0.2);
  });

  it('sells every seat of a hall that has fewer than they want', async () => {
    const report = await rushForBest(anew(), { groups: 200, seats: 400 });
    expect(report).toMatchObject({ ...whole, sold: 400 });
  });
});
