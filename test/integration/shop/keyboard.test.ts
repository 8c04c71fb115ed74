// The shop by keyboard alone: from signing in to the ticket, on the map's canvas, and in its dialogs.
import { expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor } from '../../support/browser.ts';
import { booksFor, priceOf } from '../../support/buying.ts';
import { mapOn, seesFree } from '../../support/halls.ts';
import { charge, newConcert, newPerson } from '../../support/journey.ts';
import { hasFocus, headingHasFocus, pressAt, tabTo, typeInto } from '../../support/keyboard.ts';
import { button, heading, ko, link, seen } from '../../support/shopper.ts';

it('buys two seats with nothing but the keyboard, from signing in to the ticket', async (test) => {
  const [{ concertId }, person, { open }] = await Promise.all([
    newConcert({ ratePerSecond: 10 }),
    newPerson(),
    newVisitor(test, DESK),
  ]);
  await charge(person, 1_000_000);
  const page = await open(paths.concert(concertId));
  await pressAt(page, button(page, ko('concerts.join')));
  expect(await headingHasFocus(page, ko('account.signIn.title'))).toBe(true);
  await typeInto(page, page.getByLabel(ko('account.email')), person.email);
  await typeInto(page, page.getByLabel(ko('account.password'), { exact: true }), person.password);
  await page.keyboard.press('Enter');
  await heading(page, ko('line.turn'));
  expect(await headingHasFocus(page, ko('line.turn'))).toBe(true);
  await pressAt(page, link(page, ko('line.toSeats')));

  // Before it is known what is free, nothing can be chosen.
  await seesFree(page, 'VIP', 10);
  await tabTo(page, mapOn(page));
  const bar = page.getByRole('region', { name: ko('map.bar.label') });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await seen(bar.getByRole('listitem'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press(' ');
  await seen(bar.getByRole('listitem').nth(1));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await pressAt(page, bar.getByRole('listitem').nth(2).getByRole('button'));
  await pressAt(page, button(bar, ko('map.bar.hold')));
  expect(await headingHasFocus(page, ko('checkout.held.title'))).toBe(true);

  const way = page.getByRole('radio', { name: ko('checkout.pay.wallet'), exact: true });
  await tabTo(page, way);
  expect(await way.isChecked()).toBe(true);
  const pay = page.getByRole('button', {
    name: new RegExp(`${ko('checkout.pay.payWallet', { amount: 0 }).slice(1)}$`),
  });
  await pressAt(page, pay);
  await heading(page, ko('checkout.ticket.title'));
  const { tickets, wallet } = await booksFor(person);
  expect(tickets).toHaveLength(1);
  const [paid] = wallet;
  expect(paid?.[0]).toBe('PAYMENT');
  expect([priceOf(1), priceOf(20), priceOf(45)].map((price) => 2 * price)).toContain(Math.abs(paid?.[1] ?? 0));
});

it('closes each question with Escape, and is then where it was asked', async (test) => {
  const [{ concertId }, person, { open }] = await Promise.all([
    newConcert({ ratePerSecond: 10 }),
    newPerson(),
    newVisitor(test, DESK),
  ]);
  const page = await open(paths.signIn(paths.line(concertId)));
  await typeInto(page, page.getByLabel(ko('account.email')), person.email);
  await typeInto(page, page.getByLabel(ko('account.password'), { exact: true }), person.password);
  await page.keyboard.press('Enter');
  await pressAt(page, link(page, ko('line.toSeats')));
  const best = button(page, ko('map.bar.best'));
  await pressAt(page, best);
  const sheet = page.getByRole('dialog', { name: ko('map.best.title') });
  await pressAt(page, button(sheet, ko('map.best.more')));
  await seen(sheet.getByText(ko('map.best.people', { count: 3 })));
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  expect(await hasFocus(page, best)).toBe(true);
});
