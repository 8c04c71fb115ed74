// Nothing is lost by loading a page again, and nothing is done twice by going back.
import { describe, expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, PHONE } from '../../support/browser.ts';
import {
  booksFor,
  chargeAndPay,
  choose,
  held,
  holdChosen,
  newShopper,
  noted,
  onHold,
  onTicket,
  priceOf,
  reservationAt,
  seatName,
} from '../../support/buying.ts';
import { newConcert } from '../../support/journey.ts';
import { steer } from '../../support/line-ahead.ts';
import { gone, heading, ko, link, seen } from '../../support/shopper.ts';

const PAYMENTS = '/api/v1/payments';
const HOLDS = '/api/v1/reservations';

describe('a page that is loaded again', () => {
  it('shows what there was: in the line, at the seats, at the hold, and at the ticket', async (test) => {
    const concert = await newConcert();
    const { concertId } = concert;
    await steer(concertId, 'pause');
    const { visitor, page, person } = await newShopper(test, PHONE);
    const [joins, holds, paid] = [
      noted(visitor.context, 'POST', '/api/v1/queue/token'),
      noted(visitor.context, 'POST', HOLDS),
      noted(visitor.context, 'POST', PAYMENTS),
    ];
    await page.goto(paths.line(concertId));
    const first = page.getByText(ko('line.nth', { position: 1 }), { exact: true });
    await seen(first);
    await page.reload();
    await seen(first);
    // The place that is known is asked for, and none is taken anew.
    expect(joins).toHaveLength(1);
    await steer(concertId, 'resume');
    await heading(page, ko('line.turn'));
    await page.reload();
    await heading(page, ko('line.turn'));

    await link(page, ko('line.toSeats')).click();
    await heading(page, ko('map.title'));
    await page.reload();
    await heading(page, ko('map.title'));
    await choose(page, 11);
    const reservationId = await holdChosen(page);
    await page.reload();
    expect(await onHold(page)).toBe(reservationId);
    await seen(page.getByText(seatName(11), { exact: true }));

    await chargeAndPay(page, priceOf(11)).click();
    await onTicket(page);
    await page.reload();
    await onTicket(page);
    expect(reservationAt(page)).toBe(reservationId);
    expect([holds.length, paid.length]).toEqual([1, 1]);
    expect((await booksFor(person)).tickets).toEqual([reservationId]);
  });

  it('while a payment is under way does not pay again, and ends at the ticket', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...PHONE, isCutOff: true, concert });
    const reservationId = await held(page, concert, 11);
    const paid = noted(visitor.context, 'POST', PAYMENTS);
    // The server has it, and the page that asked is gone before it hears so.
    await page.route(
      ({ pathname }) => pathname === PAYMENTS,
      async (route) => {
        await route.fetch();
        await page.reload();
      },
    );
    await chargeAndPay(page, priceOf(11)).click();
    await onTicket(page);
    expect(reservationAt(page)).toBe(reservationId);
    expect(paid).toHaveLength(1);
    expect((await booksFor(person)).wallet.map(([type]) => type)).toEqual(['PAYMENT', 'CHARGE']);
  });
});

describe('the button that goes back', () => {
  it('does not pay again when it is pressed at the ticket, and the way forward is the ticket', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...DESK, concert });
    const paid = noted(visitor.context, 'POST', PAYMENTS);
    const reservationId = await held(page, concert, 11);
    await chargeAndPay(page, priceOf(11)).click();
    await onTicket(page);
    await page.goBack();
    await heading(page, ko('map.gate.bought'));
    await page.goForward();
    await onTicket(page);
    expect(paid).toHaveLength(1);
    const { tickets, wallet } = await booksFor(person);
    expect(tickets).toEqual([reservationId]);
    expect(wallet.map(([type]) => type)).toEqual(['PAYMENT', 'CHARGE']);
  });

  it('leads from a hold to the seats, which name it and lead to it again', async (test) => {
    const concert = await newConcert();
    const { visitor, page } = await newShopper(test, { ...PHONE, concert });
    const holds = noted(visitor.context, 'POST', HOLDS);
    const reservationId = await held(page, concert, 11);
    await page.goBack();
    await heading(page, ko('map.title'));
    await seen(page.getByText(ko('map.held'), { exact: true }));
    await gone(page.getByText(ko('map.lost.title')));
    await link(page, ko('map.toHeld')).click();
    expect(await onHold(page)).toBe(reservationId);
    expect(holds).toHaveLength(1);
  });
});
