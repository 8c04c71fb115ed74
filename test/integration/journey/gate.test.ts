// The gate over HTTP: what opens it, and what does not.
import { beforeAll, describe, expect, it } from 'vitest';
import { adminRoutes as catalog } from '../../../functions/catalog/contract-admin.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { routes as seats } from '../../../functions/seats/contract-map.ts';
import {
  type Admitted,
  api,
  charge,
  join,
  newAdmitted,
  newConcert,
  newPerson,
  PRICES,
  refusalOf,
  reserve,
} from '../../support/journey.ts';

let a: { concertId: string; scheduleId: string };
let b: { concertId: string; scheduleId: string };
let buyer: Admitted;

beforeAll(async () => {
  a = await newConcert();
  b = await newConcert();
  buyer = await newAdmitted(a.concertId);
});

/** The map of concert A with other tokens. */
async function look(given: Partial<Admitted> & { concertId?: string; scheduleId?: string }) {
  const { accessToken, queueToken, concertId, scheduleId } = { ...buyer, ...a, scheduleId: undefined, ...given };
  const sent = { accessToken, queueToken, params: { concertId }, query: scheduleId ? { scheduleId } : {} };
  const { status, code, problem } = await refusalOf(api.call(seats.map, sent));
  return { status, code, reason: problem.reason };
}

/** The token with other claims, under the old signature. */
function altered(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), seq: 1, concertId: b.concertId };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

function unsigned(token: string): string {
  const [header = '', claims] = token.split('.');
  const none = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg: 'none' };
  return `${Buffer.from(JSON.stringify(none)).toString('base64url')}.${claims}.`;
}

describe('the map of seats', () => {
  it('opens for its admitted buyer', async () => {
    const { accessToken, queueToken } = buyer;
    const { seats: all } = await api.call(seats.map, { accessToken, queueToken, params: { concertId: a.concertId } });
    expect(all).toHaveLength(50);
  });

  it('stays shut without a queue token, and without an access token', async () => {
    expect(await look({ queueToken: '' })).toMatchObject({ status: 401 });
    expect(await look({ accessToken: '' })).toMatchObject({ status: 401 });
  });

  it('stays shut for someone who waits', async () => {
    const { concertId } = await newConcert({ capacity: 1 });
    await newAdmitted(concertId);
    const waiting = await newPerson();
    const { token } = await join(waiting, concertId);
    const answer = await look({ ...waiting, queueToken: token, concertId });
    expect(answer).toEqual({ status: 403, code: 'NOT_ADMITTED', reason: 'WAITING' });
  });

  it("stays shut for another person's queue token", async () => {
    const thief = await newPerson();
    expect(await look({ accessToken: thief.accessToken })).toEqual({
      status: 403,
      code: 'NOT_ADMITTED',
      reason: 'OTHER_PERSON',
    });
  });

  it.each([
    ['altered', () => altered(buyer.queueToken)],
    ['not signed', () => unsigned(buyer.queueToken)],
    ['an access token', () => buyer.accessToken],
  ])('answers 401 to a queue token that is %s', async (_, token) => {
    expect(await look({ queueToken: token() })).toMatchObject({ status: 401, code: 'QUEUE_TOKEN_INVALID' });
  });

  it.each([
    ['altered', () => altered(buyer.accessToken)],
    ['not signed', () => unsigned(buyer.accessToken)],
    ['a queue token', () => buyer.queueToken],
  ])('answers 401 to an access token that is %s', async (_, token) => {
    expect(await look({ accessToken: token() })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('stays shut for another concert, in the path and in the query', async () => {
    const other = { status: 403, code: 'NOT_ADMITTED', reason: 'OTHER_CONCERT' };
    expect(await look({ concertId: b.concertId })).toEqual(other);
    expect(await look({ scheduleId: b.scheduleId })).toEqual(other);
  });

  it('shuts when the buyer leaves, and the place ends', async () => {
    const leaver = await newAdmitted(a.concertId);
    await api.call(queue.leave, { accessToken: leaver.accessToken, queueToken: leaver.queueToken });
    expect(await look(leaver)).toEqual({ status: 403, code: 'NOT_ADMITTED', reason: 'LEFT' });
    const ended = await refusalOf(
      api.call(queue.status, { accessToken: leaver.accessToken, queueToken: leaver.queueToken }),
    );
    expect([ended.status, ended.code, ended.problem.reason]).toEqual([410, 'QUEUE_TOKEN_ENDED', 'LEFT']);
  });
});

describe('a hold and its payment', () => {
  it('are refused with the place of another concert', async () => {
    const elsewhere = await newAdmitted(b.concertId);
    const both = { ...buyer, queueToken: elsewhere.queueToken };
    const hold = await refusalOf(reserve({ ...elsewhere }, a.concertId, 30));
    expect([hold.status, hold.problem.reason]).toEqual([403, 'OTHER_CONCERT']);
    const { accessToken, queueToken } = elsewhere;
    const inQuery = api.call(reservations.reserve, {
      accessToken,
      queueToken,
      params: { concertId: b.concertId, seatNo: '30' },
      query: { scheduleId: a.scheduleId },
    });
    expect(await refusalOf(inQuery)).toMatchObject({ status: 403, problem: { reason: 'OTHER_CONCERT' } });
    const held = await reserve(buyer, a.concertId, 30);
    const body = { reservationId: held.reservationId };
    const stolen = await refusalOf(api.call(payments.pay, { ...both, body }));
    expect([stolen.status, stolen.problem.reason]).toEqual([403, 'OTHER_PERSON']);
  });

  it('can be paid by someone whose place has ended, as the hold keeps its own time', async () => {
    const leaver = await newAdmitted(a.concertId);
    await charge(leaver, PRICES.STANDING);
    const { reservationId } = await reserve(leaver, a.concertId, 41);
    const { accessToken, queueToken } = leaver;
    await api.call(queue.leave, { accessToken, queueToken });
    expect(await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } })).toMatchObject({
      status: 'COMPLETED',
      remainingBalance: 0,
    });
  });
});

describe("another person's", () => {
  it('reservation and payment are not found', async () => {
    const owner = await newAdmitted(a.concertId);
    const { reservationId } = await reserve(owner, a.concertId, 20);
    const { accessToken } = buyer;
    const one = await refusalOf(api.call(reservations.one, { accessToken, params: { reservationId } }));
    expect([one.status, one.code]).toEqual([404, 'RESERVATION_NOT_FOUND']);
    const paymentId = reservationId.replace('rsv_', 'pay_');
    const payment = await refusalOf(api.call(payments.one, { accessToken, params: { paymentId } }));
    expect([payment.status, payment.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
    const paid = await refusalOf(api.call(payments.pay, { ...buyer, body: { reservationId } }));
    expect([paid.status, paid.code]).toEqual([404, 'RESERVATION_NOT_FOUND']);
  });
});

describe("an operator's routes", () => {
  it('are for operators only', async () => {
    const refused = await refusalOf(api.call(catalog.listConcerts, { accessToken: buyer.accessToken }));
    expect([refused.status, refused.code]).toEqual([403, 'OPERATORS_ONLY']);
  });
});
