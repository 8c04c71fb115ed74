// One person in several tabs: one place, one hold, one session.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { PHONE } from '../../support/browser.ts';
import {
  booksFor,
  chargeAndPay,
  choose,
  holdChosen,
  newShopper,
  noted,
  onHold,
  onTicket,
  priceOf,
  seatName,
} from '../../support/buying.ts';
import { newConcert } from '../../support/journey.ts';
import { steer } from '../../support/line-ahead.ts';
import { button, heading, ko, link, seen } from '../../support/shopper.ts';

const REFRESH = '/api/v1/auth/refresh';
/** A token is renewed a minute before it ends; an hour is later than any ends. */
const LATER = '01:00:00';

const turn = (page: Page) => heading(page, ko('line.turn'));
const nth = (page: Page, position: number) => seen(page.getByText(ko('line.nth', { position }), { exact: true }));
const signedIn = (page: Page) => seen(link(page, ko('common.account')));

describe('two tabs of one person', () => {
  it('have the same place, the same hold, and the same ticket', async (test) => {
    const concert = await newConcert();
    const { concertId } = concert;
    await steer(concertId, 'pause');
    const { visitor, page, person } = await newShopper(test, PHONE);
    await page.goto(paths.line(concertId));
    await nth(page, 1);
    const other = await visitor.open(paths.line(concertId));
    await nth(other, 1);
    await steer(concertId, 'resume');
    await Promise.all([turn(page), turn(other)]);

    await link(page, ko('line.toSeats')).click();
    await choose(page, 11);
    const reservationId = await holdChosen(page);
    await link(other, ko('line.toSeats')).click();
    await link(other, ko('map.toHeld')).click();
    expect(await onHold(other)).toBe(reservationId);
    await seen(other.getByText(seatName(11), { exact: true }));

    await chargeAndPay(page, priceOf(11)).click();
    await Promise.all([onTicket(page), onTicket(other)]);
    const { tickets, wallet } = await booksFor(person);
    expect(tickets).toEqual([reservationId]);
    expect(wallet.map(([type]) => type)).toEqual(['PAYMENT', 'CHARGE']);
  });

  it('are both signed out when one signs out', async (test) => {
    const { visitor, page } = await newShopper(test, PHONE);
    const other = await visitor.open(paths.wallet());
    await heading(other, ko('wallet.title'));
    await page.goto(paths.account());
    await button(page, ko('account.page.signOut')).click();
    await seen(link(page, ko('common.signIn')));
    await heading(other, ko('common.signInFirst'));
    // Nothing that is left brings the session back.
    await other.reload();
    await heading(other, ko('common.signInFirst'));
  });

  it('renew their access token once for both', async (test) => {
    const { visitor, page } = await newShopper(test, PHONE);
    await visitor.context.clock.install();
    await page.goto(paths.wallet());
    const tabs = [page, await visitor.open(paths.wallet()), await visitor.open(paths.tickets())];
    await Promise.all(tabs.map(signedIn));
    const renewals = noted(visitor.context, 'POST', REFRESH);
    const answered = visitor.context.waitForEvent('response', (response) => response.url().endsWith(REFRESH));
    await visitor.context.clock.fastForward(LATER);
    await (await answered).finished();
    // Each of them asks something with the token that it has by now.
    for (const tab of tabs) {
      await link(tab, ko('common.account')).click();
      await heading(tab, ko('account.page.title'));
      await seen(tab.getByText(ko('account.sessions.current'), { exact: true }));
    }
    expect(renewals).toHaveLength(1);
  });

  it('that are opened at once renew it once, by the cookie alone', async (test) => {
    const { visitor, page } = await newShopper(test, PHONE);
    const tabs = [await visitor.context.newPage(), await visitor.context.newPage()];
    await page.close();
    const renewals = noted(visitor.context, 'POST', REFRESH);
    await Promise.all(tabs.map((tab) => tab.goto(paths.wallet())));
    await Promise.all(tabs.map((tab) => heading(tab, ko('wallet.title'))));
    expect(renewals).toHaveLength(1);
  });
});
