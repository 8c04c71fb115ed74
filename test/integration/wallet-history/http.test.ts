// The history of a real journey over HTTP, and the books as operators see them.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { adminRoutes, routes } from '../../../functions/wallet-history/contract.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
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
import { createPeople, type Person } from '../../support/people.ts';

const { cloud, functionPrefix } = inject('cloud');

const historyOf = ({ accessToken }: Person, query: { limit?: string; cursor?: string; include?: 'failed' } = {}) =>
  api.call(routes.history, { accessToken, query });

const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });

function pay(buyer: Admitted, reservationId: string) {
  return api.call(payments.pay, { ...tokens(buyer), body: { reservationId } });
}

/** Runs the job of the day. */
async function balanceBooks(): Promise<void> {
  const lambda = new LambdaClient(clientConfig(cloud));
  const FunctionName = `${functionPrefix}wallet-history-balance-books`;
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  expect(FunctionError).toBeUndefined();
}

describe('a wallet’s history', () => {
  it('tells a journey: a failed payment, a charge, a payment, a cancellation', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 15);
    const short = await refusalOf(pay(buyer, reservationId));
    expect(short.code).toBe('INSUFFICIENT_BALANCE');
    await charge(buyer, 130_000);
    const { paymentId } = await pay(buyer, reservationId);
    const params = { reservationId };
    await eventually(async () => {
      const { status } = await api.call(reservations.one, { ...tokens(buyer), params });
      return status === 'CONFIRMED' ? status : undefined;
    });
    const { refundedAmount } = await api.call(reservations.cancel, { ...tokens(buyer), params });

    const forWhat = { id: paymentId, reservationId, concertId, scheduleId };
    const moved = [
      { ...forWhat, type: 'REFUND', amount: refundedAmount, reason: 'CANCELLED', walletVersion: 3 },
      { ...forWhat, type: 'PAYMENT', amount: PRICES.STANDARD, walletVersion: 2, balanceAfter: 9_000 },
      { type: 'CHARGE', amount: 130_000, walletVersion: 1, balanceAfter: 130_000 },
    ];
    expect((await historyOf(buyer)).lines).toMatchObject(moved);
    const withFailed = await eventually(async () => {
      const { lines } = await historyOf(buyer, { include: 'failed' });
      return lines.length === 4 ? lines : undefined;
    });
    const failed = { type: 'PAYMENT_FAILED', reservationId, reason: 'INSUFFICIENT_BALANCE' };
    expect(withFailed).toMatchObject([...moved, { ...failed, amount: PRICES.STANDARD }]);

    const first = await historyOf(buyer, { include: 'failed', limit: '3' });
    const rest = await historyOf(buyer, { include: 'failed', limit: '3', cursor: first.cursor ?? '' });
    expect([...first.lines, ...rest.lines]).toEqual(withFailed);
    expect(rest.cursor).toBeUndefined();
  });

  it('is nothing for a wallet that nobody charged', async () => {
    const person = await newPerson();
    expect(await historyOf(person)).toEqual({ lines: [] });
    expect(await historyOf(person, { include: 'failed' })).toEqual({ lines: [] });
  });

  it('shows nothing of another person’s by their cursor', async () => {
    const [one, other] = await Promise.all([newPerson(), newPerson()]);
    for (const amount of [1, 2, 3]) await charge(one, amount);
    for (const amount of [1_000, 2_000, 3_000]) await charge(other, amount);
    const { cursor = '' } = await historyOf(other, { limit: '1' });
    const { lines } = await historyOf(one, { cursor });
    expect(lines.map(({ amount }) => amount)).toEqual([2, 1]);
  });

  it('takes no cursor of another list', async () => {
    const person = await newPerson();
    for (const amount of [1, 2]) await charge(person, amount);
    const { cursor = '' } = await historyOf(person, { limit: '1' });
    const refused = await refusalOf(historyOf(person, { cursor, include: 'failed' }));
    expect([refused.status, refused.problem.errors]).toEqual([400, [expect.objectContaining({ field: 'cursor' })]]);
  });
});

describe('the books', () => {
  it('are balanced by the job, and listed for operators only', async () => {
    const buyer = await newPerson();
    await charge(buyer, 12_345);
    const before = Date.now();
    await balanceBooks();
    const { accessToken } = await createPeople(inject('cloud')).operator();
    const { trialBalances } = await api.call(adminRoutes.trialBalances, { accessToken, query: { limit: '1' } });
    const [newest] = trialBalances;
    expect(Date.parse(newest?.startedAt ?? '')).toBeGreaterThanOrEqual(before);
    expect(newest?.lines).toBeGreaterThan(0);
    expect(newest).toMatchObject({ differenceKrw: 0, wrongWallets: 0, wrong: [] });

    const refused = await refusalOf(api.call(adminRoutes.trialBalances, { accessToken: buyer.accessToken }));
    expect([refused.status, refused.code]).toEqual([403, 'OPERATORS_ONLY']);
  });
});
