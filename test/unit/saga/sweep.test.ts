// The sweeper, on tables in memory: whatever message was lost, a journey comes to its end.
import { describe, expect, it, vi } from 'vitest';
import { leaseFrom } from '../../../functions/queue/domain-places.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { completedAgain } from '../../../functions/reservations/use-cases-confirm.ts';
import { blockSlots } from '../../../functions/seats/writes.ts';
import { systemClock as clock } from '../../../functions/shared/clock.ts';
import { log } from '../../../functions/shared/log.ts';
import { transact } from '../../../functions/shared/transaction.ts';
import { deliver, deliveriesOf } from '../../support/saga.ts';
import { here, MINUTE, paid, playSweeper, START, sweepAt, tables } from './sweeper.ts';

playSweeper();

describe('a hold whose timer was lost', () => {
  it('is left alone until its time is over for a minute, and then ends with its seat free', async () => {
    await here.sale.hold('kim', 1, 'a');
    expect(await sweepAt(START + 6 * MINUTE)).toMatchObject({ repaired: 0 });
    expect(await sweepAt(START + 6 * MINUTE + 1)).toMatchObject({ repaired: 1 });
    expect(await here.sale.state()).toMatchObject({
      reservations: { a: 'EXPIRED, refunded nothing: SeatReserved ReservationFailed' },
      seats: { 1: 'AVAILABLE' },
    });
  });
});

describe('a paid reservation whose event was lost', () => {
  it('is asked for again a minute later, while its hold still runs, and is confirmed by that', async () => {
    await paid();
    expect(await sweepAt(START + MINUTE)).toMatchObject({ repaired: 0 });
    const swept = { dates: 1, seen: 1, repaired: 1, stuck: 0, toldAgain: 0 };
    expect(await sweepAt(START + MINUTE + 1)).toEqual(swept);
    expect(await Promise.all(here.confirmations.map(deliver))).toEqual([true]);
    expect(await here.sale.statusOf('a')).toBe('CONFIRMED');
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ repaired: 0, toldAgain: 0 });
  });

  it('is stuck, and told so, when five minutes of asking did not help', async () => {
    const told = vi.spyOn(log, 'error');
    await paid();
    expect(await sweepAt(START + 5 * MINUTE + 1)).toMatchObject({ seen: 1, repaired: 0, stuck: 1 });
    const about = { reservationId: expect.stringMatching(/^rsv_/) };
    expect(told).toHaveBeenCalledExactlyOnceWith('a paid reservation stays unconfirmed', about);
    told.mockRestore();
  });

  it('is counted each minute of an hour, and asked for ever more seldom', async () => {
    await paid();
    let stuck = 0;
    for (let minute = 1; minute <= 60; minute++) stuck += (await sweepAt(START + minute * MINUTE + 1)).stuck;
    expect(stuck).toBe(56);
    expect(here.confirmations).toHaveLength(7);
  });
});

describe('a reservation that is being paid by card', () => {
  /** kim pays seat 1 by card, which is to be approved within a minute. */
  async function paying(): Promise<void> {
    await here.sale.hold('kim', 1, 'a');
    const [item] = here.db.items(tables.RESERVATIONS_TABLE).filter(({ sk }) => sk === 'RESERVATION');
    const being = { status: 'PAYING', intentId: 'payaaaaaaaaaaaa', payingUntil: START + MINUTE };
    here.db.put(tables.RESERVATIONS_TABLE, { ...item, ...being });
  }

  it('has the outcome asked for a minute after its time, and keeps its seat', async () => {
    await paying();
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ seen: 1, repaired: 0 });
    expect(here.inquiries).toEqual([]);
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ repaired: 1, stuck: 0 });
    expect(here.inquiries).toEqual([{ paymentId: 'payaaaaaaaaaaaa', why: 'watchdog' }]);
    expect(await here.sale.statusOf('a')).toBe('PAYING');
  });

  it('is stuck, and told so, when five minutes of asking did not help, also when its hold is long over', async () => {
    const told = vi.spyOn(log, 'error');
    await paying();
    expect(await sweepAt(START + 8 * MINUTE)).toMatchObject({ seen: 1, repaired: 0, stuck: 1 });
    const about = { reservationId: expect.stringMatching(/^rsv_/) };
    expect(told).toHaveBeenCalledExactlyOnceWith('a card payment stays open', about);
    told.mockRestore();
    expect(await sweepAt(START + 9 * MINUTE + 1)).toMatchObject({ repaired: 1, stuck: 1 });
  });
});

describe('a ticket whose ReservationCompleted had no effect', () => {
  /** kim has a ticket, and nobody was told. */
  async function bought(): Promise<void> {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(here.confirmations.map(deliver));
    expect(await here.sale.state()).toMatchObject({ reservations: { a: expect.stringMatching(/^CONFIRMED/) } });
  }

  it('has it told again with its own id, until its place in line has ended', async () => {
    await bought();
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ toldAgain: 0 });
    expect(await sweepAt(START + 2 * MINUTE + 2)).toMatchObject({ repaired: 0, toldAgain: 1 });
    expect(await sweepAt(START + 3 * MINUTE + 2)).toMatchObject({ toldAgain: 1 });
    const [first, second] = here.toldAgain.map(({ envelope }) => envelope);
    expect(first).toMatchObject({
      type: 'ReservationCompleted',
      id: expect.stringMatching(/^reservation\/rsv_.*\/3\//),
    });
    expect(second).toEqual(first);
    for (const event of here.toldAgain) await Promise.all(deliveriesOf(event, 0).map(deliver));
    expect(await here.sale.state()).toMatchObject({ people: { kim: { place: '1' } } });
    expect(await sweepAt(START + 5 * MINUTE + 2)).toMatchObject({ seen: 1, toldAgain: 0 });
    expect(await sweepAt(START + 6 * MINUTE + 2)).toMatchObject({ seen: 0 });
  });

  it('is left alone when its place has ended, though its buyer is in line again with another', async () => {
    await bought();
    const line = createLineStore({ db: here.db, onceDb: here.db, clock, ...tables });
    await line.depart(here.sale.concertId, 1, 'LEFT');
    await line.claim(here.sale.concertId, 2, leaseFrom(START, 3_600));
    expect(await sweepAt(START + 4 * MINUTE)).toMatchObject({ seen: 1, toldAgain: 0 });
    expect(await sweepAt(START + 5 * MINUTE)).toMatchObject({ seen: 0 });
    expect((await line.place(here.sale.concertId, 2)).value).toBe(leaseFrom(START, 3_600));
  });

  it('is looked at again when its line could not be read, and nobody else waits for that', async () => {
    await bought();
    await here.sale.hold('lee', 2, 'b');
    const { line } = here.tools;
    const down = async () => {
      throw new Error('the line does not answer');
    };
    here.tools = { ...here.tools, line: { places: down } };
    await expect(sweepAt(START + 8 * MINUTE)).rejects.toThrow('0 of 1 journeys and 1 dates');
    expect(await here.sale.statusOf('b')).toBe('EXPIRED');
    here.tools = { ...here.tools, line };
    expect(await sweepAt(START + 9 * MINUTE + 2)).toMatchObject({ seen: 1, toldAgain: 1 });
  });
});

describe('a seat that an ended reservation still has', () => {
  it('is freed, and no longer counts for its person, when ReservationFailed was lost', async () => {
    await here.sale.hold('kim', 1, 'a');
    await sweepAt(START + 6 * MINUTE + 1);
    const ref = { section: 0, block: 0 };
    const [id = ''] = here.db
      .items(tables.RESERVATIONS_TABLE)
      .flatMap(({ pk, sk }) => (sk === 'RESERVATION' ? [pk] : []));
    const claim = { reservationId: String(id).slice(12), untilMs: START + 5 * MINUTE, slots: ['0'], over: {} };
    await here.tools.seats.claim(here.sale.scheduleId, ref, claim);
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE, a' } });
    expect(await sweepAt(START + 7 * MINUTE + 1)).toMatchObject({ repaired: 0, toldAgain: 0 });
    expect(await sweepAt(START + 7 * MINUTE + 2)).toMatchObject({ repaired: 1, toldAgain: 1 });
    expect(here.toldAgain.map(({ envelope: { type } }) => type)).toEqual(['ReservationFailed']);
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' }, people: { kim: { counted: [] } } });
  });

  it('is freed also while the bus is down, and the round fails', async () => {
    await here.sale.hold('kim', 1, 'a');
    const { releaseOwn } = here.tools.seats;
    here.tools = { ...here.tools, seats: { ...here.tools.seats, releaseOwn: async () => {} } };
    await sweepAt(START + 6 * MINUTE + 1);
    const tellAgain = async () => {
      throw new Error('the bus does not answer');
    };
    here.tools = { ...here.tools, tellAgain, seats: { ...here.tools.seats, releaseOwn } };
    await expect(sweepAt(START + 7 * MINUTE + 2)).rejects.toThrow('1 of 1 journeys and 0 dates');
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' } });
  });

  it('is freed when its request died before there was a reservation, which can then never be written', async () => {
    const ref = { section: 0, block: 0 };
    const claim = { reservationId: 'rsv_000000000000', untilMs: START + MINUTE, slots: ['0'], over: {} };
    await here.tools.seats.claim(here.sale.scheduleId, ref, claim);
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ repaired: 0 });
    expect(await sweepAt(START + 2 * MINUTE + 1)).toMatchObject({ repaired: 1 });
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE' } });
    expect(await here.tools.store.kept('rsv_000000000000')).toMatchObject({ tombstone: true, status: 'EXPIRED' });
  });
});

describe('a ticket that is confirmed', () => {
  it('is read once, and again an hour later, as it may have been cancelled', async () => {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(here.confirmations.map(deliver));
    await createLineStore({ db: here.db, onceDb: here.db, clock, ...tables }).depart(here.sale.concertId, 1, 'BOUGHT');
    expect(await sweepAt(START + 3 * MINUTE)).toMatchObject({ seen: 1 });
    expect(await sweepAt(START + 4 * MINUTE)).toMatchObject({ seen: 0 });
    expect(await sweepAt(START + 63 * MINUTE)).toMatchObject({ seen: 1 });
  });
});

describe('a seat that an operator blocked', () => {
  const block = () => {
    const blocked = { blockingId: 'blk_000000000000', slots: ['0'] };
    const ref = { section: 0, block: 0 };
    return transact(here.db, [blockSlots(tables.SEATS_TABLE, here.sale.scheduleId, ref, blocked)]);
  };

  it('is nobody’s journey: it is neither read nor freed, however long it stays so', async () => {
    await block();
    const nothing = { dates: 1, seen: 0, repaired: 0, stuck: 0, toldAgain: 0 };
    for (const minutes of [2, 7, 120]) expect(await sweepAt(START + minutes * MINUTE)).toEqual(nothing);
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'BLOCKED' } });
  });

  it('after it was taken from who paid for it is not sold to them: they get their money back', async () => {
    await paid();
    await here.sale.takeSeat(1);
    expect(await block()).toEqual({ outcome: 'committed' });
    const journey = here.db.items(tables.RESERVATIONS_TABLE).find(({ sk }) => sk === 'RESERVATION');
    const reservationId = String(journey?.pk).slice('RESERVATION#'.length);
    const kept = await here.tools.store.reservation(reservationId);
    if (!kept) throw new Error('nothing was reserved');
    const body = JSON.stringify(completedAgain(kept));
    expect(await deliver({ handler: 'reservations/confirm-reservation', body, dueAt: 0 })).toBe(true);
    const { seats, reservations } = await here.sale.state();
    expect(seats).toMatchObject({ 1: 'BLOCKED' });
    expect(reservations).toMatchObject({ a: expect.stringMatching(/^REFUNDED, refunded 1000/) });
  });
});
