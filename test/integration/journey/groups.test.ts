// Several seats in one hold over HTTP: by number, the best available, standing room; all or nothing.
import { describe, expect, it } from 'vitest';
import { adminRoutes as catalog } from '../../../functions/catalog/contract-admin.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { routes as seats } from '../../../functions/seats/contract-map.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  hold,
  newAdmitted,
  newConcert,
  refusalOf,
  reserve,
  theOperator,
} from '../../support/journey.ts';

const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });
const numbersOf = ({ seats: held }: { seats: readonly { seatNo?: number | undefined }[] }) =>
  held.map(({ seatNo }) => seatNo);

/** What every seat of a concert's one date reads as. */
async function statuses(buyer: Admitted, concertId: string) {
  const map = await api.call(seats.map, { ...tokens(buyer), params: { concertId } });
  return new Map(map.seats.map(({ seatNo, status }) => [seatNo, status]));
}

describe('several seats in one hold', () => {
  it('are paid once and all sold, whatever sections they are in', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    await charge(buyer, 1_000_000);
    const held = await hold(buyer, { scheduleId, seatNos: [42, 9, 10] });
    expect([held.status, held.amount]).toEqual(['PENDING', 2 * 165_000 + 99_000]);
    await api.call(payments.pay, { ...tokens(buyer), body: { reservationId: held.reservationId } });
    await eventually(async () => {
      const { reservationId } = held;
      const { status } = await api.call(reservations.one, { ...tokens(buyer), params: { reservationId } });
      return status === 'CONFIRMED' ? status : undefined;
    });
    const sold = [...(await statuses(await newAdmitted(concertId), concertId))].filter(([, is]) => is === 'SOLD');
    expect(sold.map(([seatNo]) => seatNo)).toEqual([9, 10, 42]);
  });

  it('are refused together, with all that are taken, and nothing stays held', async () => {
    const { concertId, scheduleId } = await newConcert();
    const [one, other] = [await newAdmitted(concertId), await newAdmitted(concertId)];
    await hold(one, { scheduleId, seatNos: [3, 30] });
    const { status, code, problem } = await refusalOf(hold(other, { scheduleId, seatNos: [2, 3, 4, 30] }));
    expect([status, code, problem.seats]).toEqual([
      409,
      'SEAT_TAKEN',
      [
        { seatNo: 3, status: 'HOLD' },
        { seatNo: 30, status: 'HOLD' },
      ],
    ]);
    const taken = [...(await statuses(other, concertId))].filter(([, is]) => is !== 'AVAILABLE');
    expect(taken.map(([seatNo]) => seatNo)).toEqual([3, 30]);
    expect(numbersOf(await hold(other, { scheduleId, seatNos: [2, 4] }))).toEqual([2, 4]);
  });

  it.each([
    ['a seat twice', { seatNos: [1, 2, 1] }, 400, 'INVALID_REQUEST'],
    ['seats and the best available', { seatNos: [1], bestAvailable: { count: 1 } }, 400, 'INVALID_REQUEST'],
    ['nothing', {}, 400, 'INVALID_REQUEST'],
    ['seats that are not there', { seatNos: [1, 51, 99] }, 404, 'SEAT_NOT_FOUND'],
    ['more than one person may have', { seatNos: [1, 2, 3] }, 409, 'LIMIT_REACHED'],
    ['a section that is not there', { bestAvailable: { count: 1, section: '2' } }, 404, 'SECTION_NOT_FOUND'],
  ])('are not had by asking for %s', async (_, wish, status, code) => {
    const { concertId, scheduleId } = await newConcert({ seatsPerPerson: 2 });
    const buyer = await newAdmitted(concertId);
    const refused = await refusalOf(hold(buyer, { scheduleId, ...wish }));
    expect([refused.status, refused.code]).toEqual([status, code]);
    expect(numbersOf(await hold(buyer, { scheduleId, seatNos: [1, 2] }))).toEqual([1, 2]);
  });

  it('count with those of other holds against the limit', async () => {
    const { concertId, scheduleId } = await newConcert({ seatsPerPerson: 3 });
    const buyer = await newAdmitted(concertId);
    await reserve(buyer, concertId, 1);
    const { code } = await refusalOf(hold(buyer, { scheduleId, seatNos: [2, 3, 4] }));
    expect(code).toBe('LIMIT_REACHED');
    expect(numbersOf(await hold(buyer, { scheduleId, seatNos: [2, 3] }))).toEqual([2, 3]);
  });

  it('sent again with their key are the same reservation, in any order of numbers', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const first = await hold(buyer, { scheduleId, seatNos: [7, 8] }, 'two');
    expect(await hold(buyer, { scheduleId, seatNos: [8, 7] }, 'two')).toEqual(first);
    const { status, code } = await refusalOf(hold(buyer, { scheduleId, seatNos: [7] }, 'two'));
    expect([status, code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});

describe('some seats of a hold', () => {
  it('are given up: others have them at once, and the buyer pays for the rest alone', async () => {
    const { concertId, scheduleId } = await newConcert({ seatsPerPerson: 3 });
    const [buyer, other] = [await newAdmitted(concertId), await newAdmitted(concertId)];
    await charge(buyer, 1_000_000);
    const { reservationId, reservedUntil } = await hold(buyer, { scheduleId, seatNos: [9, 10, 42] });
    const { accessToken } = buyer;
    const keep = (seatNos: number[]) =>
      api.call(reservations.keep, { accessToken, params: { reservationId }, body: { seatNos } });
    const kept = await keep([42, 9]);
    expect([numbersOf(kept), kept.amount, kept.reservedUntil]).toEqual([[9, 42], 165_000 + 99_000, reservedUntil]);
    expect(await keep([9, 42])).toEqual(kept);
    expect(numbersOf(await hold(other, { scheduleId, seatNos: [10] }))).toEqual([10]);
    const refused = await refusalOf(keep([9, 10]));
    expect([refused.status, refused.code, refused.problem.seatNos]).toEqual([404, 'SEAT_NOT_FOUND', [10]]);
    const theirs = api.call(reservations.keep, {
      accessToken: other.accessToken,
      params: { reservationId },
      body: { seatNos: [9] },
    });
    expect((await refusalOf(theirs)).code).toBe('RESERVATION_NOT_FOUND');
    const shown = { reservationId, amount: 2 * 165_000 + 99_000 };
    expect((await refusalOf(api.call(payments.pay, { ...tokens(buyer), body: shown }))).code).toBe('AMOUNT_CHANGED');
    await api.call(payments.pay, { ...tokens(buyer), body: { reservationId, amount: kept.amount } });
    await eventually(async () => {
      const { status } = await api.call(reservations.one, { accessToken, params: { reservationId } });
      return status === 'CONFIRMED' ? status : undefined;
    });
    const { status, code, problem } = await refusalOf(keep([9]));
    expect([status, code, problem.reservationStatus]).toEqual([409, 'NOT_CHANGEABLE', 'CONFIRMED']);
    const taken = [...(await statuses(other, concertId))].filter(([, is]) => is !== 'AVAILABLE');
    expect(taken).toEqual([
      [9, 'SOLD'],
      [10, 'HOLD'],
      [42, 'SOLD'],
    ]);
  });

  it('are not given up by naming none', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await hold(buyer, { scheduleId, seatNos: [1, 2] });
    const none = { accessToken: buyer.accessToken, params: { reservationId }, body: {} };
    const { status, code } = await refusalOf(api.call(reservations.keep, none));
    expect([status, code]).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('the best available', () => {
  it('are side by side in front, and the next ones beside them', async () => {
    const { concertId, scheduleId } = await newConcert();
    const [one, other] = [await newAdmitted(concertId), await newAdmitted(concertId)];
    const wish = { count: 4, grade: 'VIP' } as const;
    const first = numbersOf(await hold(one, { scheduleId, bestAvailable: wish }, 'best'));
    expect(first).toEqual([4, 5, 6, 7]);
    expect(numbersOf(await hold(one, { scheduleId, bestAvailable: wish }, 'best'))).toEqual(first);
    const { code, problem } = await refusalOf(hold(other, { scheduleId, bestAvailable: wish }));
    expect([code, problem.largest]).toEqual(['NOT_ENOUGH_SEATS', 3]);
    expect(numbersOf(await hold(other, { scheduleId, bestAvailable: { ...wish, count: 3 } }))).toHaveLength(3);
  });

  it('of standing room have no numbers, and are counted', async () => {
    const operator = await theOperator();
    const body = {
      name: '스탠딩',
      sections: [
        { section: 'Floor', standing: { capacity: 3 } },
        { section: 'Seats', rows: [{ row: 'A', grade: 'STANDARD' as const, from: 1, to: 4 }] },
      ],
    };
    const { layoutId } = await api.call(catalog.createLayout, { ...operator, body });
    const prices = { STANDING: 88_000, STANDARD: 99_000 };
    const { concertId, scheduleId } = await newConcert({}, undefined, { layoutId, prices });
    const [one, other] = [await newAdmitted(concertId), await newAdmitted(concertId)];
    const held = await hold(one, { scheduleId, bestAvailable: { count: 2, section: 'Floor' } });
    const standing = { section: 'Floor', row: '', grade: 'STANDING', price: 88_000 };
    expect([held.seats, held.amount]).toEqual([[standing, standing], 176_000]);
    const room = { scheduleId, bestAvailable: { count: 2, grade: 'STANDING' as const } };
    expect((await refusalOf(hold(other, room))).problem).toMatchObject({ code: 'NOT_ENOUGH_SEATS', largest: 1 });
    const map = await eventually(async () => {
      const seen = await api.call(seats.map, { ...tokens(other), params: { concertId } });
      return seen.areas[0]?.available === 1 ? seen : undefined;
    });
    expect(map.seats.map(({ seatNo }) => seatNo)).toEqual([1, 2, 3, 4]);
    expect(map.areas).toEqual([{ section: 'Floor', grade: 'STANDING', price: 88_000, capacity: 3, available: 1 }]);
  });
});
