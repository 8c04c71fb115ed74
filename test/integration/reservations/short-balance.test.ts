// Concerts that end a hold when the balance is short: paying against topping up and paying again.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { faultsAfterAll } from './audit.ts';
import { createBooth, PRICE } from './booth.ts';
import { createCounter, told } from './counter.ts';
import { repeating, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

function open() {
  const booth = createBooth(table);
  return { booth, ...createCounter(table, booth) };
}

const ENDS = ['CONFIRMED', 'FAILED', 'EXPIRED'];
const WISH = { person: 'owner', seatNos: [1], releaseIfShort: true } as const;
const completed = expect.objectContaining({ status: 'COMPLETED' });

describe('a hold that a short balance ends', () => {
  it('fails with both events, frees its seat, and answers the same while the balance is short', async () => {
    const { booth, statusOf } = open();
    const { reservationId } = await booth.hold(WISH);
    const short = { kind: { code: 'INSUFFICIENT_BALANCE' }, fields: { released: true, amount: PRICE } };
    await expect(booth.pay('owner', reservationId)).rejects.toMatchObject(short);
    expect(await statusOf(reservationId)).toBe('FAILED');
    const told = (await booth.events()).map(({ envelope }) => envelope);
    expect(told.map(({ type }) => type)).toEqual(['SeatReserved', 'PaymentFailed', 'ReservationFailed']);
    expect(new Set(told.map(({ correlationId }) => correlationId)).size).toBe(1);
    await expect(booth.pay('owner', reservationId)).rejects.toMatchObject(short);
    await booth.charge('owner', PRICE);
    await expect(booth.pay('owner', reservationId)).rejects.toMatchObject({ kind: { code: 'RESERVATION_EXPIRED' } });
    await booth.deliverAll();
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
    expect((await booth.hold({ ...WISH, limit: 1 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('fails once when every write is sent twice and the first answer is lost', async () => {
    const { booth } = open();
    const { reservationId } = await booth.hold(WISH);
    expect(await told(booth.processOn(repeating(table.db)).pay('owner', reservationId))).toBe('INSUFFICIENT_BALANCE');
    expect(await booth.events()).toHaveLength(3);
  });

  it('goes on where its concert does not want that', async () => {
    const { booth, statusOf } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1] });
    expect(await told(booth.pay('owner', reservationId))).toBe('INSUFFICIENT_BALANCE');
    expect(await statusOf(reservationId)).toBe('PENDING');
  });
});

describe('a short payment against topping up and paying again', () => {
  it('is paid when the short one stalls before its write, and then has the same answer', async () => {
    const { booth } = open();
    const { reservationId } = await booth.hold(WISH);
    const slow = stallingBefore(table.db, (input) => input.includes('PaymentFailed'));
    const short = told(booth.processOn(slow.db).pay('owner', reservationId));
    await slow.arrived;
    await booth.charge('owner', PRICE);
    const paid = await booth.pay('owner', reservationId);
    slow.goOn();
    expect(await short).toEqual(paid);
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('has failed when the second payment stalls before its write, which then takes no money', async () => {
    const { booth, statusOf } = open();
    await booth.charge('owner', PRICE - 1);
    const { reservationId } = await booth.hold(WISH);
    const early = stallingBefore(table.db, (input) => input.includes('PaymentFailed'));
    const short = told(booth.processOn(early.db).pay('owner', reservationId));
    await early.arrived;
    await booth.charge('owner', 1);
    const slow = stallingBefore(table.db, (input) => input.includes('LINE#'));
    const second = told(booth.processOn(slow.db).pay('owner', reservationId));
    await slow.arrived;
    early.goOn();
    expect(await short).toBe('INSUFFICIENT_BALANCE');
    slow.goOn();
    expect(await second).toBe('RESERVATION_EXPIRED');
    expect(await statusOf(reservationId)).toBe('FAILED');
    expect(await booth.walletOf('owner')).toMatchObject({ balance: PRICE });
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('comes to one outcome for all, when everything comes at once', async () => {
    for (let round = 0; round < 20; round++) {
      const { booth, statusOf } = open();
      const { reservationId } = await booth.hold(WISH);
      const pay = () => told(booth.pay('owner', reservationId));
      const topUpAndPay = async () => {
        await booth.charge('owner', PRICE);
        return pay();
      };
      const answers = await Promise.all([pay(), topUpAndPay(), pay()]);
      const isPaid = (await statusOf(reservationId)) === 'PAID';
      // Who looks after the top-up is told that the hold has ended, not that enough is too little.
      const isRefused = expect.stringMatching(/^(INSUFFICIENT_BALANCE|RESERVATION_EXPIRED)$/);
      expect(answers).toEqual(answers.map(() => (isPaid ? completed : isRefused)));
      expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
    }
  });
});
