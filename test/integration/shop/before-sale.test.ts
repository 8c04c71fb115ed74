// Before a sale opens: clocks count down by the server's time, and a page that is left open joins and goes in by itself.
import type { Page } from 'playwright-core';
import { expect, it, type TestContext } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { newVisitor } from '../../support/browser.ts';
import { newConcert, newPerson } from '../../support/journey.ts';
import { heading, ko, seen, signIn } from '../../support/shopper.ts';

const HOUR_MS = 3_600_000;
const OPENS_IN_SECONDS = 18;
const EARLY_SECONDS = 8;

/** Somebody signed in, by whose clock it is so much later. */
async function newMember(test: TestContext, skewMs: number): Promise<Page> {
  const { context, open } = await newVisitor(test);
  await context.clock.install({ time: Date.now() + skewMs });
  const page = await open('/');
  await signIn(page, await newPerson());
  return page;
}

/** Seconds that a clock of the page shows, in Korean; NaN for minutes and more. */
async function secondsOn(page: Page, name: string): Promise<number> {
  const clock = page.getByRole('timer', { name });
  await seen(clock);
  return Number(/^(\d+)초$/.exec(await clock.innerText())?.[1] ?? Number.NaN);
}

/** From the page of a concert that is to come to somebody's turn; nothing is pressed. */
async function waitFor(page: Page, concertId: string): Promise<void> {
  await page.goto(paths.concert(concertId));
  expect(await secondsOn(page, ko('concerts.countdown'))).toBeLessThanOrEqual(OPENS_IN_SECONDS);
  await page.goto(paths.line(concertId));
  await heading(page, ko('line.notYet'));
  expect(await secondsOn(page, ko('line.joinIn'))).toBeLessThanOrEqual(OPENS_IN_SECONDS - EARLY_SECONDS);
  await heading(page, ko('line.waiting'));
  await seen(page.getByText(ko('line.early')));
  expect(await secondsOn(page, ko('line.opensIn'))).toBeLessThanOrEqual(EARLY_SECONDS);
  await heading(page, ko('line.turn'));
}

it('counts down by the server, joins when it may, and lets in at the open, however wrong one’s own clock is', async (test) => {
  const [ahead, behind] = await Promise.all([newMember(test, HOUR_MS), newMember(test, -HOUR_MS)]);
  const opensAt = Date.now() + OPENS_IN_SECONDS * 1000;
  const sale = { ratePerSecond: 10, earlySeconds: EARLY_SECONDS };
  const { concertId } = await newConcert(sale, OPENS_IN_SECONDS * 1000);
  await Promise.all([waitFor(ahead, concertId), waitFor(behind, concertId)]);
  expect(Date.now()).toBeGreaterThanOrEqual(opensAt);
});
