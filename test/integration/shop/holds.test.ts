// What becomes of held seats that are not paid for: their time is over, one of them is removed, or all are given up.
import { describe, expect, it } from 'vitest';
import { DESK, PHONE } from '../../support/browser.ts';
import {
  boxOf,
  chargeAndPay,
  choose,
  held,
  holdChosen,
  newShopper,
  onTicket,
  priceOf,
  seatName,
} from '../../support/buying.ts';
import { charge, hold, newAdmitted, newConcert } from '../../support/journey.ts';
import { button, gone, heading, ko, link, seen } from '../../support/shopper.ts';

/** Long enough for the page to be opened, on a slow machine too. */
const HOLD_SECONDS = 5;
/** What there is in the wallet already: only what it lacks is charged. */
const IN_WALLET = 50_000;

describe('a hold whose time ends while its page is open', () => {
  it('says so, and its seats can be had again by whoever is still let in', async (test) => {
    const concert = await newConcert({ holdSeconds: HOLD_SECONDS });
    const { page } = await newShopper(test, { ...PHONE, concert });
    const lapsed = await held(page, concert, 11, 12);
    await heading(page, ko('checkout.lapsed.title'));
    await seen(page.getByText(ko('checkout.lapsed.text')));
    await seen(page.getByText(ko('checkout.money.none')));

    await link(page, ko('checkout.again.seats')).click();
    await heading(page, ko('map.title'));
    await choose(page, 11, 12);
    expect(await holdChosen(page)).not.toBe(lapsed);
  });
});

describe('a hold of several seats', () => {
  it('gives one up after a question, keeps the others, and is paid for what remains', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...PHONE, concert });
    await charge(person, IN_WALLET);
    await held(page, concert, 1, 11, 12);
    await seen(page.getByText(ko('common.won', { amount: priceOf(1) + priceOf(11) + priceOf(12) }), { exact: true }));

    const remove = button(page, ko('checkout.remove.name', { seat: seatName(1) }));
    await remove.click();
    const question = page.getByRole('dialog', { name: ko('checkout.remove.title') });
    await seen(question.getByText(ko('checkout.remove.text', { seat: seatName(1) })));
    await button(question, ko('checkout.remove.keep')).click();
    await gone(question);
    await remove.click();
    await button(question, ko('checkout.remove.confirm')).click();

    const amount = priceOf(11) + priceOf(12);
    await seen(page.getByText(ko('checkout.remove.done', { seat: seatName(1), amount })));
    await gone(page.getByText(seatName(1), { exact: true }));
    await chargeAndPay(page, amount - IN_WALLET).click();
    await onTicket(page);
    expect(await page.getByRole('article').getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining(seatName(11)),
      expect.stringContaining(seatName(12)),
    ]);
    // What was given up is free for others.
    await expect(
      hold(await newAdmitted(concert.concertId), { ...dateOf(concert), seatNos: [1] }),
    ).resolves.toMatchObject({ status: 'PENDING' });
  });

  it('is given up as a whole after a question, and costs nothing', async (test) => {
    const concert = await newConcert();
    const { page } = await newShopper(test, { ...DESK, concert });
    await held(page, concert, 11, 12);
    await button(page, ko('checkout.giveUp.button')).click();
    const question = page.getByRole('dialog', { name: ko('checkout.giveUp.title') });
    await seen(question.getByText(ko('checkout.giveUp.text', { count: 2 })));
    await button(question, ko('checkout.giveUp.confirm')).click();
    await heading(page, ko('checkout.givenUp.title'));

    await link(page, ko('checkout.again.seats')).click();
    await heading(page, ko('map.title'));
    await button(page, ko('map.asList')).click();
    for (const seatNo of [11, 12]) expect(await boxOf(page, seatNo).isChecked()).toBe(false);
  });
});

const dateOf = ({ scheduleId }: { readonly scheduleId: string }) => ({ scheduleId });
