// The window of a checkout: escaped, in two languages, over what was registered, and back to the shop like PortOne.
import { describe, expect, it } from 'vitest';
import { CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { setWebhooks } from '../../../localstack/portone/client.ts';
import { useStandIn } from './portone-support.ts';

const { url, client, checkedOut, payment, send, openWindow, submitWindow } = useStandIn();

const BACK = 'https://shop.example.com/back?step=2';
const FORM = { orderName: '공연 15번', totalAmount: '99000', storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY };
const backOf = (response: Response) => Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);

async function registered(totalAmount = 99_000): Promise<string> {
  const paymentId = `pay_window_${crypto.randomUUID()}`;
  await client().preRegisterPayment({ paymentId, totalAmount, currency: 'KRW' });
  return paymentId;
}

describe('the window', () => {
  it('shows what is to be paid, in the language of the reader', async () => {
    const id = await registered();
    const page = await (await openWindow(id, { orderName: '공연 15번', totalAmount: '99000' })).text();
    expect(page).toContain('<h1>Pay by card</h1>');
    expect(page).toContain('<dd>공연 15번</dd>');
    expect(page).toContain('<dd>₩99,000</dd>');
    expect(await (await openWindow(id, {}, 'ko-KR,ko;q=0.9')).text()).toContain('<h1>카드 결제</h1>');
    expect(await payment(id)).toMatchObject({ status: 'READY', orderName: '공연 15번' });
  });

  it('escapes what it is given, and allows no script', async () => {
    const id = encodeURIComponent('<img src=x>');
    const orderName = '"><script>alert(1)</script>';
    const response = await openWindow(id, { orderName, totalAmount: '1' });
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });

  it('that is looked at twice is one attempt', async () => {
    const id = await registered();
    await openWindow(id);
    const first = await payment(id);
    await openWindow(id);
    expect(await payment(id)).toEqual(first);
  });

  it.each([
    [{ storeId: 'store-other' }, 403],
    [{ channelKey: 'channel-key-of-another' }, 403],
    [{ totalAmount: '0' }, 400],
    [{ totalAmount: 'much' }, 400],
    [{ redirectUrl: 'javascript:alert(1)' }, 400],
  ])('does not open with %j', async (more: Record<string, string>, status) => {
    const id = await registered();
    expect((await openWindow(id, { ...FORM, ...more })).status).toBe(status);
    expect((await submitWindow(id, { ...FORM, action: 'pay', ...more })).status).toBe(status);
    await expect(payment(id)).rejects.toMatchObject({ data: { type: 'PAYMENT_NOT_FOUND' } });
  });

  it('goes back at once over another amount than was registered, also written with its prefix', async () => {
    const id = await registered();
    const response = await openWindow(id, {
      ...FORM,
      totalAmount: '1000',
      currency: 'CURRENCY_KRW',
      redirectUrl: BACK,
    });
    expect(response.status).toBe(303);
    expect(backOf(response)).toMatchObject({ step: '2', paymentId: id, code: 'AMOUNT_MISMATCH' });
    expect(await (await openWindow(id, { ...FORM, currency: 'USD' })).text()).toContain('CURRENCY_MISMATCH');
  });
});

describe('the form', () => {
  it('authenticates, and goes back with what the server confirms with', async () => {
    const id = await registered();
    const response = await submitWindow(id, { ...FORM, action: 'pay', redirectUrl: BACK });
    expect(response.status).toBe(303);
    const back = backOf(response);
    expect(back).toEqual({
      step: '2',
      transactionType: 'PAYMENT',
      paymentId: id,
      txId: expect.stringMatching(/^[\da-f-]{36}$/),
      paymentToken: expect.stringMatching(/^[\w-]{32}$/),
    });
    const { paymentToken = '', txId = '' } = back;
    await client().confirmPayment({ paymentId: id, paymentToken, txId, totalAmount: 99_000, currency: 'KRW' });
    expect(await payment(id)).toMatchObject({ status: 'PAID', orderName: '공연 15번' });
  });

  it('says what to do next where there is no way back', async () => {
    await setWebhooks(url(), { url: 'http://127.0.0.1:9/api/v1/webhooks/portone' });
    const id = await registered();
    const page = await (await submitWindow(id, { ...FORM, action: 'pay' })).text();
    expect(page).toContain('Your card is authenticated.');
    expect(page).toContain(`curl -X POST http://127.0.0.1:9/api/v1/payments/${id}/complete`);
    expect(page).toContain('paymentToken');
  });

  it.each([
    ['refuse', 'PAY_PROCESS_ABORTED'],
    ['close', 'PAY_PROCESS_CANCELED'],
  ])('goes back with code and message after %s, and says so where there is no way back', async (action, pgCode) => {
    const id = await registered();
    const back = backOf(await submitWindow(id, { ...FORM, action, redirectUrl: BACK }));
    expect(back).toMatchObject({ paymentId: id, code: 'FAILURE_TYPE_PG', pgCode });
    expect(back).not.toHaveProperty('paymentToken');
    const page = await (await submitWindow(await registered(), { ...FORM, action, paidAmount: '' })).text();
    expect(page).toContain('You have not paid.');
    expect(page).toContain(pgCode);
  });

  it('takes the money at once, with the amount that was written', async () => {
    const id = await registered();
    const response = await submitWindow(id, { ...FORM, action: 'capture', paidAmount: '1000' });
    expect(await response.text()).toContain('You have paid.');
    expect(await payment(id)).toMatchObject({ status: 'PAID', amount: { total: 1_000 } });
  });

  it('comes back late when asked to, after what was done', async () => {
    const id = await registered();
    const late = send('POST', `/play/payments/${id}`, { action: 'capture', afterMs: 60_000 });
    late.catch(() => {});
    await expect.poll(() => payment(id).catch(() => ({})), { timeout: 10_000 }).toMatchObject({ status: 'PAID' });
    expect(await Promise.race([late.then(() => 'back'), 'out'])).toBe('out');
  });

  it('asks again for what was written wrong', async () => {
    const id = await registered();
    const response = await submitWindow(id, { ...FORM, action: 'pay', paidAmount: '-5', afterSeconds: '"><b>' });
    const page = await response.text();
    expect(response.status).toBe(400);
    expect(page).toContain('Please check the amount and the time.');
    expect(page).toContain('value="-5"');
    expect(page).toContain('value="&quot;&gt;&lt;b&gt;"');
  });

  it('does not pay twice', async () => {
    const { paymentId } = await checkedOut({ action: 'capture' });
    const back = backOf(await submitWindow(paymentId, { ...FORM, action: 'pay', redirectUrl: BACK }));
    expect(back).toMatchObject({ paymentId, code: 'ALREADY_PAID' });
  });
});

describe('a call of JSON', () => {
  it('needs no more than the id of what was registered', async () => {
    const id = await registered(55_000);
    const answer = await (await send('POST', `/play/payments/${id}`, {})).json();
    expect(answer).toMatchObject({ paymentId: id, paymentToken: expect.any(String) });
    expect(await payment(id)).toMatchObject({ amount: { total: 55_000 } });
  });

  it.each([[{}], [{ totalAmount: 1, action: 'explode' }], [{ totalAmount: 1, payedAmount: 2 }], ['text']])(
    'is refused with %j of what is not known',
    async (body) => {
      const response = await send('POST', '/play/payments/pay_unknown', body);
      expect([response.status, await response.json()]).toMatchObject([400, { type: 'INVALID_REQUEST' }]);
    },
  );
});
