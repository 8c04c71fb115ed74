// Paying by card through PortOne's SDK: in a frame at a desk, away and back with a phone, declined, and given up.
import { describe, expect, it } from 'vitest';
import { DESK, PHONE } from '../../support/browser.ts';
import {
  booksFor,
  cardWindow,
  chargeAndPay,
  held,
  inWindow,
  newShopper,
  noted,
  onHold,
  onTicket,
  priceOf,
  reservationAt,
  toCard,
  way,
} from '../../support/buying.ts';
import { newConcert } from '../../support/journey.ts';
import { button, heading, ko, link, seen } from '../../support/shopper.ts';

const COMPLETE = /^\/api\/v1\/payments\/[^/]+\/complete$/;
const AMOUNT = priceOf(11);
/** The money was asked for once, and taken. */
const TAKEN_ONCE = [{ captured: AMOUNT, confirms: 1 }];

describe('a card at a desk', () => {
  it('is paid in a frame over the page, which goes on to the ticket', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...DESK, concert });
    const reservationId = await held(page, concert, 11);
    await toCard(page, AMOUNT);
    await inWindow(page, cardWindow.pay);
    await onTicket(page);
    expect(reservationAt(page)).toBe(reservationId);
    expect(await booksFor(person)).toMatchObject({ tickets: [reservationId], taken: TAKEN_ONCE, wallet: [] });
  });

  it('is declined, which costs nothing, and then another try is a ticket', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...DESK, concert });
    const reservationId = await held(page, concert, 11);
    await toCard(page, AMOUNT);
    await inWindow(page, cardWindow.decline);
    await heading(page, ko('checkout.cardBack.problemTitle'));
    await seen(page.getByRole('alert').filter({ hasText: ko('errors.PAYMENT_DECLINED') }));

    await link(page, ko('checkout.cardBack.toReservation')).click();
    expect(await onHold(page)).toBe(reservationId);
    await seen(page.getByText(ko('checkout.pay.declinedBefore')));
    await toCard(page, AMOUNT);
    await inWindow(page, cardWindow.pay);
    await onTicket(page);
    const { tickets, payments, taken } = await booksFor(person);
    expect({ tickets, taken }).toEqual({ tickets: [reservationId], taken: TAKEN_ONCE });
    expect(payments.map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED']);
  });

  it('whose window is closed is not paid with, and the wallet is instead', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...DESK, concert });
    const reservationId = await held(page, concert, 11);
    await toCard(page, AMOUNT);
    await inWindow(page, cardWindow.close);
    const alert = page.getByRole('alert').filter({ hasText: ko('checkout.pay.refused') });
    await seen(alert.getByText(ko('checkout.pay.refusedNext')));
    expect(reservationAt(page)).toBe(reservationId);

    await way(page, 'wallet').check();
    await chargeAndPay(page, AMOUNT).click();
    await onTicket(page);
    const { tickets, taken, wallet } = await booksFor(person);
    expect({ tickets, taken }).toEqual({ tickets: [reservationId], taken: [] });
    expect(wallet).toEqual([
      ['PAYMENT', AMOUNT],
      ['CHARGE', AMOUNT],
    ]);
  });
});

describe('a card on a phone', () => {
  it('is paid on a page of its own, and the way back ends at the ticket', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...PHONE, concert });
    const reservationId = await held(page, concert, 11);
    await toCard(page, AMOUNT);
    await button(page, cardWindow.pay).click();
    await onTicket(page);
    expect(reservationAt(page)).toBe(reservationId);
    expect(await booksFor(person)).toMatchObject({ tickets: [reservationId], taken: TAKEN_ONCE });
  });

  it('is charged once, though the answer is lost, the way back is loaded again, and opened in another tab', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...PHONE, isCutOff: true, concert });
    const reservationId = await held(page, concert, 11);
    const completed = noted(visitor.context, 'POST', COMPLETE);
    // The server is asked, and as long as the page stays, it does not hear what the answer is.
    await page.route(
      ({ pathname }) => COMPLETE.test(pathname),
      async (route) => {
        await route.fetch();
        await route.abort();
      },
    );
    await toCard(page, AMOUNT);
    const lost = page.waitForEvent('requestfailed', (request) => COMPLETE.test(new URL(request.url()).pathname));
    await button(page, cardWindow.pay).click();
    await heading(page, ko('checkout.cardBack.title'));
    await lost;
    const wayBack = page.url();
    expect(new URL(wayBack).searchParams.get('paymentToken')).toMatch(/\S/);

    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    await onTicket(page);
    const another = await visitor.open(wayBack);
    await onTicket(another);
    expect([reservationAt(page), reservationAt(another)]).toEqual([reservationId, reservationId]);
    expect(completed.length).toBeGreaterThanOrEqual(3);
    expect(await booksFor(person)).toMatchObject({ tickets: [reservationId], taken: TAKEN_ONCE });
  });

  it('that is refused on its page leaves the seats held, and is tried again', async (test) => {
    const concert = await newConcert();
    const { page, person } = await newShopper(test, { ...PHONE, concert });
    const reservationId = await held(page, concert, 11);
    await toCard(page, AMOUNT);
    await button(page, cardWindow.close).click();
    await heading(page, ko('checkout.cardBack.refusedTitle'));
    await seen(page.getByText(ko('checkout.cardBack.refusedText')));
    await link(page, ko('checkout.cardBack.toReservation')).click();
    expect(await onHold(page)).toBe(reservationId);
    await toCard(page, AMOUNT);
    await button(page, cardWindow.pay).click();
    await onTicket(page);
    expect(await booksFor(person)).toMatchObject({ tickets: [reservationId], taken: TAKEN_ONCE });
  });
});
