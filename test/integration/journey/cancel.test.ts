// Changing one's mind over HTTP: holds given up, tickets cancelled by the concert's policy, and what is refused.
import { describe, expect, it } from 'vitest';
import { routes as catalog, DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
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

/** A concert's date begins in 72 hours (`people.concert`): a fee of 10 % for a day more. */
const POLICY = { refundPolicy: [{ untilHoursBefore: 48, feePercent: 10 }] };

const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });
const asked = ({ accessToken }: Pick<Admitted, 'accessToken'>, reservationId: string) => {
  return { accessToken, params: { reservationId } };
};
const cancel = (buyer: Admitted, reservationId: string, refund?: number) => {
  const query = refund === undefined ? {} : { refund: String(refund) };
  return api.call(reservations.cancel, { ...asked(buyer, reservationId), query });
};
const look = (buyer: Admitted, reservationId: string) =>
  api.call(reservations.cancellation, asked(buyer, reservationId));
const pay = (buyer: Admitted, reservationId: string) =>
  api.call(payments.pay, { ...tokens(buyer), body: { reservationId } });
const balanceOf = async (buyer: Admitted) => (await api.call(wallet.balance, tokens(buyer))).balance;

/** A seat's status, as the map shows it once its second of memory is over. */
const becomes = (buyer: Admitted, concertId: string, seatNo: number, status: string) =>
  eventually(async () => {
    const map = await api.call(seats.map, { ...tokens(buyer), params: { concertId } });
    return map.seats.find((seat) => seat.seatNo === seatNo)?.status === status ? true : undefined;
  });

async function ticket(buyer: Admitted, concertId: string, seatNo: number): Promise<string> {
  await charge(buyer, PRICES.VIP);
  const { reservationId } = await reserve(buyer, concertId, seatNo);
  await pay(buyer, reservationId);
  return eventually(async () => {
    const { status } = await api.call(reservations.one, asked(buyer, reservationId));
    return status === 'CONFIRMED' ? reservationId : undefined;
  });
}

describe('a ticket', () => {
  it('is cancelled for what was shown, once, and its seat is another buyer’s at once', async () => {
    const { concertId } = await newConcert(POLICY);
    const [buyer, other] = await Promise.all([newAdmitted(concertId), newAdmitted(concertId)]);
    const reservationId = await ticket(buyer, concertId, 1);

    const shown = await look(buyer, reservationId);
    const [fee, refundAmount] = [16_500, 148_500];
    expect(shown).toMatchObject({ cancellable: true, amount: PRICES.VIP, fee, feePercent: 10, refundAmount });
    const changed = await refusalOf(cancel(buyer, reservationId, PRICES.VIP));
    expect([changed.status, changed.code, changed.problem]).toMatchObject([
      409,
      'REFUND_CHANGED',
      { refundAmount, fee },
    ]);

    const answer = await cancel(buyer, reservationId, shown.refundAmount);
    expect(answer).toEqual({ reservationId, status: 'CANCELLED', refundedAmount: refundAmount, fee });
    expect(await cancel(buyer, reservationId)).toEqual(answer);
    expect(await balanceOf(buyer)).toBe(refundAmount);
    expect((await reserve(other, concertId, 1)).status).toBe('PENDING');

    const own = await api.call(reservations.one, asked(buyer, reservationId));
    expect(own).toMatchObject({ status: 'CANCELLED', refundedAmount: refundAmount });
    const { payments: paid } = await api.call(payments.list, { accessToken: buyer.accessToken });
    expect(paid).toMatchObject([{ status: 'CANCELLED', amount: PRICES.VIP, refundedAmount: refundAmount }]);
    expect(await look(buyer, reservationId)).toMatchObject({ cancellable: false, reason: 'ENDED' });
    const late = await refusalOf(pay(buyer, reservationId));
    expect([late.status, late.code]).toEqual([410, 'RESERVATION_EXPIRED']);
  });

  it('cannot be cancelled when its concert’s policy has no entry for that any more', async () => {
    const { concertId } = await newConcert({ refundPolicy: [{ untilHoursBefore: 100, feePercent: 0 }] });
    const buyer = await newAdmitted(concertId);
    const reservationId = await ticket(buyer, concertId, 1);
    expect(await look(buyer, reservationId)).toMatchObject({ cancellable: false, reason: 'TOO_LATE', refundAmount: 0 });
    const refused = await refusalOf(cancel(buyer, reservationId));
    expect([refused.status, refused.code, refused.problem.reason]).toEqual([409, 'NOT_CANCELLABLE', 'TOO_LATE']);
    expect(refused.problem.detail).toBe('지금은 취소할 수 없는 예약입니다');
    expect(await balanceOf(buyer)).toBe(0);
  });
});

describe('a hold', () => {
  it('is given up at once, and its person may hold again within the limit', async () => {
    const { concertId } = await newConcert({ seatsPerPerson: 1 });
    const buyer = await newAdmitted(concertId);
    const { reservationId, reservedUntil } = await reserve(buyer, concertId, 1);
    expect(await look(buyer, reservationId)).toMatchObject({
      cancellable: true,
      refundAmount: 0,
      until: reservedUntil,
    });
    expect(await cancel(buyer, reservationId)).toMatchObject({ status: 'CANCELLED', refundedAmount: 0, fee: 0 });
    expect((await reserve(buyer, concertId, 2)).status).toBe('PENDING');
    await becomes(buyer, concertId, 1, 'AVAILABLE');
  });

  it('is another person’s to nobody: 404, and it stays', async () => {
    const { concertId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 1);
    const stranger = await newPerson();
    for (const route of [reservations.cancel, reservations.cancellation]) {
      const refused = await refusalOf(api.call(route, asked(stranger, reservationId)));
      expect([refused.status, refused.code]).toEqual([404, 'RESERVATION_NOT_FOUND']);
    }
    expect(await api.call(reservations.one, asked(buyer, reservationId))).toMatchObject({ status: 'PENDING' });
  });

  it('ends by a short balance where the concert wants that, and its seat is free again', async () => {
    const { concertId } = await newConcert({ releaseOnInsufficientBalance: true });
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 1);
    for (let tries = 1; tries <= 2; tries++) {
      const short = await refusalOf(pay(buyer, reservationId));
      expect([short.status, short.code, short.problem.released]).toEqual([400, 'INSUFFICIENT_BALANCE', true]);
    }
    const failed = await api.call(reservations.one, asked(buyer, reservationId));
    expect(failed).toMatchObject({ status: 'FAILED', lastFailure: 'INSUFFICIENT_BALANCE' });
    await becomes(buyer, concertId, 1, 'AVAILABLE');
  });
});

describe('a concert', () => {
  it('shows its refund policy to everybody, and the default one where none was given', async () => {
    const shown = async (settings: Parameters<typeof newConcert>[0]) => {
      const { concertId } = await newConcert(settings);
      return api.call(catalog.getConcert, { params: { concertId } });
    };
    expect(await shown(POLICY)).toMatchObject(POLICY);
    expect(await shown({})).toMatchObject({ refundPolicy: DEFAULT_SETTINGS.refundPolicy });
    expect((await api.call(catalog.config, {})).defaults).toMatchObject(DEFAULT_SETTINGS);
  });
});
