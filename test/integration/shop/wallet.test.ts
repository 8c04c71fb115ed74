// From an account that is not there yet to a ticket: on a phone and at a desk, from the wallet, which is charged on the way.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { routes as catalog } from '../../../functions/catalog/contract.ts';
import { routes as layouts } from '../../../functions/catalog/contract-layout.ts';
import { sentencesOf as identitySentences } from '../../../localstack/portone/page-identity.ts';
import { hallOf } from '../../../web/src/pages/map/model.ts';
import { fitted, toCanvas } from '../../../web/src/pages/map/view.ts';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor, PHONE } from '../../support/browser.ts';
import { chargeAndPay, chosen, frameOf, holdChosen, onTicket, seatName } from '../../support/buying.ts';
import { api, newConcert } from '../../support/journey.ts';
import { newEmail, newIdentity } from '../../support/people.ts';
import { admittedTo, button, gone, heading, ko, link, seen } from '../../support/shopper.ts';

const identity = identitySentences('ko');
const PASSWORD = 'a password for tests';
const STANDARD_KRW = 121_000;

/** Verifies who one is: over the page at a desk, on a page of the stand-in with a phone. */
async function verify(page: Page, isPhone: boolean): Promise<void> {
  await button(page, ko('account.identity.action')).click();
  const there = isPhone ? page : frameOf(page, identity.title);
  const { name, birthDate } = newIdentity();
  await there.getByLabel(identity.name).fill(name);
  await there.getByLabel(identity.birthDate).fill(birthDate);
  await there.getByRole('button', { name: identity.verify, exact: true }).click();
  await seen(page.getByText(ko('account.identity.verified')));
}

/** Signs up as somebody new, and is signed in by it. */
async function signUp(page: Page, isPhone: boolean): Promise<void> {
  await verify(page, isPhone);
  await page.getByLabel(ko('account.email')).fill(newEmail());
  await page.getByLabel(ko('account.password'), { exact: true }).fill(PASSWORD);
  const { version } = (await api.call(catalog.config, {})).terms;
  await page.getByRole('checkbox', { name: ko('account.signUp.terms', { version }) }).check();
  await button(page, ko('account.signUp.action')).click();
  await seen(link(page, ko('common.account')));
}

/** Where a seat is on the map that is all on the page: from the layout, as the page has it. */
async function spotOf(page: Page, layoutId: string, seatNo: number) {
  const hall = hallOf(await api.call(layouts.getLayout, { params: { layoutId } }));
  const map = await page.getByRole('application', { name: ko('map.map.label') }).boundingBox();
  if (!map) throw new Error('the map is not on the page');
  const seat = hall.indexOf(seatNo);
  const at = { x: hall.x[seat] ?? 0, y: hall.y[seat] ?? 0 };
  const { x, y } = toCanvas(fitted(hall.box, map, hall.pitch), at);
  return { x: map.x + x, y: map.y + y };
}

describe.each([
  { where: 'on a phone', isPhone: true, options: PHONE },
  { where: 'at a desk', isPhone: false, options: DESK },
])('somebody new, $where', ({ isPhone, options }) => {
  it('signs up, taps two neighbouring seats on the map, charges what is missing, and has a ticket', async (test) => {
    const { concertId } = await newConcert();
    const { context, open } = await newVisitor(test, options);
    const page = await open(paths.signUp());
    await signUp(page, isPhone);

    const layout = context.waitForEvent('response', (response) => response.url().includes('/layouts/'));
    await admittedTo(page, { concertId });
    const layoutId = new URL((await layout).url()).pathname.split('/').at(-1) ?? '';
    await gone(page.getByText(ko('map.live.connecting')));
    for (const seatNo of [15, 16]) {
      const { x, y } = await spotOf(page, layoutId, seatNo);
      await (isPhone ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
      await seen(chosen(page, seatNo));
    }
    const reservationId = await holdChosen(page);

    await seen(page.getByText(ko('checkout.pay.short', { missing: 2 * STANDARD_KRW })));
    await chargeAndPay(page, 2 * STANDARD_KRW).click();
    await onTicket(page);
    for (const text of [seatName(15), seatName(16), reservationId]) await seen(page.getByText(text, { exact: true }));

    await link(page, ko('checkout.ticket.toTickets')).click();
    await heading(page, ko('tickets.title'));
    const tickets = page.getByRole('region', { name: ko('tickets.tickets') });
    await seen(tickets.getByText(ko('tickets.status.CONFIRMED'), { exact: true }));

    await link(page, ko('common.wallet')).click();
    await heading(page, ko('wallet.title'));
    const lines = page.getByRole('listitem');
    await seen(lines.filter({ hasText: ko('wallet.history.types.PAYMENT') }));
    const amounts = [
      ko('wallet.history.minus', { amount: 2 * STANDARD_KRW }),
      ko('wallet.history.plus', { amount: 2 * STANDARD_KRW }),
    ];
    for (const [i, amount] of amounts.entries()) {
      expect(await lines.nth(i).textContent()).toContain(amount);
    }
    const balance = page.getByRole('region', { name: ko('wallet.balance') });
    await seen(balance.getByText(ko('common.won', { amount: 0 }), { exact: true }));
  });
});
