// Holding under race: one owner per seat, all or nothing, and no more than one person may have.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { createBooth, START, shuffled } from './booth.ts';
import { busyFor, counting, Died, dyingAfter, repeating, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** What each got: `held`, or the refusal's code. */
async function outcomes(attempts: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(attempts);
  return settled.map((one) => {
    if (one.status === 'fulfilled') return 'held';
    if (one.reason instanceof Refusal) return one.reason.kind.code;
    throw one.reason;
  });
}

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('two hundred on one seat', () => {
  it('has one winner, and tells the others which seat it is', async () => {
    const booth = createBooth(table);
    const { db, sent } = counting(table.db);
    const attempts = times(200).map((i) => booth.processOn(db).hold({ person: `p${i}`, seatNos: [7] }));
    const settled = await Promise.allSettled(attempts);
    const lost = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toHaveLength(199);
    for (const refusal of lost) {
      expect(refusal).toMatchObject({
        kind: { code: 'SEAT_TAKEN' },
        fields: { seats: [{ seatNo: 7, status: 'HOLD' }] },
      });
      expect(refusal.fields).not.toHaveProperty('yours');
    }
    expect((await booth.block(0)).version).toBe(1);
    expect(sent.filter((name) => name === 'UpdateCommand')).toHaveLength(201);
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('has one winner when the seat’s last hold has just lapsed', async () => {
    const booth = createBooth(table);
    const first = await booth.hold({ person: 'first', seatNos: [7], holdSeconds: 2 });
    booth.now += 2_000;
    const got = await outcomes(times(200).map((i) => booth.hold({ person: `p${i}`, seatNos: [7] })));
    expect(got.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(got.filter((outcome) => outcome === 'SEAT_TAKEN')).toHaveLength(199);
    expect(await booth.store.reservation(first.reservationId)).toMatchObject({ status: 'EXPIRED', version: 2 });
    expect(await faultsAfterAll(booth)).toEqual([]);
  });
});

describe('a hold of one seat', () => {
  it('takes four round trips', async () => {
    const booth = createBooth(table);
    const { db, sent } = counting(table.db);
    await booth.processOn(db).hold({ person: 'p', seatNos: [7] });
    expect(sent).toEqual(['BatchGetCommand', 'UpdateCommand', 'UpdateCommand', 'PutCommand']);
  });

  it('ends at exactly the second that is in the block', async () => {
    const booth = createBooth(table);
    booth.now += 123;
    const held = await booth.hold({ person: 'p', seatNos: [7], holdSeconds: 300 });
    expect(held.expiresAt).toBe(START + 301_000);
    expect((await booth.block(0)).seats['6']).toMatchObject({ holder: held.reservationId, untilMs: held.expiresAt });
  });

  it('tells its owner, who asks again without a key, that the seat is their own', async () => {
    const booth = createBooth(table);
    const { reservationId } = await booth.hold({ person: 'p', seatNos: [7] });
    await expect(booth.hold({ person: 'p', seatNos: [7] })).rejects.toMatchObject({
      kind: { code: 'SEAT_TAKEN' },
      fields: { seats: [{ seatNo: 7, status: 'HOLD' }], yours: true, reservationId },
    });
  });

  it('is made once when one request comes two hundred times under one key, and all get its answer', async () => {
    const booth = createBooth(table);
    const held = await Promise.all(times(200).map(() => booth.hold({ person: 'p', seatNos: [7], key: 'k' })));
    expect(new Set(held.map(({ reservationId }) => reservationId)).size).toBe(1);
    expect(await booth.reservations()).toHaveLength(1);
    expect((await booth.events()).map(({ envelope }) => envelope.type)).toEqual(['SeatReserved']);
  });

  it('refuses another request under the same key, and leaves the first as it is', async () => {
    const booth = createBooth(table);
    await booth.hold({ person: 'p', seatNos: [7], key: 'k' });
    await expect(booth.hold({ person: 'p', seatNos: [8], key: 'k' })).rejects.toMatchObject({
      kind: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await booth.map().then((map) => [map.get(7), map.get(8)])).toEqual(['HOLD', 'AVAILABLE']);
  });

  it('succeeds when each of its writes is sent twice', async () => {
    const booth = createBooth(table);
    const held = await booth.processOn(repeating(table.db)).hold({ person: 'p', seatNos: [7], key: 'k' });
    expect(held).toMatchObject({ status: 'PENDING', version: 1 });
    expect(await faultsAfterAll(booth)).toEqual([]);
  });
});

describe('a hold of several seats', () => {
  it('is all or nothing over blocks, whoever wins', async () => {
    const booth = createBooth(table);
    const wishes = times(60).map((i) => ({ person: `p${i}`, seatNos: shuffled([46, 47, 48, 49, 50, 51]).slice(0, 3) }));
    const got = await outcomes(wishes.map((wish) => booth.hold(wish)));
    expect(got.filter((outcome) => outcome !== 'held' && outcome !== 'SEAT_TAKEN')).toEqual([]);
    const held = await booth.reservations();
    const seats = held.flatMap((reservation) => reservation.seats.map(({ seatNo = 0 }) => seatNo));
    expect(new Set(seats).size).toBe(seats.length);
    const onMap = [...(await booth.map())].flatMap(([seatNo, status]) => (status === 'HOLD' ? [seatNo] : []));
    expect(onMap).toEqual(seats.sort((a, b) => a - b));
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('names all of its seats that are taken, in whatever block', async () => {
    const booth = createBooth(table);
    await booth.hold({ person: 'a', seatNos: [2, 50] });
    await expect(booth.hold({ person: 'b', seatNos: [1, 2, 49, 50] })).rejects.toMatchObject({
      fields: {
        seats: [
          { seatNo: 2, status: 'HOLD' },
          { seatNo: 50, status: 'HOLD' },
        ],
      },
    });
  });

  it('gives back what it claimed when a later block refuses, and is refused the same when it comes again', async () => {
    const booth = createBooth(table);
    await booth.hold({ person: 'a', seatNos: [50] });
    const wish = { person: 'b', seatNos: [1, 50], key: 'k' };
    for (const _ of times(2)) {
      await expect(booth.hold(wish)).rejects.toMatchObject({
        kind: { code: 'SEAT_TAKEN' },
        fields: { seats: [{ seatNo: 50, status: 'HOLD' }] },
      });
    }
    expect((await booth.block(0)).seats).toEqual({});
    expect((await booth.hold({ person: 'c', seatNos: [1] })).status).toBe('PENDING');
  });

  it('answers with the reservation of a twin that was faster, and frees only what that one does not list', async () => {
    const booth = createBooth(table);
    const slow = stallingBefore(table.db, (input) => input.includes('SeatReserved'));
    const wish = { person: 'p', seatNos: [1, 49], key: 'k' };
    const waiting = booth.processOn(slow.db).hold(wish);
    await slow.arrived;
    const twin = await booth.hold(wish);
    slow.goOn();
    expect(await waiting).toEqual(twin);
    expect(Object.keys((await booth.block(0)).seats)).toEqual(['0']);
    expect(Object.keys((await booth.block(1)).seats)).toEqual(['0']);
  });
});

describe('a claim that a request left behind, whose key made a reservation of other seats', () => {
  it('goes to the next when its time is over, though that reservation lives on', async () => {
    const booth = createBooth(table);
    await booth.charge('owner', 5_000);
    const slow = stallingBefore(table.db, (input) => input.includes('SECTION#'));
    const dying = dyingAfter(slow.db, 1);
    const left = booth.processOn(dying.db).hold({ person: 'owner', seatNos: [8], key: 'k' });
    await slow.arrived;
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [7], key: 'k' });
    slow.goOn();
    await expect(left).rejects.toBeInstanceOf(Died);
    await booth.pay('owner', reservationId);
    expect((await booth.block(0)).seats['7']).toMatchObject({ status: 'HOLD', holder: reservationId });
    await expect(booth.hold({ person: 'next', seatNos: [8] })).rejects.toMatchObject({ kind: { code: 'SEAT_TAKEN' } });
    booth.now += 300_000;
    expect((await booth.hold({ person: 'next', seatNos: [8] })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth, { owner: 5_000 })).toEqual([]);
  });
});

describe('a hold that is told to try again after its claim', () => {
  const busy = () => busyFor(table.db, (input) => input.includes('PERSON#'));
  const tryAgain = { kind: { code: 'TRY_AGAIN' }, retryAfterSeconds: 1 };

  it('finds its claim when it comes again under its key', async () => {
    const booth = createBooth(table);
    const wish = { person: 'owner', seatNos: [1], key: 'k' };
    await expect(booth.processOn(busy()).hold(wish)).rejects.toMatchObject(tryAgain);
    await expect(booth.hold({ person: 'other', seatNos: [1] })).rejects.toMatchObject({ kind: { code: 'SEAT_TAKEN' } });
    expect(await booth.hold(wish)).toMatchObject({ status: 'PENDING', seats: [{ seatNo: 1 }] });
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('gives the seat back when it has no key to come again under', async () => {
    const booth = createBooth(table);
    const owner = booth.processOn(busy());
    await expect(owner.hold({ person: 'owner', seatNos: [1] })).rejects.toMatchObject(tryAgain);
    expect(await booth.hold({ person: 'other', seatNos: [1] })).toMatchObject({ status: 'PENDING' });
  });
});

describe('the limit of a person', () => {
  it('holds against forty requests at once', async () => {
    const booth = createBooth(table);
    const got = await outcomes(times(40).map((i) => booth.hold({ person: 'p', seatNos: [i + 1], limit: 4 })));
    expect(got.filter((outcome) => outcome === 'held')).toHaveLength(4);
    expect(got.filter((outcome) => outcome === 'LIMIT_REACHED')).toHaveLength(36);
    const onMap = [...(await booth.map()).values()].filter((status) => status === 'HOLD');
    expect(onMap).toHaveLength(4);
    expect(await faultsAfterAll(booth)).toEqual([]);
    await expectTheRestToBeFree(booth);
  });

  it('does not count what has lapsed, though nobody cleaned up', async () => {
    const booth = createBooth(table);
    await booth.hold({ person: 'p', seatNos: [1, 2], limit: 2, holdSeconds: 2 });
    await expect(booth.hold({ person: 'p', seatNos: [3], limit: 2 })).rejects.toMatchObject({
      kind: { code: 'LIMIT_REACHED' },
      fields: { limit: 2, seats: 2 },
    });
    booth.now += 2_000;
    expect((await booth.hold({ person: 'p', seatNos: [3], limit: 2 })).status).toBe('PENDING');
  });

  it('counts what was bought, for ever', async () => {
    const booth = createBooth(table);
    await booth.charge('buyer', 10_000);
    const { reservationId } = await booth.hold({ person: 'buyer', seatNos: [1, 2], limit: 2 });
    await booth.pay('buyer', reservationId);
    await booth.deliverAll();
    booth.now += 86_400_000;
    await expect(booth.hold({ person: 'buyer', seatNos: [3], limit: 2 })).rejects.toMatchObject({
      kind: { code: 'LIMIT_REACHED' },
    });
    expect((await booth.map()).get(3)).toBe('AVAILABLE');
  });
});
