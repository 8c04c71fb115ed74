// One bar of signal, a busy server, and a deployment in the middle: nothing is lost, and nothing is done twice.
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { PHONE } from '../../support/browser.ts';
import {
  booksFor,
  chargeAndPay,
  choose,
  held,
  holdChosen,
  newShopper,
  noted,
  onTicket,
  priceOf,
  reservationAt,
} from '../../support/buying.ts';
import { newConcert } from '../../support/journey.ts';
import { steer } from '../../support/line-ahead.ts';
import { admittedTo, button, gone, heading, ko, link, seen } from '../../support/shopper.ts';

const [STATUS, HOLD, CHARGE, PAY] = [
  '/api/v1/queue/status',
  '/api/v1/reservations',
  '/api/v1/me/balance/charge',
  '/api/v1/payments',
] as const;

const CUT_OFF = { ...PHONE, isCutOff: true };
/** Longer than the page would wait by itself at first. */
const PACE_SECONDS = 3;

/** The next request of that kind goes otherwise. */
async function once(page: Page, method: string, path: string, does: (route: Route) => Promise<void>): Promise<void> {
  let isDone = false;
  await page.route(
    ({ pathname }) => pathname === path,
    async (route) => {
      if (isDone || route.request().method() !== method) return route.fallback();
      isDone = true;
      return does(route);
    },
  );
}

/** The server does it, and nobody hears so. */
const loseAnswer = async (route: Route) => {
  await route.fetch();
  await route.abort();
};

const busy = (status: 429 | 503, code: string) => (route: Route) =>
  route.fulfill({
    status,
    headers: { 'retry-after': String(PACE_SECONDS), 'content-type': 'application/problem+json' },
    body: JSON.stringify({ code, title: code, status }),
  });

const keyOf = (request: { headers(): Record<string, string> }) => request.headers()['idempotency-key'];

describe('without a network', () => {
  it('the place in line stays on the page, and goes on by itself', async (test) => {
    const { concertId } = await newConcert();
    await steer(concertId, 'pause');
    const { visitor, page } = await newShopper(test, CUT_OFF);
    await page.goto(paths.line(concertId));
    const place = page.getByText(ko('line.nth', { position: 1 }), { exact: true });
    await seen(place);
    await visitor.context.setOffline(true);
    await seen(page.getByText(ko('common.offline')));
    await seen(place);
    await steer(concertId, 'resume');
    await visitor.context.setOffline(false);
    await heading(page, ko('line.turn'));
    await gone(page.getByText(ko('common.offline')));
  });

  it('what was pressed is done once there is one, and once only', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...CUT_OFF, concert });
    const reservationId = await held(page, concert, 11);
    await seen(chargeAndPay(page, priceOf(11)));
    await visitor.context.setOffline(true);
    await chargeAndPay(page, priceOf(11)).click();
    await seen(page.getByText(ko('common.offline')));
    await seen(page.getByText(ko('checkout.pay.working')));
    await visitor.context.setOffline(false);
    await onTicket(page);
    const { tickets, wallet } = await booksFor(person);
    expect(tickets).toEqual([reservationId]);
    expect(wallet).toEqual([
      ['PAYMENT', priceOf(11)],
      ['CHARGE', priceOf(11)],
    ]);
  });
});

describe('an answer that is lost on its way', () => {
  it('to a hold is asked for again under its key: there is one hold', async (test) => {
    const concert = await newConcert();
    const { visitor, page } = await newShopper(test, { ...CUT_OFF, concert });
    await admittedTo(page, concert);
    await choose(page, 11, 12);
    const holds = noted(visitor.context, 'POST', HOLD);
    await once(page, 'POST', HOLD, loseAnswer);
    await holdChosen(page);
    const keys = holds.map(keyOf);
    expect(keys).toEqual([keys[0], keys[0]]);
    await page.goto(paths.tickets());
    const open = page.getByRole('region', { name: ko('tickets.open') });
    await seen(open);
    expect(await open.getByRole('article').count()).toBe(1);
  });

  it('to a charge and to a payment is asked for again: each moves the wallet once', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...CUT_OFF, concert });
    const reservationId = await held(page, concert, 11);
    const [charges, paid] = [noted(visitor.context, 'POST', CHARGE), noted(visitor.context, 'POST', PAY)];
    await once(page, 'POST', CHARGE, loseAnswer);
    await once(page, 'POST', PAY, loseAnswer);
    await chargeAndPay(page, priceOf(11)).click();
    await onTicket(page);
    const keys = charges.map(keyOf);
    expect(keys).toEqual([expect.stringMatching(/\S/), keys[0]]);
    expect(paid.map((request) => request.postDataJSON())).toEqual(
      Array(2).fill({ reservationId, amount: priceOf(11), method: 'WALLET' }),
    );
    expect((await booksFor(person)).wallet).toEqual([
      ['PAYMENT', priceOf(11)],
      ['CHARGE', priceOf(11)],
    ]);
  });
});

describe('a busy server', () => {
  it('is asked to take a payment again once it said that it may be, and takes it once', async (test) => {
    const concert = await newConcert();
    const { visitor, page, person } = await newShopper(test, { ...PHONE, concert });
    const reservationId = await held(page, concert, 11);
    const paid = noted(visitor.context, 'POST', PAY);
    await once(page, 'POST', PAY, busy(503, 'TRY_AGAIN'));
    await chargeAndPay(page, priceOf(11)).click();
    await seen(page.getByText(ko('common.waitingForServer')));
    await onTicket(page);
    expect(reservationAt(page)).toBe(reservationId);
    expect(paid.map((request) => request.postDataJSON().reservationId)).toEqual([reservationId, reservationId]);
    expect(secondsBetween(paid)).toBeGreaterThanOrEqual(PACE_SECONDS);
    expect((await booksFor(person)).wallet.map(([type]) => type)).toEqual(['PAYMENT', 'CHARGE']);
  });

  it('is asked for a place no sooner than it said, and the place stays on the page', async (test) => {
    const { concertId } = await newConcert();
    await steer(concertId, 'pause');
    const { visitor, page } = await newShopper(test, PHONE);
    const asked = noted(visitor.context, 'GET', STATUS);
    await page.goto(paths.line(concertId));
    const place = page.getByText(ko('line.nth', { position: 1 }), { exact: true });
    await seen(place);
    await once(page, 'GET', STATUS, busy(429, 'POLLING_TOO_FAST'));
    const refused = await page.waitForResponse((response) => response.status() === 429);
    await seen(place);
    await page.waitForResponse((response) => response.url().endsWith(STATUS) && response.ok());
    const at = asked.indexOf(refused.request());
    expect(secondsBetween(asked.slice(at, at + 2))).toBeGreaterThanOrEqual(PACE_SECONDS);
    await seen(place);
  });
});

describe('a deployment in the middle', () => {
  it('takes parts of the shop away that an open page asks for: it loads itself again, where it was going', async (test) => {
    const { page } = await newShopper(test, PHONE);
    // The page that is open knows names of parts that are no longer there.
    let isOld = true;
    page.on('request', (request) => {
      if (request.isNavigationRequest()) isOld = false;
    });
    await page.route(/\/assets\/tickets-[^/]+\.js$/, (route) =>
      isOld ? route.fulfill({ status: 404, body: '' }) : route.fallback(),
    );
    await link(page, ko('common.tickets')).click();
    await heading(page, ko('tickets.title'));
    expect([isOld, new URL(page.url()).pathname]).toEqual([false, paths.tickets()]);
  });

  it('is no reason to lose the page that one is on, where the network is what is missing', async (test) => {
    const { visitor, page } = await newShopper(test, CUT_OFF);
    await visitor.context.setOffline(true);
    await link(page, ko('common.tickets')).click();
    await seen(page.getByText(ko('common.offline')));
    await visitor.context.setOffline(false);
    await heading(page, ko('tickets.title'));
    await seen(button(page, ko('common.language')));
  });
});

/** When the second of two requests began after the first had. */
function secondsBetween([first, second]: readonly { timing(): { readonly startTime: number } }[]): number {
  if (!first || !second) throw new Error('there were not two requests');
  return (second.timing().startTime - first.timing().startTime) / 1000;
}
