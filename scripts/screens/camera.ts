// Takes pictures of a page: in the sizes and colours that the shop is looked at in, small enough for a repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';

export type Language = 'ko' | 'en';

export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } } as const;
export type Size = keyof typeof SIZES;

export interface Shot {
  readonly screen: string;
  readonly language: Language;
  readonly size: Size;
  readonly isDark: boolean;
}

export const fileOf = ({ screen, language, size, isDark }: Shot) =>
  `${screen}.${language}.${size}${isDark ? '.dark' : ''}.webp`;

/** Of the device, for one of CSS. */
const PIXELS = 2;
const QUALITY = 74;
/** What glides is there by then, and what is loaded late. */
const SETTLED_MS = 250;
/** Room above what is on top. */
const ABOVE = 76;

/** Somebody's browser with one tab, and a camera in front of it. */
export interface Camera {
  readonly page: Page;
  /** Shows everything in that language from the next page on. */
  speak(language: Language): Promise<void>;
  /** Takes one picture of what is shown. @param from what is on top of it, in place of the top of the page */
  take(shot: Shot, folder: string, from?: Locator): Promise<void>;
}

/** A browser with no cookies, as those are that people hold in hand. */
export async function newCamera(browser: Browser, baseURL: string): Promise<Camera> {
  const context = await browser.newContext({
    baseURL,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    reducedMotion: 'reduce',
    deviceScaleFactor: PIXELS,
    viewport: SIZES.phone,
  });
  const page = await context.newPage();
  await page.goto('/');
  return cameraOf(page, await context.newCDPSession(page));
}

function cameraOf(page: Page, devtools: CDPSession): Camera {
  return {
    page,
    async speak(language) {
      await page.evaluate(`localStorage.setItem('onsale.language', ${JSON.stringify(language)})`);
    },
    async take(shot, folder, from) {
      await page.setViewportSize(SIZES[shot.size]);
      await page.emulateMedia({ colorScheme: shot.isDark ? 'dark' : 'light' });
      await page.evaluate('document.fonts.ready.then(() => scrollTo(0, 0))');
      const top = (await from?.boundingBox())?.y;
      if (top !== undefined) await page.evaluate(`scrollTo(0, ${top - ABOVE})`);
      await sleep(SETTLED_MS);
      const { cssVisualViewport: seen } = await devtools.send('Page.getLayoutMetrics');
      const clip = { x: seen.pageX, y: seen.pageY, ...SIZES[shot.size], scale: PIXELS };
      const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, clip });
      writeFileSync(join(folder, fileOf(shot)), Buffer.from(data, 'base64'));
    },
  };
}
