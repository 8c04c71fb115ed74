// The stand-in gives money back as PortOne does: in parts, guarded by what is left, at once or later.
import { describe, expect, it } from 'vitest';
import {
  addFault,
  booksOf,
  cancelInConsole,
  checkOut,
  finishCancellations,
} from '../../../localstack/portone/client.ts';
import { soon, useStandIn } from './portone-support.ts';

const { url, client, intentOf, checkedOut, paid, payment } = useStandIn();

const TOTAL = 99_000;
const refusedWith = (type: string) => ({ data: { type } });
const cancel = (paymentId: string, asked: { amount?: number; currentCancellableAmount?: number } = {}) =>
  client().cancelPayment({ paymentId, reason: 'RETURNED', ...asked });

describe('a cancellation', () => {
  it('gives parts back, and is CANCELLED when nothing is left', async () => {
    const id = await paid();
    const { cancellation } = await cancel(id, { amount: 30_000, currentCancellableAmount: TOTAL });
    expect(cancellation).toMatchObject({ status: 'SUCCEEDED', totalAmount: 30_000, reason: 'RETURNED' });
    expect(await payment(id)).toMatchObject({
      status: 'PARTIAL_CANCELLED',
      amount: { total: TOTAL, paid: TOTAL, cancelled: 30_000 },
      cancellations: [cancellation],
    });
    await cancel(id, { currentCancellableAmount: TOTAL - 30_000 });
    expect(await payment(id)).toMatchObject({
      status: 'CANCELLED',
      amount: { cancelled: TOTAL },
      cancellations: [cancellation, { totalAmount: TOTAL - 30_000 }],
    });
    await expect(cancel(id)).rejects.toMatchObject(refusedWith('PAYMENT_ALREADY_CANCELLED'));
  });

  it.each([
    [{ amount: TOTAL + 1 }, 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT'],
    [{ amount: 1, currentCancellableAmount: TOTAL - 1 }, 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN'],
    [{ amount: 0 }, 'INVALID_REQUEST'],
  ])('is refused with %j', async (asked, type) => {
    const id = await paid();
    await expect(cancel(id, asked)).rejects.toMatchObject(refusedWith(type));
    expect(await payment(id)).toMatchObject({ status: 'PAID' });
  });

  it('is refused of what is not paid, and of what is not known', async () => {
    const { paymentId } = await checkedOut();
    await expect(cancel(paymentId)).rejects.toMatchObject(refusedWith('PAYMENT_NOT_PAID'));
    await expect(cancel('pay_unknown')).rejects.toMatchObject(refusedWith('PAYMENT_NOT_FOUND'));
  });

  it('twice at a time has one effect, by the guard of what is left', async () => {
    const id = await paid();
    const both = await Promise.allSettled(
      [1, 2].map(() => cancel(id, { amount: 1_000, currentCancellableAmount: TOTAL })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await payment(id)).toMatchObject({ amount: { cancelled: 1_000 } });
  });

  it('in the console is none that the server asked for', async () => {
    const id = await paid();
    await cancelInConsole(url(), id, 9_000);
    expect(await payment(id)).toMatchObject({
      status: 'PARTIAL_CANCELLED',
      cancellations: [{ totalAmount: 9_000, trigger: 'CONSOLE' }],
    });
    expect(await booksOf(url())).toContainEqual(
      expect.objectContaining({ paymentId: id, captured: TOTAL, returned: 9_000, cancels: 0 }),
    );
    await expect(cancelInConsole(url(), 'pay_unknown')).rejects.toThrow('404');
  });

  it('does not let the payment be paid once more', async () => {
    const id = await paid();
    await cancel(id);
    expect(await checkOut(url(), intentOf(id))).toMatchObject({ code: 'ALREADY_PAID' });
  });
});

describe('a cancellation that is only requested', () => {
  it.each([
    ['succeed', 'CANCELLED', 'SUCCEEDED', TOTAL],
    ['fail', 'PAID', 'FAILED', 0],
  ] as const)('holds what it is about until it is played to %s', async (outcome, status, ended, cancelled) => {
    const id = await paid();
    await addFault(url(), { kind: 'cancel-pending', path: id, times: 1 });
    expect(await cancel(id)).toMatchObject({ cancellation: { status: 'REQUESTED', totalAmount: TOTAL } });
    expect(await payment(id)).toMatchObject({ status: 'PAID', amount: { cancelled: 0 } });
    expect(await booksOf(url())).toContainEqual(
      expect.objectContaining({ paymentId: id, returned: 0, returning: TOTAL }),
    );
    await expect(cancel(id)).rejects.toMatchObject(refusedWith('PAYMENT_ALREADY_CANCELLED'));
    expect(await finishCancellations(url(), id, outcome)).toBe(1);
    expect(await payment(id)).toMatchObject({ status, amount: { cancelled }, cancellations: [{ status: ended }] });
    expect(await finishCancellations(url(), id, outcome)).toBe(0);
  });

  it.each([
    ['cancel-pending', 'SUCCEEDED'],
    ['cancel-failed', 'FAILED'],
  ] as const)('comes to its end by itself: %s', async (kind, status) => {
    const id = await paid();
    await addFault(url(), { kind, ms: 20, path: id, times: 1 });
    expect(await cancel(id, { amount: 5_000 })).toMatchObject({ cancellation: { status: 'REQUESTED' } });
    await soon(async () => await payment(id)).toMatchObject({ cancellations: [{ status, totalAmount: 5_000 }] });
  });
});

describe('on a bad day', () => {
  it('the provider refuses in its own words, as often as asked', async () => {
    const id = await paid();
    await addFault(url(), {
      kind: 'cancel-refused',
      path: id,
      times: 1,
      pgCode: 'TOO_LATE',
      pgMessage: '기한이 지났습니다',
    });
    await expect(cancel(id)).rejects.toMatchObject({
      data: { type: 'PG_PROVIDER', pgCode: 'TOO_LATE', pgMessage: '기한이 지났습니다' },
    });
    expect(await payment(id)).toMatchObject({ status: 'PAID', amount: { cancelled: 0 } });
    expect(await cancel(id)).toMatchObject({ cancellation: { status: 'SUCCEEDED' } });
  });

  it.each(['cancel-500-after', 'cancel-dropped'] as const)('%s has given the money back', async (kind) => {
    const id = await paid();
    await addFault(url(), { kind, path: id, times: 1 });
    await expect(cancel(id)).rejects.toThrow();
    expect(await payment(id)).toMatchObject({ status: 'CANCELLED', amount: { cancelled: TOTAL } });
  });
});
