// What operators take off sale, over HTTP: nobody is shown it as free or gets it, and it comes back.
import { beforeAll, describe, expect, it } from 'vitest';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { adminRoutes as admin } from '../../../functions/seats/contract-admin.ts';
import { routes as seats } from '../../../functions/seats/contract-map.ts';
import { type Admitted, api, newAdmitted, newConcert, newPerson, theOperator } from '../../support/journey.ts';
import type { OnSale, Person } from '../../support/people.ts';

let operator: Person;
let sale: OnSale;
let buyer: Admitted;

beforeAll(async () => {
  operator = await theOperator();
  sale = await newConcert();
  buyer = await newAdmitted(sale.concertId);
});

const house = (seatNos: number[]) => ({ kind: 'HOUSE' as const, reason: 'kept back', seatNos });
const block = (seatNos: number[], idempotencyKey?: string) =>
  api.call(admin.block, {
    accessToken: operator.accessToken,
    params: { ...sale },
    body: house(seatNos),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });

const reserve = (seatNo: number) =>
  api.call(reservations.reserve, {
    accessToken: buyer.accessToken,
    queueToken: buyer.queueToken,
    params: { concertId: sale.concertId, seatNo: String(seatNo) },
  });

async function statusOf(seatNo: number) {
  const { accessToken } = operator;
  return api.call(admin.seat, { accessToken, params: { ...sale, seatNo: String(seatNo) } });
}

const refused = (code: string, problem = {}) => ({ code, problem });

describe('seats that an operator takes off sale', () => {
  it('are shown as blocked, are nobody’s to hold, and can be bought again once they are put back', async () => {
    const { accessToken } = operator;
    const held = await reserve(11);
    const made = await block([11, 12, 13], 'one-key');
    expect(made).toMatchObject({
      by: operator.userId,
      blocked: { seatNos: [12, 13], places: 0 },
      taken: [{ seatNo: 11, status: 'HOLD' }],
    });
    expect(await block([11, 12, 13], 'one-key')).toEqual(made);
    await expect(reserve(12)).rejects.toMatchObject(
      refused('SEAT_TAKEN', { seats: [{ seatNo: 12, status: 'BLOCKED' }] }),
    );
    expect(await statusOf(12)).toMatchObject({ status: 'BLOCKED', blocking: { reason: 'kept back' } });
    expect(await statusOf(11)).toMatchObject({ status: 'HOLD', reservationId: held.reservationId });
    await expect
      .poll(async () => {
        const map = await api.call(seats.map, {
          accessToken: buyer.accessToken,
          queueToken: buyer.queueToken,
          params: { concertId: sale.concertId },
          query: {},
        });
        return map.seats.filter(({ status }) => status === 'BLOCKED').map(({ seatNo }) => seatNo);
      })
      .toEqual([12, 13]);

    const { blockingId } = made;
    const list = { accessToken, params: { ...sale } };
    expect(await api.call(admin.listBlockings, list)).toMatchObject({ blockings: [{ blockingId, seatNos: [12, 13] }] });
    const lift = { accessToken, params: { ...sale, blockingId } };
    const some = await api.call(admin.unblock, { ...lift, body: { seatNos: [12] } });
    expect(some).toEqual({ unblocked: { seatNos: [12], places: 0 } });
    expect(await api.call(admin.unblock, lift)).toEqual({ unblocked: { seatNos: [13], places: 0 } });
    expect(await api.call(admin.unblock, lift)).toEqual({ unblocked: { seatNos: [], places: 0 } });
    expect(await api.call(admin.listBlockings, list)).toEqual({ blockings: [] });
    expect(await reserve(12)).toMatchObject({ seats: [{ seatNo: 12 }] });
  });

  it('are refused where none is free, and where there is no such seat, date or blocking', async () => {
    const { accessToken } = operator;
    await block([20]);
    await expect(block([20])).rejects.toMatchObject(
      refused('SEAT_TAKEN', { seats: [{ seatNo: 20, status: 'BLOCKED' }] }),
    );
    await expect(block([51])).rejects.toMatchObject(refused('SEAT_NOT_FOUND', { seatNo: 51 }));
    const elsewhere = { ...sale, scheduleId: 'sch_none' };
    await expect(api.call(admin.listBlockings, { accessToken, params: elsewhere })).rejects.toMatchObject(
      refused('SCHEDULE_NOT_FOUND'),
    );
    const params = { ...sale, blockingId: 'blk_000000000000' };
    await expect(api.call(admin.unblock, { accessToken, params })).rejects.toMatchObject(refused('BLOCKING_NOT_FOUND'));
  });

  it('are for operators alone', async () => {
    const { accessToken } = await newPerson();
    const sent = { accessToken, params: { ...sale }, body: house([30]) };
    await expect(api.call(admin.block, sent)).rejects.toMatchObject(refused('OPERATORS_ONLY'));
    expect(await statusOf(30)).toMatchObject({ status: 'AVAILABLE' });
  });
});
