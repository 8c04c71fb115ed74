// Seats that somebody else is quicker to take: between the click and the hold, and while they are merely chosen.
import { describe, expect, it } from 'vitest';
import { DESK, PHONE } from '../../support/browser.ts';
import { choose, chosen, holdChosen, newShopper, noted, seatName } from '../../support/buying.ts';
import { hold, newAdmitted, newConcert } from '../../support/journey.ts';
import { admittedTo, button, gone, ko, seen } from '../../support/shopper.ts';

const HOLD = '/api/v1/reservations';
const lostSeat = (seatNo: number) => ko('map.lost.seats', { seats: seatName(seatNo) });

describe('a seat that another person takes', () => {
  it('between the click and the hold is named, with the focus on it, and the others stay chosen', async (test) => {
    const concert = await newConcert();
    const [{ visitor, page }, thief] = await Promise.all([
      newShopper(test, { ...PHONE, concert }),
      newAdmitted(concert.concertId),
    ]);
    await admittedTo(page, concert);
    await choose(page, 11, 12, 13);
    // The request is on its way, and the thief's is faster.
    await page.route(
      ({ pathname }) => pathname === HOLD,
      async (route) => {
        if (route.request().method() === 'POST') await hold(thief, { scheduleId: concert.scheduleId, seatNos: [12] });
        await route.continue();
      },
    );
    const holds = noted(visitor.context, 'POST', HOLD);
    await button(page, ko('map.bar.hold')).click();

    await seen(page.getByText(lostSeat(12)));
    await gone(chosen(page, 12));
    for (const seatNo of [11, 13]) await seen(chosen(page, seatNo));
    expect(await page.evaluate('document.activeElement.textContent')).toContain(lostSeat(12));
    expect((await holds[0]?.response())?.status()).toBe(409);

    await page.unrouteAll();
    await holdChosen(page);
    for (const seatNo of [11, 13]) await seen(page.getByText(seatName(seatNo), { exact: true }));
    expect(await page.getByText(seatName(12), { exact: true }).count()).toBe(0);
    // Another set of seats is another wish.
    expect(new Set(holds.map((request) => request.headers()['idempotency-key'])).size).toBe(2);
  });

  it('while it is chosen leaves the choice by itself, and the page says which', async (test) => {
    const concert = await newConcert();
    const [{ page }, other] = await Promise.all([
      newShopper(test, { ...DESK, concert }),
      newAdmitted(concert.concertId),
    ]);
    await admittedTo(page, concert);
    await choose(page, 21, 22);
    await hold(other, { scheduleId: concert.scheduleId, seatNos: [22] });
    await seen(page.getByText(lostSeat(22)));
    await gone(chosen(page, 22));
    await seen(chosen(page, 21));
    await holdChosen(page);
    await seen(page.getByText(seatName(21), { exact: true }));
  });
});
