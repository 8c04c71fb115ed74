// The map of seats in a real browser: small halls, standing room and 50,000 seats, as map and as list.
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { DESK, newVisitor, PHONE, type VisitorOptions } from '../../support/browser.ts';
import { choose, chosen, holdChosen, onHold, seatName } from '../../support/buying.ts';
import { type InHall, keepMaps, LARGE, mapOn, newConcertIn, SMALL, seesFree } from '../../support/halls.ts';
import { api, hold, newAdmitted, newConcert, newPerson } from '../../support/journey.ts';
import type { OnSale } from '../../support/people.ts';
import { admittedTo, button, ko, seen, signIn } from '../../support/shopper.ts';

const QUICK = { ratePerSecond: 10 };

/** Somebody who may choose seats, on their page. */
async function newChooser(test: TestContext, concert: OnSale, device: VisitorOptions = DESK) {
  const [{ open }, person] = await Promise.all([newVisitor(test, device), newPerson()]);
  const page = await open('/');
  await signIn(page, person);
  await admittedTo(page, concert);
  const seatsOf = async (reservationId: string) => {
    const { seats } = await api.call(reservations.one, { ...person, params: { reservationId } });
    return seats;
  };
  return { page, person, seatsOf };
}

describe('the map of 50 seats', () => {
  it('follows what others hold, on the map and in the list', async (test) => {
    const { concertId, scheduleId } = await newConcert(QUICK);
    const { page } = await newChooser(test, { concertId, scheduleId });
    await seesFree(page, 'STANDARD', 30);
    const other = await newAdmitted(concertId);
    await hold(other, { scheduleId, seatNos: [11, 12] });
    await seesFree(page, 'STANDARD', 28);

    await button(page, ko('map.asList')).click();
    await page.getByRole('checkbox', { name: ko('map.list.freeOnly') }).uncheck();
    const held = (seatNo: number) =>
      page.getByRole('checkbox', { name: new RegExp(`^${seatName(seatNo)}, .*, ${ko('map.states.HOLD')}$`) });
    await seen(held(12));
    await seen(page.getByRole('checkbox', { name: new RegExp(`^${seatName(13)}, `) }));
    expect(await held(13).count()).toBe(0);
    await hold(await newAdmitted(concertId), { scheduleId, seatNos: [13] });
    await seen(held(13));
  });

  it('takes a tap on a seat as that seat, and shows it in the list, too', async (test) => {
    const { page, seatsOf } = await newChooser(test, await newConcert(QUICK), PHONE);
    await seesFree(page, 'VIP', 10);
    const box = await mapOn(page).boundingBox();
    if (!box) throw new Error('the map is not shown');
    // Whichever seat is there: the map says which one it took.
    await mapOn(page).tap({ position: { x: box.width / 2 + 12, y: box.height / 2 + 12 } });
    const chips = page.getByRole('region', { name: ko('map.bar.label') }).getByRole('listitem');
    await seen(chips);
    const name = (await chips.innerText()).trim();
    await button(page, ko('map.asList')).tap();
    expect(await page.getByRole('checkbox', { name: new RegExp(`^${name}, `) }).isChecked()).toBe(true);
    const [seat] = await seatsOf(await holdChosen(page));
    expect(seatName(seat?.seatNo ?? 0)).toBe(name);
  });

  it('gives the two best seats side by side for two taps', async (test) => {
    const { page, seatsOf } = await newChooser(test, await newConcert(QUICK), PHONE);
    await button(page, ko('map.bar.best')).tap();
    await button(page, ko('map.best.find')).tap();
    const [one, two] = await seatsOf(await onHold(page));
    expect(one).toMatchObject({ grade: 'VIP' });
    expect(two?.seatNo).toBe((one?.seatNo ?? 0) + 1);
  });

  it('holds what was chosen in the list', async (test) => {
    const { page, seatsOf } = await newChooser(test, await newConcert(QUICK), PHONE);
    await choose(page, 20, 21, 22);
    await chosen(page, 21).click();
    const held = await seatsOf(await holdChosen(page));
    expect(held.map(({ seatNo }) => seatNo)).toEqual([20, 22]);
  });
});

describe('the map of a hall with standing room', () => {
  it('lets people into the standing room from the list, and counts those who are in', async (test) => {
    const concert = await newConcertIn(SMALL);
    const { places, scheduleId, concertId } = concert;
    const { page, seatsOf } = await newChooser(test, concert, PHONE);
    await seesFree(page, 'STANDARD', places.STANDARD);
    await seesFree(page, 'STANDING', places.STANDING);
    await hold(await newAdmitted(concertId), { scheduleId, bestAvailable: { count: 3, grade: 'STANDING' } });
    await seesFree(page, 'STANDING', places.STANDING - 3);

    await button(page, ko('map.asList')).tap();
    await page.getByText(ko('map.room', { count: places.STANDING - 3 })).tap();
    await page.getByRole('button', { name: new RegExp(`${ko('map.list.choose')}$`) }).tap();
    await button(page, ko('map.best.more')).tap();
    await button(page, ko('map.best.find')).tap();
    const held = await seatsOf(await onHold(page));
    expect(held.map(({ grade }) => grade)).toEqual(['STANDING', 'STANDING', 'STANDING']);
    await page.goBack();
    await seesFree(page, 'STANDING', places.STANDING - 6);
  });
});

describe('the map of 50,000 seats', () => {
  let concert: InHall;
  beforeAll(async () => {
    concert = await newConcertIn(LARGE);
    await keepMaps();
  }, 60_000);

  it('follows what others hold, and comes nearer to a section that is tapped, where seats are chosen', async (test) => {
    const { page, seatsOf } = await newChooser(test, concert, { ...DESK, reducedMotion: 'reduce' });
    const { scheduleId, concertId, places } = concert;
    await seesFree(page, 'STANDARD', places.STANDARD);
    await hold(await newAdmitted(concertId), { scheduleId, bestAvailable: { count: 4, grade: 'STANDARD' } });
    await seesFree(page, 'STANDARD', places.STANDARD - 4);
    const box = await mapOn(page).boundingBox();
    if (!box) throw new Error('the map is not shown');
    // In the middle of the front of the fan.
    await mapOn(page).click({ position: { x: box.width / 2, y: box.height / 4 } });
    await mapOn(page).press('ArrowRight');
    await page.keyboard.press('Enter');
    const [seat] = await seatsOf(await holdChosen(page));
    expect(seat?.section).toBe('1-2');
  });
});
