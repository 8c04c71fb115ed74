// Somebody who has a keyboard and nothing else.
import type { Locator, Page } from 'playwright-core';
import { seen } from './shopper.ts';

/** So many stops no page of the shop has. */
const MOST_STOPS = 60;

export const hasFocus = async (page: Page, what: Locator) => (await what.and(page.locator(':focus')).count()) > 0;

/** Goes to something with the Tab key. @throws where the key does not come by it */
export async function tabTo(page: Page, what: Locator): Promise<void> {
  await seen(what);
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await hasFocus(page, what)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come by ${what}`);
}

/** Goes to a button or a link and presses it. */
export async function pressAt(page: Page, what: Locator): Promise<void> {
  await tabTo(page, what);
  await page.keyboard.press('Enter');
}

/** Goes to a field and types. */
export async function typeInto(page: Page, what: Locator, text: string): Promise<void> {
  await tabTo(page, what);
  await page.keyboard.type(text);
}

/** Whether the focus is on the page's heading, as it is after each step. */
export async function headingHasFocus(page: Page, name: string): Promise<boolean> {
  const heading = page.getByRole('heading', { level: 1, name, exact: true });
  await seen(heading);
  return hasFocus(page, heading);
}
