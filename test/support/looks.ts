// How a page is looked at: phone and desk, light and dark, without motion, at 360 px and at 200 % zoom.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './browser.ts';

/** Colours are the same at every width: so each width has one scheme. */
const LOOKS = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 1280, height: 800, colorScheme: 'dark' },
] as const;

/** The narrowest phone, and one of 640 × 1136 at 200 %. */
const NARROW = [
  { width: 360, height: 740 },
  { width: 320, height: 568 },
] as const;

/** How many elements move, or would when they change. */
export function moving(page: Page): Promise<number> {
  return page.evaluate<number>(`[...document.querySelectorAll('*')].filter((element) => {
    const { transitionDuration, animationName } = getComputedStyle(element);
    return animationName !== 'none' || transitionDuration.split(',').some((one) => parseFloat(one) > 0);
  }).length`);
}

/** What is wider than the page, in the words of who looks for it. */
const sideways = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > room + 0.5)
      .map((element) => element.outerHTML.slice(0, 120));
  })()`);

/** Nothing keeps anybody from using the page as it is now, whatever they look at it with. */
export async function expectGood(page: Page): Promise<void> {
  const { width, height } = page.viewportSize() ?? LOOKS[0];
  for (const { colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
  }
  for (const size of NARROW) {
    await page.setViewportSize(size);
    expect(await sideways(page), `what is wider than ${size.width} px`).toEqual([]);
  }
  expect(await moving(page), 'what moves though nobody wants it to').toBe(0);
  await page.setViewportSize({ width, height });
}
