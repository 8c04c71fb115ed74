// A person's browser on the shop of the test cloud: what a page does wrong fails its test, and a failure leaves pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  devices,
  type Page,
} from 'playwright-core';
import { afterAll, expect, inject, type TestContext } from 'vitest';
import { findBrowser, localDir } from '../../scripts/setup.mjs';

/** What most of the shop's visitors hold. */
export const PHONE = { ...devices['Pixel 7'], locale: 'ko-KR' } satisfies BrowserContextOptions;
export const DESK = {
  ...devices['Desktop Chrome'],
  viewport: { width: 1280, height: 800 },
  locale: 'ko-KR',
} satisfies BrowserContextOptions;

let browser: Promise<Browser> | undefined;

/** One browser for all tests of a file. */
function launched(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('there is no Chromium: npm test installs one, or says how to');
  browser ??= chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

/** What a page says of faults of its own; an answer that is a refusal is none. */
const REFUSED = /^Failed to load resource: the server responded with a status of (4\d\d|503)/;

/** Somebody's browser: its tabs share cookies and storage. */
export interface Visitor {
  readonly context: BrowserContext;
  /** Opens a tab at a path of the shop. */
  open(path: string): Promise<Page>;
}

export interface VisitorOptions extends BrowserContextOptions {
  /** Whether the network is cut on purpose. */
  readonly isCutOff?: boolean;
}

/** Somebody with a browser of their own, with no cookies, for one test. */
export async function newVisitor(test: TestContext, options: VisitorOptions = {}): Promise<Visitor> {
  const { isCutOff = false, ...asked } = options;
  const context = await (await launched()).newContext({ ...PHONE, baseURL: inject('cloud').shopUrl, ...asked });
  context.setDefaultTimeout(20_000);
  // Every step with the page as it was; a film of it would cost more than the tests themselves.
  await context.tracing.start({ snapshots: true });
  const faults: string[] = [];
  context.on('weberror', (fault) => faults.push(fault.error().stack ?? fault.error().message));
  context.on('console', (said) => {
    if (said.type() !== 'error' || REFUSED.test(said.text())) return;
    if (isCutOff && /^Failed to load resource: net::/.test(said.text())) return;
    faults.push(said.text());
  });
  test.onTestFinished(async () => {
    try {
      if (test.task.result?.state === 'fail' || faults.length > 0) await keep(context, test.task.name);
    } finally {
      await context.close();
    }
    expect(faults, 'what pages said of faults').toEqual([]);
  });
  return {
    context,
    async open(path) {
      const page = await context.newPage();
      await page.goto(path);
      return page;
    },
  };
}

/** Keeps what a failed test saw: a picture of every tab, and a trace (`npx playwright-core show-trace`). */
async function keep(context: BrowserContext, name: string): Promise<void> {
  const dir = join(localDir, 'failures', name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80));
  mkdirSync(dir, { recursive: true });
  for (const [i, page] of context.pages().entries()) {
    await page.screenshot({ path: join(dir, `tab-${i + 1}.png`), fullPage: true, timeout: 5_000 }).catch(() => {});
  }
  await context.tracing.stop({ path: join(dir, 'trace.zip') });
  console.error(`pictures and a trace of "${name}": ${dir}`);
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Nothing that axe knows of keeps anybody from using the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  await page.evaluate(axe.source);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`;
  const { violations } = (await page.evaluate(run)) as { violations: { id: string; nodes: { html: string }[] }[] };
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
