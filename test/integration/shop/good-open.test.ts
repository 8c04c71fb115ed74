// Pages that anybody can open, by axe and on narrow windows, in both languages.
import { beforeAll, describe, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor } from '../../support/browser.ts';
import { newConcert } from '../../support/journey.ts';
import { expectGood } from '../../support/looks.ts';
import type { OnSale } from '../../support/people.ts';
import { button, en, heading, ko, seen } from '../../support/shopper.ts';

let onSale: OnSale;
let coming: OnSale;
beforeAll(async () => {
  [onSale, coming] = await Promise.all([newConcert(), newConcert({}, 3_600_000)]);
});

describe.each([
  ['Korean', 'ko-KR', ko],
  ['English', 'en-US', en],
] as const)('in %s', (_, locale, words) => {
  it('what is on sale and what is to come keep nobody out', async (test) => {
    const page = await (await newVisitor(test, { ...DESK, locale })).open(paths.concerts());
    await heading(page, words('concerts.title'));
    await expectGood(page);
    await page.goto(paths.concert(onSale.concertId));
    await seen(button(page, words('concerts.join')));
    await expectGood(page);
    await page.goto(paths.concert(coming.concertId));
    await seen(page.getByRole('timer', { name: words('concerts.countdown') }));
    await expectGood(page);
    await page.goto(paths.concert('con_0123456789ab'));
    await heading(page, words('concerts.title'));
    await seen(page.getByText(words('concerts.otherConcerts')));
    await expectGood(page);
  });

  it('signing in and up keeps nobody out, with and without faults', async (test) => {
    const page = await (await newVisitor(test, { ...DESK, locale })).open(paths.signIn());
    await heading(page, words('account.signIn.title'));
    await expectGood(page);
    await button(page, words('account.signIn.action')).click();
    await seen(page.getByText(words('account.typed.EMPTY')));
    await expectGood(page);
    await page.goto(paths.signUp());
    await seen(button(page, words('account.identity.action')));
    await expectGood(page);
    await page.goto(paths.resetPassword());
    await seen(button(page, words('account.identity.action')));
    await expectGood(page);
    await page.goto(paths.identityBack());
    await heading(page, words('account.identity.back'));
    await expectGood(page);
  });

  it('pages for members, and those that there are not, keep nobody out', async (test) => {
    const page = await (await newVisitor(test, { ...DESK, locale })).open(paths.wallet());
    await heading(page, words('common.signInFirst'));
    await expectGood(page);
    await page.goto('/nowhere');
    await heading(page, words('common.notFound'));
    await expectGood(page);
  });
});
