// Asking for several seats: what a request may say, and that one seat is the same request on both routes.
import { beforeEach, describe, expect, it } from 'vitest';
import { reserve, reserveSeveral } from '../../../functions/reservations/use-cases-reserve.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { type Asked, createSaleWindow, type SaleWindow, type WindowOptions } from '../../support/sale-window.ts';

const tables = { RESERVATIONS_TABLE: 'reservations', SEATS_TABLE: 'seats' };
const HALL: WindowOptions['layout'] = {
  sections: [{ section: 'Floor', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 60 }] }],
};

let db: MemoryDb;
let sale: SaleWindow;
beforeEach(() => {
  db = createMemoryDb();
  sale = createSaleWindow({ db, tables, layout: HALL });
});

const numbers = ({ seats }: { seats: readonly { seatNo?: number | undefined }[] }) => seats.map(({ seatNo }) => seatNo);

describe('a request for several seats', () => {
  const asked = (body: Omit<Asked, 'person'>) => sale.reserve({ person: 'p', ...body });
  const fields = (field: string) => ({ kind: { code: 'INVALID_REQUEST' }, fields: { errors: [{ field }] } });

  it('has either numbers or a wish for the best', async () => {
    await expect(asked({})).rejects.toMatchObject(fields('seatNos'));
    await expect(asked({ seatNos: [1], bestAvailable: { count: 1 } })).rejects.toMatchObject(fields('seatNos'));
  });

  it('names no seat twice', async () => {
    await expect(asked({ seatNos: [4, 9, 4] })).rejects.toMatchObject(fields('seatNos.2'));
  });

  it('learns all numbers that are no seats at once', async () => {
    await expect(asked({ seatNos: [99, 1, 61] })).rejects.toMatchObject({
      kind: { code: 'SEAT_NOT_FOUND' },
      fields: { seatNo: 61, seatNos: [61, 99] },
    });
  });

  it('is of a section that there is', async () => {
    await expect(asked({ bestAvailable: { count: 1, section: 'Moon' } })).rejects.toMatchObject({
      kind: { code: 'SECTION_NOT_FOUND' },
    });
  });

  it('is for no more than one person may have', async () => {
    const strict = createSaleWindow({ db, tables, layout: HALL, seatsPerPerson: 2 });
    const tooMany = { kind: { code: 'LIMIT_REACHED' }, fields: { limit: 2 } };
    await expect(strict.reserve({ person: 'p', seatNos: [1, 2, 3] })).rejects.toMatchObject(tooMany);
    await expect(strict.reserve({ person: 'p', bestAvailable: { count: 3 } })).rejects.toMatchObject(tooMany);
  });

  it('is the same request in whatever order it names its seats', async () => {
    const held = await asked({ seatNos: [5, 4], key: 'k' });
    expect(numbers(held)).toEqual([4, 5]);
    expect(await asked({ seatNos: [4, 5], key: 'k' })).toEqual(held);
  });

  it('learns all of its seats that are taken, blocked ones too', async () => {
    await sale.reserve({ person: 'a', seatNos: [2] });
    db.put('seats', { pk: `SECTION#${sale.scheduleId}#0`, sk: 'BLOCK#0001', version: 1, '1': '!bbbbbbbbbbbb' });
    await expect(asked({ seatNos: [1, 2, 50] })).rejects.toMatchObject({
      kind: { code: 'SEAT_TAKEN' },
      fields: {
        seats: [
          { seatNo: 2, status: 'HOLD' },
          { seatNo: 50, status: 'BLOCKED' },
        ],
      },
    });
    expect([...(await sale.owners()).keys()].sort((a, b) => a - b)).toEqual([1, 49]);
  });

  it('is of the concert that one was admitted to', async () => {
    const elsewhere = {
      ...{ seatNos: [1], scheduleId: 'sch_elsewhere000', buyer: { userId: 'p', personId: 'p' } },
      ...{ place: { concertId: sale.concertId, seq: 1 }, idempotencyKey: undefined, now: sale.time.now },
      cause: { correlationId: 'c', causationId: 'c' },
    };
    await expect(reserveSeveral(sale.tools, elsewhere)).rejects.toMatchObject({ kind: { code: 'NOT_ADMITTED' } });
  });
});

describe('a request for one seat', () => {
  const one = (seatNo: number, key?: string) =>
    reserve(sale.tools, {
      ...{ seatNo, concertId: sale.concertId, scheduleId: sale.scheduleId, buyer: { userId: 'p', personId: 'p' } },
      ...{ place: { concertId: sale.concertId, seq: 1 }, idempotencyKey: key, now: sale.time.now },
      cause: { correlationId: 'c', causationId: 'c' },
    });

  it('is the same request under the same key as a list with that seat alone', async () => {
    const held = await one(7, 'k');
    expect(numbers(held)).toEqual([7]);
    expect(await sale.reserve({ person: 'p', seatNos: [7], key: 'k' })).toEqual(held);
    await expect(sale.reserve({ person: 'p', seatNos: [8], key: 'k' })).rejects.toMatchObject({
      kind: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it('is refused for a number that is no seat', async () => {
    await expect(one(99)).rejects.toMatchObject({ kind: { code: 'SEAT_NOT_FOUND' }, fields: { seatNo: 99 } });
  });
});
