// The pages of somebody who waits, chooses, pays, and has tickets.
import { paths } from '../../web/src/paths.ts';
import { hold, letGo } from './crowd.ts';
import { nameOf } from './scene.ts';
import { button, go, type Screen, type Stage } from './screen.ts';

/** Of the seats that nobody else wants. */
const TWO = [0, 2] as const;
const THREE = [2, 5] as const;

/** So many steps by keys lead to two free seats somewhere. */
const MOST_STEPS = 60;

async function openSeats(stage: Stage, { concertId, scheduleId } = stage.scene.concerts.jazz): Promise<void> {
  const { page, say } = stage;
  await go(stage, paths.seats(concertId, scheduleId), say('map.title'));
  await button(page, say('map.bar.best')).waitFor();
  await page.getByText(say('map.live.connecting')).waitFor({ state: 'hidden' });
}

/** By keys, as they tell which seats are free. */
async function chooseTwo({ page, say }: Stage): Promise<void> {
  const map = page.getByRole('application', { name: say('map.map.label') });
  await map.focus();
  const isFree = page.getByText(new RegExp(` · ${say('map.states.AVAILABLE')}$`));
  for (let step = 0, chosen = 0; step < MOST_STEPS && chosen < 2; step++) {
    await map.press(step === 0 ? 'ArrowDown' : 'ArrowRight');
    if (!(await isFree.isVisible())) continue;
    await map.press('Enter');
    chosen++;
  }
  await button(page, say('map.bar.hold')).waitFor();
}

/** In place of what they held before. */
const openHold = (seats: readonly [number, number]) => async (stage: Stage) => {
  const { scene, buyer } = stage;
  await letGo(scene.people, buyer.accessToken);
  const seatNos = buyer.free.slice(...seats);
  const { reservationId } = await hold(scene.people, buyer, { ...scene.concerts.jazz, seatNos });
  await go(stage, paths.reservation(reservationId), stage.say('checkout.held.title'));
};

export const buyerScreens: readonly Screen[] = [
  {
    name: 'line',
    says: 'The waiting room: one’s place, how many are ahead, how long it may take, and the organiser’s words',
    isDark: true,
    open: (stage) => go(stage, paths.line(stage.scene.concerts.symphony.concertId), stage.say('line.waiting')),
  },
  {
    name: 'turn',
    says: 'It is one’s turn',
    open: (stage) => go(stage, paths.line(stage.scene.concerts.jazz.concertId), stage.say('line.turn')),
  },
  { name: 'map', says: 'The map of the hall, as it is now', isDark: true, open: (stage) => openSeats(stage) },
  {
    name: 'seats',
    says: 'Nearer, with two seats chosen',
    async open(stage) {
      await openSeats(stage);
      await chooseTwo(stage);
    },
  },
  {
    name: 'list',
    says: 'The same seats as a list',
    async open(stage) {
      await openSeats(stage);
      await button(stage.page, stage.say('map.asList')).click();
      await stage.page.locator('summary', { hasText: '1-2' }).click();
      await stage.page.getByRole('checkbox').nth(4).waitFor();
    },
  },
  {
    name: 'best',
    says: 'The best available, in two taps',
    async open(stage) {
      await openSeats(stage);
      await button(stage.page, stage.say('map.bar.best')).click();
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  { name: 'hold', says: 'Seats that are held, and paying for them', isDark: true, open: openHold(TWO) },
  {
    name: 'tickets',
    says: 'Own tickets: what is to be paid, what was bought, what is over',
    open: (stage) => go(stage, paths.tickets(), stage.say('tickets.title')),
  },
  {
    name: 'cancel',
    says: 'Giving a ticket back: the fee is shown before',
    async open(stage) {
      const { page, say, language } = stage;
      await go(stage, paths.tickets(), say('tickets.title'));
      await button(page, say('tickets.cancel.name', { concert: nameOf('jazz', language) }))
        .first()
        .click();
      await page.getByRole('dialog').getByText(say('tickets.cancel.refund')).waitFor();
    },
  },
  {
    name: 'ticket',
    says: 'A ticket',
    open: (stage) => go(stage, paths.reservation(stage.buyer.ticket), stage.say('checkout.ticket.title')),
  },
  {
    name: 'cancelled',
    says: 'A ticket that was given back, and what became of the money',
    open: (stage) => go(stage, paths.reservation(stage.buyer.cancelled), stage.say('checkout.cancelled.title')),
  },
  {
    name: 'wallet',
    says: 'The wallet, and putting money into it',
    open: (stage) => go(stage, paths.wallet(), stage.say('wallet.title')),
  },
  {
    name: 'wallet-history',
    says: 'Where the money of the wallet came from and went',
    open: (stage) => go(stage, paths.wallet(), stage.say('wallet.title')),
    from: ({ page, say }) => page.getByRole('heading', { name: say('wallet.history.title'), exact: true }),
  },
  {
    name: 'account',
    says: 'One’s account: where one is signed in',
    open: (stage) => go(stage, paths.account(), stage.say('account.page.title')),
  },
  { name: 'hold-short', says: 'Seats that are held, where the wallet has too little', open: openHold(THREE) },
];
