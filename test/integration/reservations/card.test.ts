// Tickets paid by card under race: their money is asked back once, for as much as is due, and the wallet has no part in it.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { createBooth, PRICE } from './booth.ts';
import { createCardDesk } from './card-desk.ts';
import { CURTAIN, createCounter, DAY, told } from './counter.ts';
import { Died, dyingAfter, repeating } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

function open() {
  const booth = createBooth(table);
  return { booth, desk: createCardDesk(table, booth), ...createCounter(table, booth) };
}

const NOTHING = { status: 'APPLIED', code: undefined, refundAmount: undefined, asked: 0 };
const CANCELLED = { status: 'CANCELLING', code: 'CANCELLED', refundAmount: PRICE, asked: 1 };
const LOST = { status: 'CANCELLING', code: 'SEAT_LOST', refundAmount: PRICE, asked: 1 };

describe('a ticket paid by card', () => {
  it('is confirmed once by many deliveries, and its money stays', async () => {
    const { booth, desk, statusOf } = open();
    const { reservationId, paymentId } = await desk.paid('owner', [1]);
    await Promise.all(Array.from({ length: 5 }, () => booth.confirm(reservationId)));
    expect(await statusOf(reservationId)).toBe('CONFIRMED');
    expect(await desk.refundOf(paymentId)).toEqual(NOTHING);
  });

  it('is cancelled once by 20 requests at once: part of its money is asked back, and nothing goes to the wallet', async () => {
    const { booth, desk, cancel, refundsOf } = open();
    const { reservationId, paymentId } = await desk.paid('owner', [1]);
    await booth.confirm(reservationId);
    booth.now = CURTAIN - 5 * DAY;
    const answers = await Promise.all(Array.from({ length: 20 }, () => cancel('owner', reservationId)));
    const answer = { reservationId, status: 'CANCELLED', refundedAmount: 900, fee: 100 };
    expect(answers).toEqual(answers.map(() => answer));
    expect(await desk.refundOf(paymentId)).toEqual({ ...CANCELLED, refundAmount: 900 });
    expect(await refundsOf('owner')).toEqual([]);
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
  });

  it('is cancelled once when every write is sent twice and the first answer is lost', async () => {
    const { booth, desk, cancel } = open();
    const { reservationId, paymentId } = await desk.paid('owner', [1]);
    await booth.confirm(reservationId);
    expect(await cancel('owner', reservationId, { db: repeating(table.db) })).toMatchObject({ refundedAmount: PRICE });
    expect(await desk.refundOf(paymentId)).toEqual(CANCELLED);
  });

  it('comes to one outcome when it is cancelled and confirmed at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { booth, desk, cancel, statusOf } = open();
      const { reservationId, paymentId } = await desk.paid('owner', [1]);
      const [answer] = await Promise.all([told(cancel('owner', reservationId)), booth.confirm(reservationId)]);
      const isCancelled = answer !== 'NOT_CANCELLABLE BEING_PAID';
      expect(await statusOf(reservationId)).toBe(isCancelled ? 'CANCELLED' : 'CONFIRMED');
      expect(await desk.refundOf(paymentId)).toEqual(isCancelled ? CANCELLED : NOTHING);
    }
  });
});

describe('a seat paid by card that was lost', () => {
  async function lost() {
    const all = open();
    const paid = await all.desk.paid('owner', [1]);
    await all.booth.processOn(table.db).seats.releaseOwn(all.booth.scheduleId, { section: 0, block: 0 }, paid);
    return { ...all, ...paid };
  }

  it('has all of its money asked back once, however many deliveries there are at once', async () => {
    const { booth, desk, reservationId, paymentId, statusOf } = await lost();
    await Promise.all(Array.from({ length: 5 }, () => booth.confirm(reservationId)));
    expect(await statusOf(reservationId)).toBe('REFUNDED');
    expect(await desk.refundOf(paymentId)).toEqual(LOST);
  });

  it('has it asked back once also when the process dies at any write, and another one takes over', async () => {
    for (const writes of [1, 2]) {
      const { booth, desk, reservationId, paymentId, statusOf } = await lost();
      const dying = dyingAfter(table.db, writes);
      const died = await booth
        .processOn(dying.db)
        .confirm(reservationId)
        .catch((error: unknown) => error);
      expect(died instanceof Died).toBe(dying.died());
      await booth.confirm(reservationId);
      expect(await statusOf(reservationId)).toBe('REFUNDED');
      expect(await desk.refundOf(paymentId)).toEqual(LOST);
    }
  });
});
