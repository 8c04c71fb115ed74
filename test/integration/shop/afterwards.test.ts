// What can be done afterwards: giving a ticket back for what that costs, and signing another device out.
import { describe, expect, it } from 'vitest';
import { paths } from '../../../web/src/paths.ts';
import { DESK, newVisitor, PHONE } from '../../support/browser.ts';
import { booksFor, chargeAndPay, held, newShopper, onTicket, priceOf } from '../../support/buying.ts';
import { newConcert } from '../../support/journey.ts';
import { button, gone, heading, ko, link, seen, signIn } from '../../support/shopper.ts';

const FEE_PERCENT = 10;
/** What the tests' concerts are called. */
const CONCERT = '공연';

describe('a ticket that is given back', () => {
  it('shows its fee before, costs that, and is in "my tickets" as cancelled', async (test) => {
    const concert = await newConcert({ refundPolicy: [{ untilHoursBefore: 0, feePercent: FEE_PERCENT }] });
    const { page, person } = await newShopper(test, { ...PHONE, concert });
    const reservationId = await held(page, concert, 11);
    await chargeAndPay(page, priceOf(11)).click();
    await onTicket(page);
    await link(page, ko('checkout.ticket.toTickets')).click();
    await button(page, ko('tickets.cancel.name', { concert: CONCERT })).click();

    const fee = (priceOf(11) * FEE_PERCENT) / 100;
    const refund = priceOf(11) - fee;
    const question = page.getByRole('dialog', { name: ko('tickets.cancel.title') });
    await seen(question.getByText(ko('tickets.cancel.fee', { percent: FEE_PERCENT })));
    await seen(question.getByText(ko('common.won', { amount: fee }), { exact: true }));
    expect((await booksFor(person)).tickets).toEqual([reservationId]);
    await button(question, ko('tickets.cancel.confirm', { amount: refund })).click();

    const done = page.getByRole('dialog', { name: ko('tickets.cancel.doneTitle') });
    await seen(done.getByText(ko('tickets.cancel.doneWallet', { amount: refund })));
    await button(done, ko('common.close')).click();
    await gone(done);
    const past = page.getByRole('region', { name: ko('tickets.past') });
    await seen(past.getByText(ko('tickets.status.CANCELLED'), { exact: true }));
    const { tickets, wallet } = await booksFor(person);
    expect(tickets).toEqual([]);
    expect(wallet[0]).toEqual(['REFUND', refund]);

    await link(page, ko('common.wallet')).click();
    const balance = page.getByRole('region', { name: ko('wallet.balance') });
    await seen(balance.getByText(ko('common.won', { amount: refund }), { exact: true }));
  });
});

describe('the list of devices', () => {
  it('signs another one out, and not this one', async (test) => {
    const { page, person } = await newShopper(test, DESK);
    const other = await (await newVisitor(test, PHONE)).open(paths.signIn());
    await signIn(other, person);

    await page.goto(paths.account());
    const device = ko('account.sessions.device', { system: 'Android', browser: 'Chrome' });
    await button(page, ko('account.sessions.endOf', { device })).click();
    await seen(page.getByText(ko('account.sessions.ended', { device })));
    await gone(button(page, ko('account.sessions.endOf', { device })));

    await other.goto(paths.wallet());
    await heading(other, ko('common.signInFirst'));
    await page.goto(paths.wallet());
    await heading(page, ko('wallet.title'));
  });
});
