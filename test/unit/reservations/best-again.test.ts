// The best available seats asked for again under a key: the same ones, wherever the request before it ended.
import { beforeEach, describe, expect, it } from 'vitest';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { counting, Died, dyingAfter } from '../../integration/reservations/process.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { createSaleWindow, type SaleWindow } from '../../support/sale-window.ts';
import { best, free, HALL, hallOf, holders, keptIn, live, numbers, tables } from './best-world.ts';

let db: MemoryDb;
let sale: SaleWindow;
beforeEach(() => {
  db = createMemoryDb();
  sale = createSaleWindow({ db, tables, layout: HALL });
});
const alive = () => keptIn(db).alive();
const over = () => keptIn(db).over();

describe('a request that comes again under its key', () => {
  it.each([1, 2, 3, 4])('has the seats that it claimed before it died, after write %i', async (writes) => {
    const dying = sale.toolsOn(dyingAfter(db, writes).db);
    await expect(sale.reserve(best(2, { key: 'k' }), live(db, sale, dying))).rejects.toBeInstanceOf(Died);
    const again = await sale.reserve(best(2, { key: 'k' }), live(db, sale));
    expect(numbers(again)).toEqual([30, 31]);
    expect(await holders(sale)).toEqual({ 30: again.reservationId, 31: again.reservationId });
    expect(alive()).toHaveLength(1);
    sale.time.now += 600_000;
    await sale.sweep();
    expect(await holders(sale)).toEqual({});
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'has one group and no other seat held when it died after write %i, in two rounds',
    async (writes) => {
      const dying = live(db, sale, sale.toolsOn(dyingAfter(db, writes).db));
      // The map is as old as it may be when the seat is taken.
      await dying.map.look(sale, sale.plan, { now: sale.time.now });
      const { reservationId } = await sale.reserve({ person: 'a', seatNos: [30] });
      await expect(sale.reserve(best(2, { key: 'k' }), dying)).rejects.toBeInstanceOf(Died);
      const again = await sale.reserve(best(2, { key: 'k' }), live(db, sale));
      expect(over()).toHaveLength(1);
      const mine = numbers(again).map((seatNo) => [seatNo, again.reservationId]);
      expect(await holders(sale)).toEqual({ 30: reservationId, ...Object.fromEntries(mine) });
      expect(mine).toHaveLength(2);
      expect(await sale.reserve(best(2, { key: 'k' }), live(db, sale))).toEqual(again);
    },
  );

  it('takes four writes in one block: the choice, the claim, the standing and the reservation', async () => {
    const counted = counting(db);
    const before = db.items('reservations').length;
    await sale.reserve(best(2, { key: 'k' }), live(db, sale, sale.toolsOn(counted.db)));
    expect(counted.sent.filter((name) => /Put|Update/.test(name))).toEqual([
      'PutCommand',
      'UpdateCommand',
      'UpdateCommand',
      'PutCommand',
    ]);
    expect(db.items('reservations').length - before).toBe(3);
  });

  it('has the last seats, which the map shows as held because it claimed them itself', async () => {
    const small = createSaleWindow({ db, tables, layout: hallOf(2) });
    const dying = small.toolsOn(dyingAfter(db, 2).db);
    await expect(small.reserve(best(2, { key: 'k' }), live(db, small, dying))).rejects.toBeInstanceOf(Died);
    expect(Object.keys(await holders(small))).toEqual(['1', '2']);
    await expect(small.reserve(best(2, { key: 'other' }), live(db, small))).rejects.toMatchObject({
      fields: { largest: 0 },
    });
    expect(numbers(await small.reserve(best(2, { key: 'k' }), live(db, small)))).toEqual([1, 2]);
  });

  it('never holds a second group, however often it is told to try again', async () => {
    const busy = { ...sale.tools.store, writeStanding: () => Promise.reject(new Refusal(common.TRY_AGAIN)) };
    for (let times = 1; times <= 6; times++) {
      const told = sale.reserve(best(8, { key: 'k' }), live(db, sale, { ...sale.tools, store: busy }));
      await expect(told).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
      sale.time.now += 1_000;
      expect(Object.keys(await holders(sale))).toHaveLength(8);
    }
    const held = await sale.reserve(best(8, { key: 'k' }), live(db, sale));
    expect(Object.keys(await holders(sale))).toEqual(numbers(held).map(String));
  });

  it('is refused when its seats are chosen and the wish is another one', async () => {
    const dying = sale.toolsOn(dyingAfter(db, 1).db);
    await expect(sale.reserve(best(2, { key: 'k' }), dying)).rejects.toBeInstanceOf(Died);
    const reused = { kind: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    await expect(sale.reserve(best(3, { key: 'k' }))).rejects.toMatchObject(reused);
    expect(await holders(sale)).toEqual({});
  });

  it('is told what its twin got, and not that it has too many by it', async () => {
    const strict = createSaleWindow({ db, tables, layout: HALL, seatsPerPerson: 2 });
    const answers: unknown[] = [];
    const slow = {
      ...strict.tools.seats,
      async claim(...asked: Parameters<typeof strict.tools.seats.claim>) {
        if (answers.length === 0) {
          const { reservationId } = await strict.reserve({ person: 'a', seatNos: [30, 31] });
          answers.push(await strict.reserve(best(2, { key: 'k' }), live(db, strict)));
          await free(strict, reservationId);
        }
        return strict.tools.seats.claim(...asked);
      },
    };
    answers.push(await strict.reserve(best(2, { key: 'k' }), live(db, strict, { ...strict.tools, seats: slow })));
    expect(answers[1]).toEqual(answers[0]);
    expect(over()).toHaveLength(1);
    expect(Object.keys(await holders(strict))).toHaveLength(2);
  });

  it('may come again when the table was busy, and then has its seats', async () => {
    const writeStanding = () => Promise.reject(new Refusal(common.TRY_AGAIN));
    const busy = { ...sale.tools, store: { ...sale.tools.store, writeStanding } };
    await expect(sale.reserve(best(2, { key: 'k' }), busy)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
    expect((await sale.reserve(best(2, { key: 'k' }))).status).toBe('PENDING');
    expect(alive()).toHaveLength(1);
  });
});
