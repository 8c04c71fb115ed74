// One page as it is to be pictured: how to get there, and what is to be seen.
import type { Locator, Page } from 'playwright-core';
import type { ko } from '../../test/support/shopper.ts';
import type { Language } from './camera.ts';
import type { Buyer, Scene } from './scene.ts';

export interface Stage {
  readonly page: Page;
  readonly language: Language;
  /** What the shop says in that language. */
  readonly say: typeof ko;
  readonly scene: Scene;
  /** Who is signed in, on the pages of those who buy. */
  readonly buyer: Buyer;
}

export interface Screen {
  /** Of its files. */
  readonly name: string;
  /** What the picture shows, for who reads the list of them. */
  readonly says: string;
  /** Also taken in dark colours. */
  readonly isDark?: boolean;
  /** Brings the page there, until all of it is to be seen. */
  open(stage: Stage): Promise<void>;
  /** What is on top of the picture, where that is not the top of the page. */
  readonly from?: (stage: Stage) => Locator;
}

/** Goes to a path of the shop, until its heading is there. */
export async function go({ page }: Pick<Stage, 'page'>, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  // What is loaded by then is what somebody sees who looks for a moment.
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {});
}

export const button = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole('button', { name, exact: typeof name === 'string' });
