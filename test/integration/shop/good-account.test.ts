// The account, empty lists, addresses that lead nowhere, and the organiser's pages, by axe and on narrow windows.
import { expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor } from '../../support/browser.ts';
import { newShopper } from '../../support/buying.ts';
import { newConcert, theOperator } from '../../support/journey.ts';
import { steer, takePlaces, tell } from '../../support/line-ahead.ts';
import { expectGood } from '../../support/looks.ts';
import { button, gone, heading, ko, seen, signIn } from '../../support/shopper.ts';

it('the account and its questions keep nobody out', async (test) => {
  const { page } = await newShopper(test);
  await page.goto(paths.account());
  await heading(page, ko('account.page.title'));
  await seen(page.getByText(ko('account.sessions.current')));
  await expectGood(page);
  for (const [opener, title] of [
    [ko('account.sessions.all'), ko('account.sessions.allTitle')],
    [ko('account.change.open'), ko('account.change.open')],
    [ko('account.leave.open'), ko('account.leave.question')],
  ] as const) {
    await button(page, opener).click();
    const question = page.getByRole('dialog', { name: title });
    await seen(question);
    await expectGood(page);
    await page.keyboard.press('Escape');
    await gone(question);
  }
});

it('what is empty, and what is not there, keeps nobody out', async (test) => {
  const { page } = await newShopper(test);
  await page.goto(paths.tickets());
  await seen(page.getByText(ko('tickets.noTickets')));
  await expectGood(page);
  await page.goto(paths.wallet());
  await seen(page.getByText(ko('wallet.history.empty')));
  await expectGood(page);
  await button(page, ko('wallet.charge.confirmNone')).click();
  await seen(page.getByText(ko('wallet.charge.none')));
  await expectGood(page);
  await page.goto(paths.reservation('rsv_0123456789ab'));
  await heading(page, ko('checkout.notFound'));
  await expectGood(page);
  await page.goto(paths.cardBack());
  await heading(page, ko('checkout.cardBack.nothingTitle'));
  await expectGood(page);
  await page.goto(paths.organiser());
  await heading(page, ko('organiser.refused'));
  await expectGood(page);
});

it('the organiser’s pages and orders keep nobody out', async (test) => {
  const { concertId } = await newConcert();
  await steer(concertId, 'pause');
  await tell(concertId, '음향 점검 중이에요.');
  await takePlaces(concertId, 3);
  const page = await (await newVisitor(test, DESK)).open('/');
  await signIn(page, await theOperator(), paths.organiser());
  await heading(page, ko('organiser.title'));
  for (const panel of ['health', 'ranking', 'refunds', 'dead', 'journey'] as const) {
    await seen(page.getByRole('region', { name: ko(`organiser.${panel}.title`) }));
  }
  await expectGood(page);
  await page.goto(paths.organiserConcert(concertId));
  await seen(page.getByText(ko('organiser.state.paused'), { exact: true }));
  await seen(page.getByText('음향 점검 중이에요.').first());
  await expectGood(page);
  for (const order of ['numbers', 'message', 'passThrough'] as const) {
    await button(page, ko(`organiser.controls.${order}`)).click();
    const dialog = page.getByRole('dialog', { name: ko(`organiser.controls.${order}`) });
    await button(dialog, ko('organiser.controls.apply')).click();
    await seen(dialog.getByText(ko('organiser.controls.reasonMissing')));
    await expectGood(page);
    await page.keyboard.press('Escape');
    await gone(dialog);
  }
  expect(await page.getByRole('dialog').count()).toBe(0);
});
