// The way to a ticket by axe and on narrow windows: the line, the seats, the hold with its questions, the ticket.
import type { Page } from 'playwright-core';
import { expect, it, type TestContext } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK } from '../../support/browser.ts';
import { choose, holdChosen, newShopper, onTicket, seatName } from '../../support/buying.ts';
import { mapOn, newConcertIn, SMALL, seesFree } from '../../support/halls.ts';
import { charge, newConcert } from '../../support/journey.ts';
import { steer, takePlaces, tell } from '../../support/line-ahead.ts';
import { expectGood, moving } from '../../support/looks.ts';
import { admittedTo, button, gone, heading, ko, seen } from '../../support/shopper.ts';

/** Somebody signed in who would see things move. */
const newcomer = (test: TestContext) => newShopper(test, { ...DESK, reducedMotion: 'no-preference' });

/** Opens a question, looks at it, and lets it be. */
async function expectGoodQuestion(page: Page, opener: string, title: string): Promise<void> {
  await button(page, opener).click();
  const question = page.getByRole('dialog', { name: title });
  await seen(question);
  await expectGood(page);
  await page.keyboard.press('Escape');
  await gone(question);
}

it('the line keeps nobody out: waiting, asked, out of it, and in turn', async (test) => {
  const { concertId } = await newConcert({ ratePerSecond: 10 });
  await steer(concertId, 'pause');
  await tell(concertId, '음향 점검 중이에요.');
  await takePlaces(concertId, 5);
  const { page } = await newcomer(test);
  await page.goto(paths.seats(concertId));
  await heading(page, ko('map.gate.none'));
  await expectGood(page);
  await page.goto(paths.line(concertId));
  await seen(page.getByText(ko('line.paused')));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await moving(page)).toBeGreaterThan(0);
  await expectGood(page);
  await expectGoodQuestion(page, ko('line.leave'), ko('line.leaveAsk'));
  await button(page, ko('line.leave')).click();
  await button(page, ko('line.leaveYes')).click();
  await heading(page, ko('line.over.LEFT'));
  await expectGood(page);
  await steer(concertId, 'drain');
  await button(page, ko('line.joinAgain')).click();
  await heading(page, ko('line.stopped'));
  await expectGood(page);
  await steer(concertId, 'open');
  await steer(concertId, 'resume');
  await heading(page, ko('line.turn'));
  await expectGood(page);
});

it('the seats keep nobody out: as map, as list, with some chosen, and the best of them', async (test) => {
  const concert = await newConcertIn(SMALL);
  const { page } = await newcomer(test);
  await admittedTo(page, concert);
  await seesFree(page, 'VIP', concert.places.VIP);
  await page.getByText(ko('map.map.legend')).click();
  await expectGood(page);
  await mapOn(page).press('ArrowDown');
  await page.keyboard.press('Enter');
  await seen(button(page, ko('map.bar.hold')));
  await expectGood(page);
  await expectGoodQuestion(page, ko('map.bar.bestShort'), ko('map.best.title'));
  await button(page, ko('map.asList')).click();
  await page.getByRole('checkbox', { name: ko('map.list.freeOnly') }).uncheck();
  await page.getByText(ko('map.section', { name: '1-1' }), { exact: true }).click();
  await seen(page.getByText(ko('map.list.row', { row: '1' })));
  await expectGood(page);
});

it('the hold, its questions, the ticket and what is kept of it keep nobody out', async (test) => {
  const { concertId } = await newConcert({ ratePerSecond: 10 });
  const { page, person } = await newcomer(test);
  await admittedTo(page, { concertId });
  await choose(page, 11, 12);
  await holdChosen(page);
  await expectGood(page);
  await page.getByRole('radio', { name: ko('checkout.pay.card'), exact: true }).check();
  await expectGood(page);
  await expectGoodQuestion(page, ko('checkout.remove.name', { seat: seatName(12) }), ko('checkout.remove.title'));
  await expectGoodQuestion(page, ko('checkout.giveUp.button'), ko('checkout.giveUp.title'));
  await page.goto(paths.tickets());
  await seen(page.getByRole('link', { name: ko('tickets.pay') }));
  await expectGood(page);
  await charge(person, 1_000_000);
  await page.goBack();
  await page.getByRole('radio', { name: ko('checkout.pay.wallet'), exact: true }).check();
  await button(page, ko('checkout.pay.payWallet', { amount: 242_000 })).click();
  await onTicket(page);
  await expectGood(page);
  await page.goto(paths.tickets());
  await expectGoodQuestion(page, ko('tickets.cancel.name', { concert: '공연' }), ko('tickets.cancel.title'));
  await page.goto(paths.wallet());
  await seen(page.getByText(ko('wallet.history.types.PAYMENT')));
  await expectGood(page);
});
