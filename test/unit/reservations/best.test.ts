// Holding the best available seats under race: rounds that find other seats, and one reservation for one key.
import { beforeEach, describe, expect, it } from 'vitest';
import { reservationKey } from '../../../functions/reservations/keys.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { createSaleWindow, type SaleWindow } from '../../support/sale-window.ts';
import { best, blind, free, HALL, hallOf, holders, keptIn, live, numbers, tables } from './best-world.ts';

let db: MemoryDb;
let sale: SaleWindow;
beforeEach(() => {
  db = createMemoryDb();
  sale = createSaleWindow({ db, tables, layout: HALL });
});
const kept = () => keptIn(db).kept();
const alive = () => keptIn(db).alive();
const over = () => keptIn(db).over();

describe('the best available seats', () => {
  it('are held like any others', async () => {
    const held = await sale.reserve(best(3));
    expect(held).toMatchObject({ status: 'PENDING', amount: 3_000 });
    expect(numbers(held)).toEqual([29, 30, 31]);
    const holders = [...(await sale.owners()).values()].map(({ holder }) => holder);
    expect(holders).toEqual([held.reservationId, held.reservationId, held.reservationId]);
  });

  it('are places without numbers in standing room', async () => {
    const held = await sale.reserve({ person: 'p', bestAvailable: { count: 2, section: 'Pit' } });
    const place = { section: 'Pit', row: '', grade: 'STANDING', price: 1_000 };
    expect(held.seats).toEqual([place, place]);
    expect(
      (await sale.reserve(best(3, { person: 'q', bestAvailable: { count: 3, grade: 'STANDING' } }))).seats,
    ).toEqual([place, place, place]);
  });

  it('are others when the map was old, and the refusal taught what is taken', async () => {
    await sale.reserve({ person: 'a', seatNos: [29, 30, 31] });
    const held = await sale.reserve(best(3), blind(sale));
    expect(numbers(held)).not.toEqual([29, 30, 31]);
    expect(alive()).toHaveLength(2);
  });

  it('are picked from the live map', async () => {
    await sale.reserve({ person: 'a', seatNos: [30, 31] });
    expect(numbers(await sale.reserve(best(2), live(db, sale)))).toEqual([28, 29]);
    expect(alive()).toHaveLength(2);
    expect(kept()).toHaveLength(2);
  });

  it('are not those of a hold whose time is over, and whose owner is paying', async () => {
    const owner = await sale.reserve({ person: 'a', seatNos: [29, 30, 31] });
    const [item] = db.items('reservations').filter(({ pk }) => pk === reservationKey(owner.reservationId).pk);
    db.put('reservations', { ...item, status: 'PAYING' });
    sale.time.now += 600_000;
    expect(numbers(await sale.reserve(best(3)))).not.toContain(30);
  });

  it('are not there when the map shows none: then it says how many there are, and nothing is written', async () => {
    await expect(sale.reserve(best(6, { bestAvailable: { count: 6, section: 'Pit' } }))).rejects.toMatchObject({
      kind: { code: 'NOT_ENOUGH_SEATS' },
      fields: { largest: 5 },
    });
    expect(kept()).toEqual([]);
  });

  it('are given up after four rounds, with the largest group that is left', async () => {
    const small = createSaleWindow({ db, tables, layout: hallOf(8) });
    for (let seatNo = 2; seatNo <= 8; seatNo += 2) await small.reserve({ person: `a${seatNo}`, seatNos: [seatNo] });
    await expect(small.reserve(best(2, { key: 'k' }), blind(small))).rejects.toMatchObject({
      kind: { code: 'NOT_ENOUGH_SEATS' },
      fields: { largest: 1 },
    });
    expect(over().length).toBeGreaterThan(0);
    expect(over().length).toBeLessThanOrEqual(4);
    expect(alive()).toHaveLength(4);
  });

  it('stay refused for what is not about seats', async () => {
    const strict = createSaleWindow({ db, tables, layout: HALL, seatsPerPerson: 4 });
    await strict.reserve(best(3));
    await expect(strict.reserve(best(2, { key: 'k' }))).rejects.toMatchObject({ kind: { code: 'LIMIT_REACHED' } });
    expect(over()).toEqual([]);
    expect([...(await strict.owners()).keys()]).toHaveLength(3);
  });
});

describe('one key', () => {
  it('finds its own reservation again, in whatever round that was made', async () => {
    await sale.reserve({ person: 'a', seatNos: [30, 31] });
    const held = await sale.reserve(best(2, { key: 'k' }), blind(sale));
    expect(over()).toHaveLength(1);
    expect(await sale.reserve(best(2, { key: 'k' }))).toEqual(held);
    expect(alive()).toHaveLength(2);
  });

  it('finds it also when there are no seats left', async () => {
    const small = createSaleWindow({ db, tables, layout: hallOf(2) });
    const held = await small.reserve(best(2, { key: 'k' }));
    expect(await small.reserve(best(2, { key: 'k' }))).toEqual(held);
    await expect(small.reserve(best(2, { key: 'another' }))).rejects.toMatchObject({ fields: { largest: 0 } });
  });

  it('makes one reservation for fifty requests at once, among a crowd', async () => {
    const crowd = Array.from({ length: 20 }, (_, i) => sale.reserve(best(2, { person: `c${i}` }), blind(sale)));
    const twins = Array.from({ length: 50 }, () => sale.reserve(best(2, { key: 'k' }), blind(sale)));
    const answers = await Promise.allSettled([...crowd, ...twins]);
    const mine = answers.slice(20).flatMap((one) => (one.status === 'fulfilled' ? [one.value.reservationId] : []));
    expect(new Set(mine).size).toBeLessThanOrEqual(1);
    expect(alive().filter(({ personId }) => personId === 'p')).toHaveLength(new Set(mine).size);
    const holders = [...(await sale.owners()).values()].map(({ holder }) => holder);
    const listed = await Promise.all([...new Set(holders)].map((holder) => sale.tools.store.reservation(holder)));
    expect(listed.reduce((sum, one) => sum + (one?.seats.length ?? 0), 0)).toBe(holders.length);
  });

  it('is refused for another wish, and for seats by number', async () => {
    await sale.reserve(best(2, { key: 'k' }));
    const reused = { kind: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    await expect(sale.reserve(best(3, { key: 'k' }))).rejects.toMatchObject(reused);
    await expect(sale.reserve({ person: 'p', seatNos: [1], key: 'k' })).rejects.toMatchObject(reused);
    expect(numbers(await sale.reserve(best(2, { key: 'k', bestAvailable: { count: 2, adjacent: true } })))).toEqual([
      30, 31,
    ]);
  });

  it('says 410 when the reservation that it made has ended', async () => {
    await sale.reserve(best(2, { key: 'k' }));
    sale.time.now += 600_000;
    await expect(sale.reserve(best(2, { key: 'k' }))).rejects.toMatchObject({ kind: { code: 'RESERVATION_EXPIRED' } });
  });

  it('does not count twice what a request wrote to the standing before it died, when its next round is made', async () => {
    const strict = createSaleWindow({ db, tables, layout: HALL, seatsPerPerson: 2 });
    const dying = {
      ...strict.tools,
      store: { ...strict.tools.store, create: () => Promise.reject(new Error('died')) },
    };
    await expect(strict.reserve(best(2, { key: 'k' }), dying)).rejects.toThrow('died');
    const claims = new Set(Object.values(await holders(strict)));
    for (const reservationId of claims) await free(strict, reservationId);
    await strict.reserve({ person: 'a', seatNos: [30] });
    const held = await strict.reserve(best(2, { key: 'k' }), live(db, strict));
    expect(claims).not.toContain(held.reservationId);
    expect(over()).toHaveLength(1);
  });
});
