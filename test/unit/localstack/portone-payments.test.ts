// The stand-in takes money as PortOne does on a channel with manual approval, as PortOne's own SDK sees it.
import { describe, expect, it } from 'vitest';
import { CARD_CHANNEL_KEY, DIRECT_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { booksOf, checkOut } from '../../../localstack/portone/client.ts';
import { useStandIn } from './portone-support.ts';

const { url, client, intentOf, checkedOut, confirm, paid, payment, send } = useStandIn();

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const refusedWith = (type: string) => ({ data: { type } });

describe('a payment', () => {
  it('that was only registered is not found, as no window was opened', async () => {
    await client().preRegisterPayment({ paymentId: 'pay_registered', totalAmount: 1_000, currency: 'KRW' });
    await expect(payment('pay_registered')).rejects.toMatchObject(refusedWith('PAYMENT_NOT_FOUND'));
  });

  it('moves no money when the buyer authenticates, and is PAID when the server confirms', async () => {
    const answer = await checkedOut();
    expect(answer).toEqual({
      transactionType: 'PAYMENT',
      paymentId: answer.paymentId,
      txId: expect.stringMatching(/^[\da-f-]{36}$/),
      paymentToken: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY', transactionId: answer.txId });
    expect(await confirm(answer)).toEqual({ pgTxId: `stand-in-pg-${answer.txId}`, paidAt: TIME });
    expect(await payment(answer.paymentId)).toEqual({
      status: 'PAID',
      id: answer.paymentId,
      transactionId: answer.txId,
      merchantId: 'merchant-onsale-local',
      storeId: STORE_ID,
      channel: expect.objectContaining({ type: 'TEST', key: CARD_CHANNEL_KEY, pgProvider: 'TOSSPAYMENTS' }),
      method: expect.objectContaining({ type: 'PaymentMethodCard' }),
      version: 'V2',
      requestedAt: TIME,
      updatedAt: TIME,
      statusChangedAt: TIME,
      paidAt: TIME,
      orderName: '공연 15번',
      amount: {
        ...{ total: 99_000, taxFree: 0, vat: 9_000, supply: 90_000, discount: 0 },
        ...{ paid: 99_000, cancelled: 0, cancelledTaxFree: 0 },
      },
      currency: 'KRW',
      customer: {},
      pgTxId: `stand-in-pg-${answer.txId}`,
      disputes: [],
    });
  });

  it('is declined when it is confirmed, and its token is of no more use', async () => {
    const answer = await checkedOut({ action: 'decline' });
    await expect(confirm(answer)).rejects.toMatchObject({
      data: { type: 'PG_PROVIDER', pgCode: 'REJECT_CARD_COMPANY', pgMessage: expect.stringContaining('거절') },
    });
    expect(await payment(answer.paymentId)).toMatchObject({
      status: 'FAILED',
      failedAt: TIME,
      failure: { pgCode: 'REJECT_CARD_COMPANY' },
    });
    await expect(confirm(answer)).rejects.toMatchObject(refusedWith('INVALID_PAYMENT_TOKEN'));
  });

  it.each([
    ['refuse', 'PAY_PROCESS_ABORTED'],
    ['close', 'PAY_PROCESS_CANCELED'],
  ] as const)('is FAILED after %s, and its window can be opened once more', async (action, pgCode) => {
    const answer = await checkedOut({ action });
    expect(answer).toMatchObject({ code: 'FAILURE_TYPE_PG', pgCode, message: expect.any(String) });
    expect(answer.paymentToken).toBeUndefined();
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'FAILED', failure: { pgCode } });
    const again = await checkOut(url(), intentOf(answer.paymentId));
    expect(again.txId).not.toBe(answer.txId);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY', transactionId: again.txId });
    await confirm(again);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID', transactionId: again.txId });
  });

  it('that has several attempts shows the one that was paid, and takes no money of another', async () => {
    const first = await checkedOut();
    const second = await checkOut(url(), intentOf(first.paymentId));
    await confirm(first);
    expect(await payment(first.paymentId)).toMatchObject({ status: 'PAID', transactionId: first.txId });
    await expect(confirm(second)).rejects.toMatchObject(refusedWith('ALREADY_PAID'));
    const third = await checkOut(url(), intentOf(first.paymentId));
    expect(third).toMatchObject({ txId: '', code: 'ALREADY_PAID' });
  });

  it('is paid at once where the channel has no manual approval, also with another amount', async () => {
    const answer = await checkedOut({ action: 'capture', paidAmount: 1_000 });
    expect(answer.paymentToken).toBeUndefined();
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID', amount: { total: 1_000 } });
    const { paymentId } = await checkedOut({ action: 'close' });
    const direct = await checkOut(url(), { ...intentOf(paymentId), channelKey: DIRECT_CHANNEL_KEY });
    expect(direct).toEqual({ transactionType: 'PAYMENT', paymentId, txId: direct.txId });
    expect(await payment(paymentId)).toMatchObject({ status: 'PAID', channel: { key: DIRECT_CHANNEL_KEY } });
  });
});

describe('a confirm is refused', () => {
  it.each([
    [{ paymentToken: 'guessed' }, 'INVALID_PAYMENT_TOKEN'],
    [{ txId: 'another' }, 'INFORMATION_MISMATCH'],
    [{ totalAmount: 98_999 }, 'INFORMATION_MISMATCH'],
    [{ currency: 'USD' }, 'INFORMATION_MISMATCH'],
    [{ isTest: false }, 'INFORMATION_MISMATCH'],
    [{ storeId: 'store-other' }, 'FORBIDDEN'],
    [{ paymentId: 'pay_unknown' }, 'PAYMENT_NOT_FOUND'],
    [{ paymentToken: 5 }, 'INVALID_REQUEST'],
  ])('with %j', async (more, type) => {
    const answer = await checkedOut();
    await expect(confirm(answer, more)).rejects.toMatchObject(refusedWith(type));
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY' });
  });

  it('over another amount than was authenticated', async () => {
    const answer = await checkedOut({ paidAmount: 1_000 });
    await expect(confirm(answer)).rejects.toMatchObject(refusedWith('INFORMATION_MISMATCH'));
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY', amount: { total: 1_000 } });
  });

  it('when it was paid, and with another secret', async () => {
    const answer = await checkedOut();
    await confirm(answer);
    await expect(confirm(answer)).rejects.toMatchObject(refusedWith('ALREADY_PAID'));
    const register = client().preRegisterPayment({ paymentId: answer.paymentId, totalAmount: 1 });
    await expect(register).rejects.toMatchObject(refusedWith('ALREADY_PAID'));
    const { paymentId, paymentToken = '' } = answer;
    const guessed = client({ secret: 'guessed' }).confirmPayment({ paymentId, paymentToken });
    await expect(guessed).rejects.toMatchObject(refusedWith('UNAUTHORIZED'));
  });
});

describe('the window does not open', () => {
  it.each([
    [{ totalAmount: 1_000 }, 'AMOUNT_MISMATCH'],
    [{ currency: 'USD' }, 'CURRENCY_MISMATCH'],
  ])('over something else than was registered: %j', async (more, code) => {
    const { paymentId } = await checkedOut({ action: 'close' });
    const answer = await send('POST', `/play/payments/${paymentId}`, {
      ...intentOf(paymentId),
      ...more,
      paymentId: undefined,
    });
    expect(await answer.json()).toMatchObject({ txId: '', code });
    expect(await payment(paymentId)).toMatchObject({ status: 'FAILED' });
  });

  it.each([[{ storeId: 'store-other' }], [{ channelKey: 'channel-key-of-another' }]])('for %j', async (more) => {
    const asked = checkOut(url(), { ...intentOf('pay_other_store'), ...more });
    await expect(asked).rejects.toThrow('403');
    await expect(payment('pay_other_store')).rejects.toMatchObject(refusedWith('PAYMENT_NOT_FOUND'));
  });
});

describe('the list', () => {
  it('has the payments of a span by pages, by when their status changed', async () => {
    const from = new Date().toISOString();
    const ids = [await paid(), await paid(), await paid()];
    const { paymentId: open } = await checkedOut();
    const filter = { from, timestampType: 'STATUS_CHANGED_AT', sortBy: 'STATUS_CHANGED_AT', sortOrder: 'ASC' } as const;
    const pageOf = async (number: number) => {
      const { items, page } = await client().getPayments({
        page: { number, size: 2 },
        filter: { ...filter, storeId: STORE_ID, status: ['PAID'], isTest: true },
      });
      return { ids: items.map((item) => ('id' in item ? item.id : '')), page };
    };
    expect(await pageOf(0)).toEqual({ ids: ids.slice(0, 2), page: { number: 0, size: 2, totalCount: 3 } });
    expect(await pageOf(1)).toEqual({ ids: ids.slice(2), page: { number: 1, size: 2, totalCount: 3 } });
    const all = await client().getPayments({ filter });
    expect(all).toMatchObject({ page: { number: 0, size: 10, totalCount: 4 } });
    expect(all.items.at(-1)).toMatchObject({ id: open, status: 'READY' });
    expect(await client().getPayments({ filter: { ...filter, isTest: false } })).toMatchObject({ items: [] });
    const before = await client().getPayments({ filter: { until: from }, page: { size: 1_000 } });
    expect(before.items.map((item) => 'id' in item && item.id)).not.toContain(open);
  });

  it.each([
    [{ filter: { storeId: 'store-other' } }, 'FORBIDDEN'],
    [{ filter: { from: 'yesterday' } }, 'INVALID_REQUEST'],
    [{ page: { number: 600, size: 100 } }, 'INVALID_REQUEST'],
  ])('refuses %j', async (asked, type) => {
    await expect(client().getPayments(asked)).rejects.toMatchObject(refusedWith(type));
  });
});

it('keeps books of what was taken, and of how often that was asked for', async () => {
  const answer = await checkedOut();
  await confirm(answer);
  await confirm(answer).catch(() => {});
  const book = (await booksOf(url())).find(({ paymentId }) => paymentId === answer.paymentId);
  expect(book).toEqual({
    paymentId: answer.paymentId,
    orderName: '공연 15번',
    status: 'PAID',
    total: 99_000,
    captured: 99_000,
    returned: 0,
    returning: 0,
    confirms: 2,
    cancels: 0,
    attempts: 1,
  });
});
