// The end of a hold: by time alone, by its timer, by a thief, by DynamoDB TTL; and never one that was paid.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { type Booth, createBooth } from './booth.ts';
import { Died, dyingAfter, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const SHORT = { holdSeconds: 2 };
const EXPIRED = { kind: { code: 'RESERVATION_EXPIRED' } };
const WISH = { person: 'owner', seatNos: [7], key: 'k' };

const eventsOf = async (booth: Booth, type: string) =>
  (await booth.events()).filter(({ envelope }) => envelope.type === type);

async function deliver(booth: Booth, type: string): Promise<number[]> {
  const delays: number[] = [];
  for (const event of await eventsOf(booth, type)) delays.push(...(await booth.deliver(event)));
  return delays;
}

describe('a hold of two seconds, with neither timer nor TTL', () => {
  it('reads available from the second it ends', async () => {
    const booth = createBooth(table);
    await booth.hold({ ...WISH, ...SHORT });
    booth.now += 1_999;
    expect((await booth.map()).get(7)).toBe('HOLD');
    await expect(booth.hold({ person: 'thief', seatNos: [7] })).rejects.toMatchObject({ kind: { code: 'SEAT_TAKEN' } });
    booth.now += 1;
    expect((await booth.map()).get(7)).toBe('AVAILABLE');
  });

  it('goes to the next, and can be paid no more', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const { reservationId } = await booth.hold({ ...WISH, ...SHORT });
    booth.now += 2_000;
    const next = await booth.hold({ person: 'thief', seatNos: [7] });
    await expect(booth.pay('owner', reservationId)).rejects.toMatchObject(EXPIRED);
    expect((await booth.block(0)).seats['6']).toMatchObject({ holder: next.reservationId });
    expect((await booth.walletOf('owner')).balance).toBe(5_000);
    expect(await booth.store.reservation(reservationId)).toMatchObject({ status: 'EXPIRED' });
  });

  it('can be paid no more, even when nobody wants the seat', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const { reservationId } = await booth.hold({ ...WISH, ...SHORT });
    booth.now += 2_000;
    await expect(booth.pay('owner', reservationId)).rejects.toMatchObject(EXPIRED);
    expect(await faultsAfterAll(booth, { owner: 5_000 })).toEqual([]);
  });

  it('is over for its owner, who asks again under the same key', async () => {
    const booth = createBooth(table);
    await booth.hold({ ...WISH, ...SHORT });
    booth.now += 2_000;
    await expect(booth.hold({ ...WISH, ...SHORT })).rejects.toMatchObject(EXPIRED);
    expect((await booth.hold({ person: 'owner', seatNos: [7], key: 'other' })).status).toBe('PENDING');
  });
});

describe('a paid hold', () => {
  it('is not a thief’s, however long ago its time was over, and reads sold in the end', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const { reservationId } = await booth.hold({ ...WISH, ...SHORT });
    await booth.pay('owner', reservationId);
    booth.now += 3_600_000;
    await expect(booth.hold({ person: 'thief', seatNos: [7] })).rejects.toMatchObject({
      kind: { code: 'SEAT_TAKEN' },
      fields: { seats: [{ seatNo: 7, status: 'HOLD' }] },
    });
    await booth.deliverAll();
    expect((await booth.map()).get(7)).toBe('SOLD');
  });

  it('is confirmed by its watchdog when PaymentCompleted was lost', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const { reservationId } = await booth.hold({ ...WISH, ...SHORT });
    await booth.pay('owner', reservationId);
    booth.now += 2_000;
    expect(await deliver(booth, 'SeatReserved')).toEqual([60]);
    expect(await booth.store.reservation(reservationId)).toMatchObject({ status: 'CONFIRMED' });
    expect(await deliver(booth, 'SeatReserved')).toEqual([]);
    expect(await faultsAfterAll(booth, { owner: 5_000 })).toEqual([]);
  });
});

describe('the timer', () => {
  it('comes back a second after the end, ends the hold once, and stays away then', async () => {
    const booth = createBooth(table);
    const { reservationId } = await booth.hold({ ...WISH, holdSeconds: 300 });
    expect(await deliver(booth, 'SeatReserved')).toEqual([301]);
    booth.now += 301_000;
    const [event] = await eventsOf(booth, 'SeatReserved');
    const twice = event ? await Promise.all([booth.deliver(event), booth.deliver(event)]) : [];
    expect(twice).toEqual([[], []]);
    expect(await booth.store.reservation(reservationId)).toMatchObject({ status: 'EXPIRED', version: 2 });
    expect(await eventsOf(booth, 'ReservationFailed')).toHaveLength(1);
  });

  it('frees the seats through ReservationFailed, which may come twice', async () => {
    const booth = createBooth(table);
    await booth.hold({ ...WISH, ...SHORT });
    booth.now += 3_000;
    await deliver(booth, 'SeatReserved');
    await deliver(booth, 'ReservationFailed');
    await deliver(booth, 'ReservationFailed');
    expect((await booth.block(0)).seats).toEqual({});
    expect((await booth.block(0)).version).toBe(2);
    const who = { personId: booth.userOf('owner'), concertId: booth.concertId };
    const { standing } = await booth.store.keptAndStanding('rsv_none', who);
    expect(Object.values(standing.entries)).toMatchObject([{ ended: true }]);
  });

  it('does not touch what the next one holds or bought, when ReservationFailed comes late', async () => {
    const booth = createBooth(table);
    await booth.charge('thief', 5_000);
    await booth.hold({ ...WISH, ...SHORT });
    booth.now += 2_000;
    const next = await booth.hold({ person: 'thief', seatNos: [7] });
    await deliver(booth, 'ReservationFailed');
    expect((await booth.block(0)).seats['6']).toMatchObject({ holder: next.reservationId });
    await booth.pay('thief', next.reservationId);
    await booth.confirm(next.reservationId);
    await deliver(booth, 'ReservationFailed');
    expect((await booth.map()).get(7)).toBe('SOLD');
  });
});

describe('DynamoDB TTL, when no timer came', () => {
  it('leaves the reservation EXPIRED with its event, and the seats free', async () => {
    const booth = createBooth(table);
    const { reservationId } = await booth.hold({ ...WISH, ...SHORT });
    booth.now += 62_000;
    await booth.ttlDeletes(reservationId);
    expect(await booth.store.reservation(reservationId)).toMatchObject({ status: 'EXPIRED', version: 2 });
    expect((await eventsOf(booth, 'SeatReserved')).length).toBe(0);
    await deliver(booth, 'ReservationFailed');
    expect((await booth.block(0)).seats).toEqual({});
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('tells the end also of one whose place a thief’s tombstone had taken before', async () => {
    const booth = createBooth(table);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [7, 8, 50], ...SHORT });
    booth.now += 62_000;
    const image = await booth.image(reservationId);
    await booth.remove(reservationId);
    const next = await booth.hold({ person: 'thief', seatNos: [7] });
    await booth.entomb(image);
    await booth.entomb(image);
    expect(await eventsOf(booth, 'ReservationFailed')).toHaveLength(1);
    await deliver(booth, 'ReservationFailed');
    expect(Object.keys((await booth.block(0)).seats)).toEqual(['6']);
    expect((await booth.block(0)).seats['6']).toMatchObject({ holder: next.reservationId });
    expect((await booth.block(1)).seats).toEqual({});
  });

  it('says nothing of one that was paid, expired or never more than a tombstone', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const { reservationId } = await booth.hold(WISH);
    await booth.pay('owner', reservationId);
    const image = await booth.image(reservationId);
    await booth.remove(reservationId);
    await booth.entomb(image);
    expect(await booth.store.kept(reservationId)).toBeUndefined();
  });
});

describe('a hold that died after its claim', () => {
  it('finds its own claim when it is sent again with the same key', async () => {
    const booth = createBooth(table);
    const { db } = dyingAfter(table.db, 1);
    await expect(booth.processOn(db).hold(WISH)).rejects.toBeInstanceOf(Died);
    const claimed = (await booth.block(0)).seats['6'];
    booth.now += 10_000;
    const held = await booth.hold(WISH);
    expect(claimed).toMatchObject({ holder: held.reservationId, untilMs: held.expiresAt });
    expect((await booth.block(0)).seats['6']).toEqual(claimed);
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('is given back when its key comes again with another request: two requests cannot swap seats', async () => {
    const booth = createBooth(table);
    const { db } = dyingAfter(table.db, 2);
    await expect(booth.processOn(db).hold(WISH)).rejects.toBeInstanceOf(Died);
    const reused = { kind: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    await expect(booth.hold({ ...WISH, seatNos: [8, 9] })).rejects.toMatchObject(reused);
    await expect(booth.hold(WISH)).rejects.toMatchObject(reused);
    expect(await booth.reservations()).toEqual([]);
    booth.now += 300_000;
    await expectTheRestToBeFree(booth);
  });

  it('is over when it is sent again too late, and leaves nothing behind', async () => {
    const booth = createBooth(table);
    const { db } = dyingAfter(table.db, 1);
    await expect(booth.processOn(db).hold({ ...WISH, ...SHORT })).rejects.toBeInstanceOf(Died);
    booth.now += 2_000;
    await expect(booth.hold({ ...WISH, ...SHORT })).rejects.toMatchObject(EXPIRED);
    expect((await booth.block(0)).seats).toEqual({});
    await expectTheRestToBeFree(booth);
  });
});

describe('a slow owner whose lapsed claim was taken before the reservation was written', () => {
  it('gets 410, and the seat has one owner', async () => {
    const booth = createBooth(table);
    const slow = stallingBefore(table.db, (input) => input.includes('SeatReserved'));
    const waiting = booth.processOn(slow.db).hold({ ...WISH, ...SHORT });
    await slow.arrived;
    booth.now += 2_000;
    const next = await booth.hold({ person: 'thief', seatNos: [7] });
    slow.goOn();
    await expect(waiting).rejects.toMatchObject(EXPIRED);
    expect((await booth.block(0)).seats['6']).toMatchObject({ holder: next.reservationId });
    expect((await booth.reservations()).map(({ reservationId }) => reservationId)).toEqual([next.reservationId]);
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('frees the seats that the thief did not want', async () => {
    const booth = createBooth(table);
    const slow = stallingBefore(table.db, (input) => input.includes('SeatReserved'));
    const waiting = booth.processOn(slow.db).hold({ person: 'owner', seatNos: [7, 8, 50], key: 'k', ...SHORT });
    await slow.arrived;
    booth.now += 2_000;
    await booth.hold({ person: 'thief', seatNos: [7] });
    slow.goOn();
    await expect(waiting).rejects.toMatchObject(EXPIRED);
    expect(Object.keys((await booth.block(0)).seats)).toEqual(['6']);
    expect((await booth.block(1)).seats).toEqual({});
  });
});
