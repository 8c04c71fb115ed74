// The stand-in's script in the place of PortOne's browser SDK: where it opens what, and whom it believes.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { browserSdkUrl, CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { SHOP, shopPage, type Visitor } from './portone-shop-page.ts';
import { useStandIn } from './portone-support.ts';

const { url, send } = useStandIn();

const PHONE = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';
const BACK = `${SHOP}/paid`;
const PAYMENT = {
  ...{ storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY, paymentId: 'pay_1', orderName: '공연 15번' },
  ...{ totalAmount: 99_000, currency: 'CURRENCY_KRW', payMethod: 'CARD', redirectUrl: BACK },
  windowType: { mobile: 'REDIRECTION' },
};
const PERSON = { storeId: STORE_ID, channelKey: 'channel-1', identityVerificationId: 'idv/1', redirectUrl: BACK };
const ANSWER = { transactionType: 'PAYMENT', paymentId: 'pay_1', txId: 'tx', paymentToken: 'token' };

let script = '';
beforeAll(async () => {
  script = await (await send('GET', '/v2/browser-sdk.js')).text();
});
const visit = (visitor?: Visitor) => shopPage(script, browserSdkUrl(url()), visitor);
const partsOf = (address: string | undefined) => {
  const { origin, pathname, searchParams } = new URL(address ?? '');
  return { address: origin + pathname, query: Object.fromEntries(searchParams) };
};

describe('the script', () => {
  it('is served to pages of every origin, without a secret', async () => {
    const { status, headers } = await send('GET', '/v2/browser-sdk.js');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

describe('on a desk', () => {
  it('a payment opens in a frame, with what the shop asked and who is to be answered', () => {
    const page = visit();
    page.portone.requestPayment(PAYMENT);
    const { storeId, channelKey, orderName } = PAYMENT;
    expect(partsOf(page.frame().src)).toEqual({
      address: `${url()}/play/payments/pay_1`,
      query: {
        ...{ storeId, channelKey, orderName, totalAmount: '99000', currency: 'CURRENCY_KRW' },
        ...{ locale: 'KO_KR', opener: SHOP },
      },
    });
    expect(page.dialog()).toMatchObject({ open: true, attributes: { 'aria-label': '카드 결제' } });
    expect(page.wentTo).toEqual([]);
  });

  it('a verification does too, under an id that is escaped', () => {
    const page = visit({ lang: 'en' });
    page.portone.requestIdentityVerification(PERSON);
    expect(partsOf(page.frame().src)).toEqual({
      address: `${url()}/play/identity-verifications/idv%2F1`,
      query: { storeId: STORE_ID, channelKey: 'channel-1', locale: 'EN_US', opener: SHOP },
    });
    expect(page.dialog()?.attributes).toEqual({ 'aria-label': 'Verify your identity' });
    expect(page.button().textContent).toBe('Close');
  });

  it.each([{ pc: 'IFRAME' }, { mobile: 'IFRAME' }, undefined])('a frame is the window of %o too', (windowType) => {
    const page = visit();
    page.portone.requestPayment({ ...PAYMENT, windowType });
    expect(page.wentTo).toEqual([]);
    expect(page.dialog()?.open).toBe(true);
  });

  it('the language that is asked for comes before that of the page', () => {
    const page = visit({ lang: 'ko' });
    page.portone.requestPayment({ ...PAYMENT, locale: 'EN_US' });
    expect(partsOf(page.frame().src).query.locale).toBe('EN_US');
  });

  it('the answer is what the frame says, after which the dialog is gone', async () => {
    const page = visit();
    const answered = page.portone.requestPayment(PAYMENT);
    page.say(ANSWER, url(), page.frame().contentWindow);
    expect(await answered).toEqual(ANSWER);
    expect(page.dialog()).toMatchObject({ open: false, removed: true });
  });

  it('nobody else is believed', async () => {
    const page = visit();
    const answered = page.portone.requestPayment(PAYMENT);
    const own = page.frame().contentWindow;
    page.say({ ...ANSWER, txId: 'of another origin' }, 'https://evil.example.com', own);
    page.say({ ...ANSWER, txId: 'of another window' }, url(), {});
    page.say({ ...ANSWER, transactionType: 'IDENTITY_VERIFICATION' }, url(), own);
    page.say(undefined, url(), own);
    page.say(ANSWER, url(), own);
    expect(await answered).toEqual(ANSWER);
  });
});

describe('closing', () => {
  const closings: [string, (page: ReturnType<typeof visit>) => void][] = [
    ['by the button', (page) => page.button().dispatchEvent(new Event('click'))],
    ['by Escape', (page) => page.dialog()?.dispatchEvent(new Event('cancel', { cancelable: true }))],
  ];

  it.each(closings)('%s asks the frame, which says how it ended', async (_how, close) => {
    const page = visit();
    const answered = page.portone.requestPayment(PAYMENT);
    close(page);
    expect(page.frame().posted).toEqual([['close', url()]]);
    expect(page.dialog()?.open).toBe(true);
    const closed = { transactionType: 'PAYMENT', paymentId: 'pay_1', txId: 'tx', code: 'FAILURE_TYPE_PG' };
    page.say(closed, url(), page.frame().contentWindow);
    expect(await answered).toEqual(closed);
  });

  it('ends also where the frame does not answer', async () => {
    vi.useFakeTimers();
    try {
      const page = visit();
      const answered = page.portone.requestPayment(PAYMENT);
      page.button().dispatchEvent(new Event('click'));
      vi.runAllTimers();
      const message = '구매자가 결제를 취소했습니다';
      const closed = { transactionType: 'PAYMENT', paymentId: 'pay_1', txId: '', code: 'FAILURE_TYPE_PG', message };
      expect(await answered).toEqual(closed);
      expect(page.dialog()?.removed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('by a browser that asks nobody ends it too', async () => {
    const page = visit();
    const answered = page.portone.requestIdentityVerification(PERSON);
    page.dialog()?.dispatchEvent(new Event('close'));
    expect(await answered).toMatchObject({ identityVerificationId: 'idv/1', code: 'FAILURE_TYPE_PG' });
  });
});

describe('the window redirects', () => {
  const cases: [string, Visitor, object][] = [
    ['on a phone', { userAgent: PHONE }, {}],
    ['in a window as narrow as one', { widthPx: 390 }, {}],
    ['on a phone when no window is asked for', { userAgent: PHONE }, { windowType: undefined }],
    ['where that is asked for', {}, { windowType: { pc: 'REDIRECTION' } }],
    ['where it is forced', {}, { forceRedirect: true }],
  ];

  it.each(cases)('%s, and comes back to the shop', (_where, visitor, more) => {
    const page = visit(visitor);
    page.portone.requestPayment({ ...PAYMENT, ...more });
    const [went] = page.wentTo.map(partsOf);
    expect(went?.address).toBe(`${url()}/play/payments/pay_1`);
    expect(went?.query).toMatchObject({ totalAmount: '99000', redirectUrl: BACK });
    expect(went?.query).not.toHaveProperty('opener');
    expect(page.dialog()).toBe(undefined);
  });

  it('on a phone for a verification too, for which no window is asked for', () => {
    const page = visit({ userAgent: PHONE });
    page.portone.requestIdentityVerification(PERSON);
    const [went] = page.wentTo.map(partsOf);
    expect(went?.address).toBe(`${url()}/play/identity-verifications/idv%2F1`);
    expect(went?.query.redirectUrl).toBe(BACK);
  });

  it('but not on a phone where a frame is asked for', () => {
    const page = visit({ userAgent: PHONE });
    page.portone.requestPayment({ ...PAYMENT, windowType: { mobile: 'IFRAME' } });
    expect(page.wentTo).toEqual([]);
    expect(page.dialog()?.open).toBe(true);
  });

  it("and says so, as one of PortOne's errors, when there is no way back", async () => {
    const page = visit({ userAgent: PHONE });
    const error = { __portOneErrorType: 'PaymentError', code: 'BadRequest' };
    await expect(page.portone.requestPayment({ ...PAYMENT, redirectUrl: '' })).rejects.toMatchObject(error);
    expect(page.wentTo).toEqual([]);
  });
});
