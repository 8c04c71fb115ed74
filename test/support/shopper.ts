// What people do on the shop's pages over and over: read its words, sign in, wait in its line, choose seats.
import type { Locator, Page } from 'playwright-core';
import { createTranslator } from 'use-intl/core';
import { messages as english } from '../../web/src/i18n/en/index.ts';
import { messages as korean } from '../../web/src/i18n/ko/index.ts';
import { paths } from '../../web/src/paths.ts';
import type { OnSale, Person } from './people.ts';

const TIME_ZONE = 'Asia/Seoul';

/** What the shop says, e.g. `ko('account.signIn.action')`. */
export const ko = createTranslator({ locale: 'ko', messages: korean, timeZone: TIME_ZONE });
export const en = createTranslator({ locale: 'en', messages: english, timeZone: TIME_ZONE });

/** Waits until it is shown; where it may be there several times, the first. */
export const seen = (what: Locator) => what.first().waitFor();

/** Waits until none of it is shown. */
export const gone = (what: Locator) => what.first().waitFor({ state: 'hidden' });

/** The heading of a page, once it is there. */
export const heading = (page: Page, name: string) => seen(page.getByRole('heading', { level: 1, name, exact: true }));

export const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });

export const link = (page: Page | Locator, name: string) => page.getByRole('link', { name, exact: true });

/** Signs in on the page, in Korean, and goes on to a path of the shop. */
export async function signIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>, next?: string) {
  await page.goto(paths.signIn(next));
  await page.getByLabel(ko('account.email')).fill(email);
  await page.getByLabel(ko('account.password'), { exact: true }).fill(password);
  await button(page, ko('account.signIn.action')).click();
  await page.waitForURL((url) => url.pathname + url.search === (next ?? paths.concerts()));
  await seen(link(page, ko('common.account')));
}

/** Goes through a concert's page and its line, in Korean, to the seats. The line has to be quick. */
export async function admittedTo(page: Page, { concertId }: Pick<OnSale, 'concertId'>): Promise<void> {
  await page.goto(paths.concert(concertId));
  await button(page, ko('concerts.join')).click();
  await link(page, ko('line.toSeats')).click();
  await heading(page, ko('map.title'));
}
