// Korean and English: each page in both, a choice that stays, and refusals in the language that was chosen.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor } from '../../support/browser.ts';
import { newShopper } from '../../support/buying.ts';
import { eventually, newConcert } from '../../support/journey.ts';
import { button, en, heading, ko, seen } from '../../support/shopper.ts';

const languageOf = (page: Page) => page.locator('html').getAttribute('lang');

/** What tests call concerts and people is the same in both. */
const NAMES = /공연|김하늘/g;

/** English words only, but for names. */
async function expectEnglish(page: Page): Promise<void> {
  expect(await languageOf(page)).toBe('en');
  const text = (await page.getByRole('main').innerText()).replaceAll(NAMES, '');
  expect(text.split('\n').filter((line) => /\p{Script=Hangul}/u.test(line))).toEqual([]);
}

/** The headings of pages that anybody can open, and of those for members. */
const OPEN = [
  [paths.concerts(), 'concerts.title'],
  [paths.signIn(), 'account.signIn.title'],
  [paths.signUp(), 'account.signUp.title'],
  [paths.resetPassword(), 'account.reset.title'],
  [paths.identityBack(), 'account.identity.back'],
  ['/nowhere', 'common.notFound'],
] as const;

const FOR_MEMBERS = [
  [paths.tickets(), 'tickets.title'],
  [paths.wallet(), 'wallet.title'],
  [paths.account(), 'account.page.title'],
  [paths.cardBack(), 'checkout.cardBack.nothingTitle'],
  [paths.reservation('rsv_0123456789ab'), 'checkout.notFound'],
  [paths.organiser(), 'organiser.refused'],
] as const;

it('has each page that anybody can open in both, and keeps the language that was chosen', async (test) => {
  const { open } = await newVisitor(test, DESK);
  const page = await open('/');
  for (const [path, title] of OPEN) {
    await page.goto(path);
    await heading(page, ko(title));
    expect(await languageOf(page)).toBe('ko');
  }
  await button(page, ko('common.language')).click();
  await heading(page, en('common.notFound'));
  for (const [path, title] of OPEN) {
    await page.goto(path);
    await heading(page, en(title));
    await expectEnglish(page);
  }
  await page.reload();
  await heading(page, en('common.notFound'));
  const another = await open(paths.signIn());
  await heading(another, en('account.signIn.title'));
  await button(another, en('common.language')).click();
  await heading(another, ko('account.signIn.title'));
});

it('has each page for members in both', async (test) => {
  const { concertId } = await newConcert({ ratePerSecond: 10 });
  const { page } = await newShopper(test);
  for (const [path, title] of FOR_MEMBERS) {
    await page.goto(path);
    await heading(page, ko(title));
  }
  await button(page, ko('common.language')).click();
  await heading(page, en('organiser.refused'));
  for (const [path, title] of FOR_MEMBERS) {
    await page.goto(path);
    await heading(page, en(title));
    await expectEnglish(page);
  }
  await page.goto(paths.concert(concertId));
  await seen(button(page, en('concerts.join')));
  await expectEnglish(page);
  await button(page, en('concerts.join')).click();
  await heading(page, en('line.turn'));
  await expectEnglish(page);
  await page.goto(paths.seats(concertId));
  await heading(page, en('map.title'));
  await seen(page.getByText(en('map.free', { count: 30 })));
  await expectEnglish(page);
  await button(page, en('map.bar.best')).click();
  await button(page, en('map.best.find')).click();
  await heading(page, en('checkout.held.title'));
  await expectEnglish(page);
});

it('speaks the browser’s language until one is chosen', async (test) => {
  const page = await (await newVisitor(test, { ...DESK, locale: 'en-GB' })).open('/');
  await heading(page, en('concerts.title'));
  await expectEnglish(page);
});

it('tells why something was refused in the language that was chosen, also after it was', async (test) => {
  const page = await (await newVisitor(test, DESK)).open(paths.signIn());
  await page.getByLabel(ko('account.email')).fill('nobody@example.com');
  await page.getByLabel(ko('account.password'), { exact: true }).fill('not the password');
  await button(page, ko('account.signIn.action')).click();
  await seen(page.getByText(ko('errors.BAD_CREDENTIALS')));
  await button(page, ko('common.language')).click();
  await seen(page.getByText(en('errors.BAD_CREDENTIALS')));
  await eventually(async () => ((await languageOf(page)) === 'en' ? true : undefined));
  await expectEnglish(page);
});
