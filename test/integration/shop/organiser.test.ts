// The organiser's page in a browser, and what those who wait see of what is done there.
import type { Page } from 'playwright-core';
import { it, type TestContext } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor } from '../../support/browser.ts';
import { newShopper } from '../../support/buying.ts';
import { api, charge, eventually, hold, newAdmitted, newConcert, PRICES, theOperator } from '../../support/journey.ts';
import { takePlaces } from '../../support/line-ahead.ts';
import { button, gone, heading, ko, link, seen, signIn } from '../../support/shopper.ts';

/** The operator, on the page of a concert. */
async function organiserOf(test: TestContext, concertId: string): Promise<Page> {
  const page = await (await newVisitor(test, DESK)).open('/');
  await signIn(page, await theOperator(), paths.organiserConcert(concertId));
  await seen(page.getByRole('region', { name: ko('organiser.line.title') }));
  return page;
}

/** Gives an order, and says why. @param fill the other fields */
async function order(page: Page, control: 'pause' | 'resume' | 'message', reason: string, fill?: string) {
  const name = ko(`organiser.controls.${control}`);
  await button(page, name).click();
  const dialog = page.getByRole('dialog', { name });
  if (fill !== undefined) await dialog.getByLabel(ko('organiser.controls.messageField')).fill(fill);
  await dialog.getByLabel(ko('organiser.controls.reason')).fill(reason);
  await button(dialog, ko('organiser.controls.apply')).click();
  await gone(dialog);
  await seen(page.getByText(ko('organiser.controls.done', { what: name })));
}

const state = (page: Page, name: 'running' | 'paused') =>
  seen(page.getByText(ko(`organiser.state.${name}`), { exact: true }));

it('shows a line live, pauses it with a reason, tells those who wait, and lets them in again', async (test) => {
  const { concertId } = await newConcert({ ratePerSecond: 10, claimSeconds: 9 });
  const organiser = await organiserOf(test, concertId);
  await order(organiser, 'pause', '무대 점검이 끝나지 않았어요');
  await state(organiser, 'paused');
  await seen(organiser.getByText('무대 점검이 끝나지 않았어요'));

  await takePlaces(concertId, 3);
  const { page } = await newShopper(test);
  await page.goto(paths.line(concertId));
  await seen(page.getByText(ko('line.nth', { position: 4 }), { exact: true }));
  await seen(page.getByText(ko('line.paused')));
  const tab = `${ko('organiser.line.tab', { waiting: 4, name: '공연' })} · onsale`;
  await eventually(async () => ((await organiser.title()) === tab ? true : undefined));

  await order(organiser, 'message', '모두에게 알림', '곧 다시 시작해요.');
  await seen(organiser.getByText(ko('organiser.line.messageNow')));
  await seen(page.getByText('곧 다시 시작해요.'));

  await order(organiser, 'resume', '점검이 끝났어요');
  await state(organiser, 'running');
  await heading(page, ko('line.turn'));
  await eventually(async () => ((await organiser.title()) === '공연 · onsale' ? true : undefined));
});

it('shows what is sold of each grade soon after somebody bought', async (test) => {
  const { concertId, scheduleId } = await newConcert({ ratePerSecond: 10 });
  const page = await organiserOf(test, concertId);
  const sold = (taken: number, total: number) => seen(page.getByText(ko('organiser.seats.taken', { taken, total })));
  await sold(0, 30);
  const buyer = await newAdmitted(concertId);
  await charge(buyer, 2 * PRICES.STANDARD);
  const { reservationId } = await hold(buyer, { scheduleId, seatNos: [11, 12] });
  await api.call(payments.pay, { ...buyer, body: { reservationId } });
  await sold(2, 30);
  await sold(0, 10);
});

it('tells a buyer kindly that it is not for them', async (test) => {
  const { concertId } = await newConcert();
  const { page } = await newShopper(test);
  for (const path of [paths.organiser(), paths.organiserConcert(concertId)]) {
    await page.goto(path);
    await heading(page, ko('organiser.refused'));
    await seen(page.getByText(ko('organiser.refusedHint')));
  }
  await link(page, ko('organiser.toConcerts')).click();
  await heading(page, ko('concerts.title'));
});
