// A ticket's whole way over HTTP, and what a buyer can run into on it.
import { describe, expect, it } from 'vitest';
import { routes as catalog } from '../../../functions/catalog/contract.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { routes as seats } from '../../../functions/seats/contract-map.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  newAdmitted,
  newConcert,
  newPerson,
  PRICES,
  refusalOf,
  reserve,
} from '../../support/journey.ts';

const map = (buyer: Admitted, concertId: string) => api.call(seats.map, { ...tokens(buyer), params: { concertId } });
const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });
const pay = (buyer: Admitted, reservationId: string, amount?: number) =>
  api.call(payments.pay, { ...tokens(buyer), body: { reservationId, ...(amount === undefined ? {} : { amount }) } });
const reservationOf = (buyer: Admitted, reservationId: string) =>
  api.call(reservations.one, { ...tokens(buyer), params: { reservationId } });

/** The reservation once its confirmation arrived. */
const confirmed = (buyer: Admitted, reservationId: string) =>
  eventually(async () => {
    const found = await reservationOf(buyer, reservationId);
    return found.status === 'CONFIRMED' ? found : undefined;
  });

describe('a ticket', () => {
  it('goes its whole way: line, map, hold, charge, pay, confirmed', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);

    const before = await map(buyer, concertId);
    expect(before.seats).toHaveLength(50);
    expect(before.seats.find(({ seatNo }) => seatNo === 15)).toMatchObject({
      grade: 'STANDARD',
      price: PRICES.STANDARD,
      status: 'AVAILABLE',
    });

    const held = await reserve(buyer, concertId, 15);
    expect(held).toMatchObject({ status: 'PENDING', amount: PRICES.STANDARD, scheduleId, seats: [{ seatNo: 15 }] });
    const seat = await eventually(async () => {
      const { seats } = await map(buyer, concertId);
      const found = seats.find(({ seatNo }) => seatNo === 15);
      return found?.status === 'AVAILABLE' ? undefined : found;
    });
    expect(seat.status).toBe('HOLD');

    expect(await charge(buyer, 130_000)).toEqual({ previousBalance: 0, currentBalance: 130_000 });
    const paid = await pay(buyer, held.reservationId, PRICES.STANDARD);
    expect(paid).toMatchObject({ amount: PRICES.STANDARD, remainingBalance: 9_000, status: 'COMPLETED' });
    expect(await pay(buyer, held.reservationId)).toEqual(paid);

    const ticket = await confirmed(buyer, held.reservationId);
    expect(ticket).toMatchObject({ paymentId: paid.paymentId, seats: [{ seatNo: 15 }] });
    const { payments: own } = await api.call(payments.list, { accessToken: buyer.accessToken });
    expect(own).toMatchObject([{ paymentId: paid.paymentId, status: 'COMPLETED', amount: PRICES.STANDARD }]);
    expect(await api.call(payments.one, { ...tokens(buyer), params: { paymentId: paid.paymentId } })).toEqual(own[0]);

    const ended = await eventually(async () => {
      const answer = await api.call(queue.status, tokens(buyer)).catch((error: unknown) => error);
      return answer instanceof Error ? (answer as Awaited<ReturnType<typeof refusalOf>>) : undefined;
    });
    expect([ended.status, ended.code, ended.problem.reason]).toEqual([410, 'QUEUE_TOKEN_ENDED', 'BOUGHT']);
    const counts = await eventually(async () => {
      const { schedules } = await api.call(catalog.listSchedules, { params: { concertId } });
      return schedules[0]?.available === 49 ? schedules[0] : undefined;
    });
    expect(counts.grades.find(({ grade }) => grade === 'STANDARD')).toMatchObject({ total: 30, available: 29 });
  });

  it('can be paid after charging, when the balance was short at first', async () => {
    const { concertId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 1);

    const short = await refusalOf(pay(buyer, reservationId));
    expect([short.status, short.code, short.problem.detail]).toEqual([
      400,
      'INSUFFICIENT_BALANCE',
      '잔액이 부족합니다',
    ]);
    expect(await reservationOf(buyer, reservationId)).toMatchObject({
      status: 'PENDING',
      lastFailure: 'INSUFFICIENT_BALANCE',
    });
    const { payments: failed } = await api.call(payments.list, { accessToken: buyer.accessToken });
    expect(failed).toMatchObject([{ status: 'FAILED', reason: 'INSUFFICIENT_BALANCE' }]);

    await charge(buyer, PRICES.VIP);
    expect(await pay(buyer, reservationId)).toMatchObject({ remainingBalance: 0 });
    await confirmed(buyer, reservationId);
  });

  it('lapses after its time: the seat reads AVAILABLE, another takes it, and the first one cannot pay any more', async () => {
    const { concertId } = await newConcert({ holdSeconds: 2 });
    const [first, second] = await Promise.all([newAdmitted(concertId), newAdmitted(concertId)]);
    await charge(first, PRICES.VIP);
    const held = await reserve(first, concertId, 1);
    const taken = await refusalOf(reserve(second, concertId, 1));
    expect([taken.status, taken.code, taken.problem.detail]).toEqual([409, 'SEAT_TAKEN', '이미 예약된 좌석입니다']);

    await eventually(async () => {
      const { seats } = await map(second, concertId);
      return seats.find(({ seatNo, status }) => seatNo === 1 && status === 'AVAILABLE');
    });
    const stolen = await reserve(second, concertId, 1);
    expect(stolen.status).toBe('PENDING');
    const late = await refusalOf(pay(first, held.reservationId));
    expect([late.status, late.code, late.problem.detail]).toEqual([
      410,
      'RESERVATION_EXPIRED',
      '예약 시간이 만료되었습니다',
    ]);
    expect(await api.call(wallet.balance, tokens(first))).toEqual({ balance: PRICES.VIP });
    expect(await reservationOf(first, held.reservationId)).toMatchObject({ status: 'EXPIRED' });
  });

  it('tells a buyer who holds the seat already that it is theirs', async () => {
    const { concertId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 3);
    const again = await refusalOf(reserve(buyer, concertId, 3));
    expect([again.status, again.code]).toEqual([409, 'SEAT_TAKEN']);
    expect(again.problem).toMatchObject({ yours: true, reservationId, seats: [{ seatNo: 3, status: 'HOLD' }] });
  });

  it('is given once for one Idempotency-Key, and refused when the key comes with another seat', async () => {
    const { concertId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const first = await reserve(buyer, concertId, 4, 'my-key');
    expect(await reserve(buyer, concertId, 4, 'my-key')).toEqual(first);
    const other = await refusalOf(reserve(buyer, concertId, 5, 'my-key'));
    expect([other.status, other.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is limited per person', async () => {
    const { concertId } = await newConcert({ seatsPerPerson: 2 });
    const buyer = await newAdmitted(concertId);
    const [one, two] = [await reserve(buyer, concertId, 1), await reserve(buyer, concertId, 2)];
    const { reservations: own } = await api.call(reservations.list, { accessToken: buyer.accessToken });
    expect(own.map(({ reservationId }) => reservationId)).toEqual([two.reservationId, one.reservationId]);
    const third = await refusalOf(reserve(buyer, concertId, 3));
    expect([third.status, third.code]).toEqual([409, 'LIMIT_REACHED']);
    const { seats } = await map(buyer, concertId);
    expect(seats.find(({ seatNo }) => seatNo === 3)?.status).toBe('AVAILABLE');
  });
});

describe('the wallet', () => {
  it('is charged once for one Idempotency-Key, also when both requests are under way', async () => {
    const person = await newPerson();
    const answers = await Promise.all(Array.from({ length: 8 }, () => charge(person, 5_000, 'charge-1')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"previousBalance":0,"currentBalance":5000}']),
    );
    const other = await refusalOf(charge(person, 6_000, 'charge-1'));
    expect([other.status, other.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await api.call(wallet.balance, { accessToken: person.accessToken })).toEqual({ balance: 5_000 });
  });

  it.each([0, -5, 10_000_001])('refuses a charge of %d won', async (amount) => {
    const refused = await refusalOf(charge(await newPerson(), amount));
    expect([refused.status, refused.code]).toEqual([400, 'AMOUNT_INVALID']);
  });
});
