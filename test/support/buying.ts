// Buying on the shop's pages: seats of a date of 50, chosen and held; the windows of the stand-in; and what came of it all.
import type { BrowserContext, Locator, Page, Request } from 'playwright-core';
import { inject, type TestContext } from 'vitest';
import type { Grade } from '../../functions/catalog/contract-layout.ts';
import { DEFAULT_LAYOUT } from '../../functions/catalog/domain.ts';
import { routes as payments } from '../../functions/payments/contract.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { routes as history } from '../../functions/wallet-history/contract.ts';
import { booksOf } from '../../localstack/portone/client.ts';
import { sentencesOf as checkoutSentences } from '../../localstack/portone/page-payment.ts';
import { paths } from '../../web/src/paths.ts';
import { DESK, newVisitor, type Visitor, type VisitorOptions } from './browser.ts';
import { api, join, newPerson, PRICES } from './journey.ts';
import type { OnSale, Person } from './people.ts';
import { admittedTo, button, heading, ko, seen, signIn } from './shopper.ts';

/** What the stand-in's checkout says. */
export const cardWindow = checkoutSentences('ko');

/** Somebody with an account, signed in on a page of their own. */
export interface Shopper {
  readonly visitor: Visitor;
  readonly page: Page;
  readonly person: Person;
}

export interface ShopperOptions extends VisitorOptions {
  /** Whose line they join before they come to a page, so that no test waits long for it. */
  readonly concert?: OnSale;
}

/** @param options of the browser; at a desk where nothing else is said */
export async function newShopper(test: TestContext, { concert, ...options }: ShopperOptions = DESK): Promise<Shopper> {
  const [visitor, person] = await Promise.all([newVisitor(test, options), newPerson()]);
  if (concert) await join(person, concert.concertId);
  const page = await visitor.open(paths.signIn());
  await signIn(page, person);
  return { visitor, page, person };
}

function rowOf(seatNo: number) {
  const rows = DEFAULT_LAYOUT.sections.flatMap(({ section, rows = [] }) => rows.map((row) => ({ section, ...row })));
  const row = rows.find(({ from, to }) => from <= seatNo && seatNo <= to);
  if (!row) throw new RangeError(`there is no seat ${seatNo}`);
  return row;
}

export const priceOf = (seatNo: number): number => PRICES[rowOf(seatNo).grade as Grade];

/** What the shop calls a seat. */
export function seatName(seatNo: number): string {
  const { section: name, row } = rowOf(seatNo);
  return ko('map.seat', { section: ko('map.section', { name }), row, label: String(seatNo) });
}

/** A seat's box in the list. */
export function boxOf(page: Page, seatNo: number): Locator {
  const grade = ko(`common.grades.${rowOf(seatNo).grade}`);
  const price = ko('common.won', { amount: priceOf(seatNo) });
  return page.getByRole('checkbox', { name: ko('map.full', { seat: seatName(seatNo), grade, price }), exact: true });
}

/** The button that lets a chosen seat go. */
export const chosen = (page: Page, seatNo: number) => button(page, ko('map.bar.remove', { seat: seatName(seatNo) }));

/** Chooses seats in the list of who is on the page of seats. */
export async function choose(page: Page, ...seatNos: readonly number[]): Promise<void> {
  await button(page, ko('map.asList')).click();
  for (const seatNo of seatNos) {
    await boxOf(page, seatNo).check();
    await seen(chosen(page, seatNo));
  }
}

/** Presses the button that holds what is chosen. @returns the reservation, on whose page one is then */
export async function holdChosen(page: Page): Promise<string> {
  await button(page, ko('map.bar.hold')).click();
  return onHold(page);
}

export async function onHold(page: Page): Promise<string> {
  await heading(page, ko('checkout.held.title'));
  return reservationAt(page);
}

/** The reservation whose page one is on. */
export function reservationAt(page: Page): string {
  const reservationId = /^\/reservations\/([^/]+)$/.exec(new URL(page.url()).pathname)?.[1];
  if (reservationId === undefined) throw new Error(`${page.url()} is no reservation's page`);
  return reservationId;
}

/** Waits in line, chooses and holds. @returns the reservation, on whose page one is then */
export async function held(page: Page, concert: OnSale, ...seatNos: readonly number[]): Promise<string> {
  await admittedTo(page, concert);
  await choose(page, ...seatNos);
  return holdChosen(page);
}

export type Way = 'wallet' | 'card';

export const way = (page: Page, name: Way) =>
  page.getByRole('radio', { name: ko(`checkout.pay.${name}`), exact: true });

/** The button of whoever lacks that much in their wallet. */
export const chargeAndPay = (page: Page, missing: number) => button(page, ko('checkout.pay.chargeAndPay', { missing }));

/** Goes as far as the card's window. */
export async function toCard(page: Page, amount: number): Promise<void> {
  await way(page, 'card').check();
  await button(page, ko('checkout.pay.payCard', { amount })).click();
}

/** The stand-in's page in the frame over a page. */
export const frameOf = (page: Page, title: string) => page.getByTitle(title).contentFrame();

/** Presses a button in the card's window over a page. */
export const inWindow = (page: Page, name: string) =>
  frameOf(page, cardWindow.title).getByRole('button', { name, exact: true }).click();

export const onTicket = (page: Page) => heading(page, ko('checkout.ticket.title'));

/** Notes the requests of all of a browser's tabs for a route. */
export function noted(context: BrowserContext, method: string, path: string | RegExp): readonly Request[] {
  const found: Request[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    const isIt = typeof path === 'string' ? pathname === path : path.test(pathname);
    if (isIt && request.method() === method) found.push(request);
  });
  return found;
}

/** All that the server knows of what somebody bought. */
export async function booksFor({ accessToken }: Person) {
  const [held, paid, moved] = await Promise.all([
    api.call(reservations.list, { accessToken, query: {} }),
    api.call(payments.list, { accessToken, query: {} }),
    api.call(history.history, { accessToken, query: {} }),
  ]);
  const ids = paid.payments.map(({ paymentId }) => paymentId);
  const books = (await booksOf(inject('cloud').portoneUrl)).filter(({ paymentId }) => ids.includes(paymentId));
  return {
    tickets: held.reservations.filter(({ status }) => status === 'CONFIRMED').map(({ reservationId }) => reservationId),
    payments: paid.payments,
    /** What moved the wallet, newest first: what it was, and how much. */
    wallet: moved.lines.map(({ type, amount = 0 }) => [type, amount] as const),
    /** What was taken at the gateway, and how often it was asked to. */
    taken: books.filter(({ captured }) => captured > 0).map(({ captured, confirms }) => ({ captured, confirms })),
  };
}
