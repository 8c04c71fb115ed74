// One wish is one wish: pressed again after coming back or reloading; and who signs in on the way loses nothing.
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { PHONE } from '../../support/browser.ts';
import { booksFor, newShopper, noted } from '../../support/buying.ts';
import { button, heading, ko, link, seen } from '../../support/shopper.ts';

const CHARGE = '/api/v1/me/balance/charge';
const COMPLETE = /^\/api\/v1\/payments\/[^/]+\/complete$/;
const AMOUNT = 12_345;
const CUT_OFF = { ...PHONE, isCutOff: true };

const amount = (page: Page) => page.getByLabel(ko('wallet.charge.own'));

const press = async (page: Page) => {
  await amount(page).fill(String(AMOUNT));
  await button(page, ko('wallet.charge.confirm', { amount: AMOUNT })).click();
};

const charged = (page: Page) => seen(page.getByText(ko('common.won', { amount: AMOUNT }), { exact: true }));

const keysOf = (requests: readonly { headers(): Record<string, string> }[]) =>
  requests.map((request) => request.headers()['idempotency-key']);

/** The first request is done once somebody says so, and nobody hears of it. */
async function loseFirst(page: Page, whenSaid: Promise<unknown>): Promise<void> {
  let isDone = false;
  await page.route(
    ({ pathname }) => pathname === CHARGE,
    async (route: Route) => {
      if (isDone) return route.fallback();
      isDone = true;
      await whenSaid;
      await route.fetch();
      await route.abort();
    },
  );
}

describe('a charge whose answer is lost', () => {
  it('is under way yet for who left the page and came back, and is made once', async (test) => {
    const { visitor, page, person } = await newShopper(test, CUT_OFF);
    const charges = noted(visitor.context, 'POST', CHARGE);
    const answered = Promise.withResolvers<void>();
    await loseFirst(page, answered.promise);
    await link(page, ko('common.wallet')).click();
    await press(page);
    await link(page, ko('common.account')).click();
    await heading(page, ko('account.page.title'));
    await link(page, ko('common.wallet')).click();
    await seen(page.locator('form button[type="submit"][aria-disabled="true"]'));
    await amount(page).fill(String(AMOUNT));
    await amount(page).press('Enter');
    answered.resolve();
    await charged(page);
    const keys = keysOf(charges);
    expect(keys).toEqual([expect.stringMatching(/\S/), keys[0]]);
    expect((await booksFor(person)).wallet).toEqual([['CHARGE', AMOUNT]]);
  });

  it('is made once by who reloads and presses again', async (test) => {
    const { visitor, page, person } = await newShopper(test, CUT_OFF);
    const charges = noted(visitor.context, 'POST', CHARGE);
    await page.goto(paths.wallet());
    await loseFirst(page, Promise.resolve());
    const lost = page.waitForEvent('requestfailed', (request) => request.url().endsWith(CHARGE));
    await press(page);
    await lost;
    await page.reload();
    await press(page);
    await charged(page);
    expect(new Set(keysOf(charges)).size).toBe(1);
    expect((await booksFor(person)).wallet).toEqual([['CHARGE', AMOUNT]]);
  });
});

describe('who comes back from the card company signed out', () => {
  it('signs in, and the money is asked for with the very token that came', async (test) => {
    const { visitor, page, person } = await newShopper(test, PHONE);
    await page.goto(paths.account());
    await button(page, ko('account.page.signOut')).click();
    await seen(link(page, ko('common.signIn')));
    const asked = noted(visitor.context, 'POST', COMPLETE);
    const paymentToken = 'ab%2Bcd%';
    await page.goto(`${paths.cardBack()}?${new URLSearchParams({ paymentId: 'pay_none', paymentToken })}`);
    await link(page.getByRole('main'), ko('common.signIn')).click();
    await page.getByLabel(ko('account.email')).fill(person.email);
    await page.getByLabel(ko('account.password'), { exact: true }).fill(person.password);
    await button(page, ko('account.signIn.action')).click();
    await heading(page, ko('checkout.cardBack.problemTitle'));
    expect(asked.map((request) => request.postDataJSON())).toEqual([{ paymentToken }]);
  });
});
