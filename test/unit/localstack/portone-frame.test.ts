// The stand-in's pages in the frame of a shop's page: whom they answer, and what.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { KIM, useStandIn } from './portone-support.ts';

const { client, checkedOut, send, newId, play, open, submit, openWindow, submitWindow } = useStandIn();

const SHOP = 'https://shop.example.com';
const CARD = { orderName: '공연 15번', totalAmount: '99000', storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY };
const BADLY = ['https://shop.example.com/path', 'https://shop.example.com/', 'javascript:alert(1)', 'null', '*'];
const SCRIPT = '<script src="/play/window.js"';

const unescaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** What the page's script is told: of whom the frame is, and what they are answered. */
async function told(response: Response) {
  const page = await response.text();
  const [, opener, answer] =
    /<script src="\/play\/window.js" defer data-opener="([^"]*)"(?: data-answer="([^"]*)")?>/.exec(page) ?? [];
  return { opener, ...(answer === undefined ? {} : { answer: JSON.parse(unescaped(answer)) as unknown }) };
}

async function registered(): Promise<string> {
  const paymentId = `pay_frame_${crypto.randomUUID()}`;
  await client().preRegisterPayment({ paymentId, totalAmount: 99_000, currency: 'KRW' });
  return paymentId;
}

describe('a page in a frame', () => {
  it('has the one script that its policy allows, and carries who opened it to the form', async () => {
    for (const response of [
      await open(newId(), `?opener=${SHOP}&locale=KO_KR`),
      await openWindow(await registered(), { ...CARD, opener: SHOP, locale: 'KO_KR' }),
    ]) {
      expect(response.headers.get('content-security-policy')).toContain(
        "default-src 'none'; style-src 'self'; script-src 'self';",
      );
      const page = await response.clone().text();
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).toContain(`name="opener" value="${SHOP}"`);
      expect(page).toContain('name="locale" value="KO_KR"');
      expect(page).not.toContain('autofocus');
      expect(await told(response)).toEqual({ opener: SHOP });
    }
    const script = await send('GET', '/play/window.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('has none where no shop opened it', async () => {
    expect(await (await open(newId())).text()).not.toContain(SCRIPT);
    expect(await (await openWindow(await registered(), CARD)).text()).not.toContain(SCRIPT);
  });

  it("is in the shop's language, whatever the reader's is", async () => {
    expect(await (await open(newId(), '?locale=KO_KR', 'en')).text()).toContain('<html lang="ko">');
    expect(await (await open(newId(), '?locale=EN_US', 'ko')).text()).toContain('<html lang="en">');
    const id = await registered();
    expect(await (await openWindow(id, { ...CARD, locale: 'EN_US' }, 'ko')).text()).toContain('<html lang="en">');
    const done = await submitWindow(id, { ...CARD, opener: SHOP, locale: 'KO_KR', action: 'pay' });
    expect(await done.text()).toContain('<html lang="ko">');
  });

  it.each(BADLY)('does not open for %s, which is no origin of the web', async (opener) => {
    const responses = [
      await open(newId(), `?opener=${encodeURIComponent(opener)}`),
      await submit(newId(), { action: 'verify', ...KIM, opener }),
      await openWindow(await registered(), { ...CARD, opener }),
      await submitWindow(await registered(), { ...CARD, opener, action: 'pay' }),
    ];
    for (const response of responses) {
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain(SCRIPT);
    }
  });
});

describe('the last page of a payment', () => {
  it('answers what the server confirms with, and nothing to read for anybody else', async () => {
    const id = await registered();
    const response = await submitWindow(id, { ...CARD, opener: SHOP, action: 'pay' });
    expect(await response.clone().text()).not.toContain('curl');
    expect(await told(response)).toEqual({
      opener: SHOP,
      answer: {
        transactionType: 'PAYMENT',
        paymentId: id,
        txId: expect.stringMatching(/^[\da-f-]{36}$/),
        paymentToken: expect.stringMatching(/^[\w-]{32}$/),
      },
    });
  });

  it.each([
    ['refuse', 'PAY_PROCESS_ABORTED'],
    ['close', 'PAY_PROCESS_CANCELED'],
  ])('answers code and message after %s', async (action, pgCode) => {
    const id = await registered();
    const answer = { paymentId: id, code: 'FAILURE_TYPE_PG', pgCode };
    expect(await told(await submitWindow(id, { ...CARD, opener: SHOP, action }))).toMatchObject({ answer });
  });

  it('answers at once what does not open', async () => {
    const { paymentId } = await checkedOut({ action: 'capture' });
    const asked = { ...CARD, opener: SHOP };
    expect(await told(await openWindow(paymentId, asked))).toMatchObject({
      answer: { paymentId, code: 'ALREADY_PAID' },
    });
    const id = await registered();
    const elsewhere = await openWindow(id, { ...asked, storeId: 'store-other' });
    expect(await told(elsewhere)).toMatchObject({ opener: SHOP, answer: { paymentId: id, code: 'FORBIDDEN' } });
    const nothing = await openWindow(id, { ...asked, totalAmount: '0' });
    expect(await told(nothing)).toMatchObject({ answer: { paymentId: id, code: 'INVALID_REQUEST' } });
  });

  it('is not the one that asks again', async () => {
    const again = await submitWindow(await registered(), { ...CARD, opener: SHOP, action: 'pay', paidAmount: '-5' });
    expect(again.status).toBe(400);
    expect(await told(again)).toEqual({ opener: SHOP });
  });
});

describe('the last page of a verification', () => {
  const attempt = expect.stringMatching(/^stand-in-attempt-/);

  it('answers who was verified under which id', async () => {
    const id = newId();
    expect(await told(await submit(id, { action: 'verify', ...KIM, opener: SHOP }))).toEqual({
      opener: SHOP,
      answer: {
        ...{ transactionType: 'IDENTITY_VERIFICATION', identityVerificationId: id },
        identityVerificationTxId: attempt,
      },
    });
  });

  it.each([
    ['fail', 'STAND_IN_FAILED'],
    ['cancel', 'STAND_IN_CANCELLED'],
  ])('answers code and message after %s', async (action, pgCode) => {
    const response = await submit(newId(), { action, opener: SHOP });
    const answer = { identityVerificationTxId: attempt, code: 'FAILURE_TYPE_PG', pgCode };
    expect(await told(response)).toMatchObject({ answer });
  });

  it('answers that it was done before, and why it does not open', async () => {
    const id = newId();
    await play(id, KIM);
    const already = { answer: { identityVerificationId: id, code: 'IDENTITY_VERIFICATION_ALREADY_VERIFIED' } };
    expect(await told(await open(id, `?opener=${SHOP}`))).toMatchObject(already);
    expect(await told(await submit(id, { action: 'verify', ...KIM, opener: SHOP }))).toMatchObject(already);
    const elsewhere = await open(newId(), `?opener=${SHOP}&storeId=store-other`);
    expect(await told(elsewhere)).toMatchObject({ opener: SHOP, answer: { code: 'FORBIDDEN' } });
  });
});

describe('the script of a page in a frame', () => {
  class Button {
    clicks = 0;
    click() {
      this.clicks++;
    }
  }

  /** Runs it as the page does that has one button to close with. */
  async function run(dataset: Record<string, string>, alone = false) {
    const script = await (await send('GET', '/play/window.js')).text();
    const posted: [unknown, string][] = [];
    const parent = { postMessage: (data: unknown, origin: string) => posted.push([data, origin]) };
    const own = {};
    const heard = new EventTarget();
    const button = new Button();
    runInNewContext(script, {
      window: Object.assign(own, { parent: alone ? own : parent }),
      document: { currentScript: { dataset }, querySelector: () => button },
      HTMLButtonElement: Button,
      addEventListener: heard.addEventListener.bind(heard),
    });
    const hear = (type: string, event: object) => heard.dispatchEvent(Object.assign(new Event(type), event));
    return { posted, parent, button, hear };
  }

  it('posts the answer to the origin that opened the page, and to no other', async () => {
    const answer = { transactionType: 'PAYMENT', paymentId: 'pay_1' };
    const { posted } = await run({ opener: SHOP, answer: JSON.stringify(answer) });
    expect(posted).toEqual([[answer, SHOP]]);
  });

  it("closes at Escape and at the shop's word", async () => {
    const { button, parent, hear, posted } = await run({ opener: SHOP });
    hear('keydown', { key: 'Escape' });
    hear('message', { source: parent, origin: SHOP, data: 'close' });
    expect(button.clicks).toBe(2);
    expect(posted).toEqual([]);
  });

  it("closes at no other key, and at nobody else's word", async () => {
    const { button, parent, hear } = await run({ opener: SHOP });
    hear('keydown', { key: 'Enter' });
    hear('message', { source: parent, origin: 'https://evil.example.com', data: 'close' });
    hear('message', { source: {}, origin: SHOP, data: 'close' });
    hear('message', { source: parent, origin: SHOP, data: 'open' });
    expect(button.clicks).toBe(0);
  });

  it('does nothing where the page is in no frame', async () => {
    const { button, hear } = await run({ opener: SHOP }, true);
    hear('keydown', { key: 'Escape' });
    expect(button.clicks).toBe(0);
  });
});
