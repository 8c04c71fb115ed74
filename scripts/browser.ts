// A Chromium for scripts: installed where there is none, and closed whatever happens.
import { type Browser, chromium } from 'playwright-core';
import { ensureBrowser, findBrowser } from './setup.mjs';

/** @throws Failure with what to do when there is no browser and none can be installed */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  await ensureBrowser();
  const executablePath = findBrowser() ?? '';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}
