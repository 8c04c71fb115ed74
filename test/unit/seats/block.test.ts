// Blocking seats of a date: who gets which, what is told, what a repeat finds, and how they come back.
import { describe, expect, it } from 'vitest';
import { openHall, PATH, PIT, rsv, START } from './block-world.ts';

const refusal = (code: string, fields = {}) => ({ kind: { code }, fields });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('blocking seats', () => {
  it('takes those that are free, over blocks and sections, and says whose the others stay', async () => {
    const hall = openHall();
    await hall.hold(1, [2]);
    await hall.buy(2, [61]);
    const first = await hall.block({ seatNos: [48, 3] });
    const second = await hall.block({ kind: 'BROKEN', reason: 'wet', seatNos: [61, 49, 1, 2, 3] });
    expect(second).toEqual({
      blockingId: expect.stringMatching(/^blk_[0-9A-Za-z]{12}$/),
      kind: 'BROKEN',
      reason: 'wet',
      by: 'usr_op',
      at: '2027-01-15T17:00:00.000+09:00',
      blocked: { seatNos: [1, 49], places: 0 },
      taken: [
        { seatNo: 2, status: 'HOLD' },
        { seatNo: 3, status: 'BLOCKED' },
        { seatNo: 61, status: 'SOLD' },
      ],
    });
    const off = (blockingId: string) => `!${blockingId.slice(4)}`;
    expect(await hall.stored()).toEqual({
      '0.0.0': off(second.blockingId),
      '0.0.1': expect.stringMatching(/^H/),
      '0.0.2': off(first.blockingId),
      '0.0.z': off(first.blockingId),
      '0.1.0': off(second.blockingId),
      '1.0.0': expect.stringMatching(/^~/),
    });
  });

  it('leaves a lapsed hold alone, as its reservation may be paid, and takes the seat once it is free', async () => {
    const hall = openHall();
    await hall.hold(1, [5]);
    hall.now += 400_000;
    const taken = [{ seatNo: 5, status: 'HOLD' }];
    await expect(hall.block({ seatNos: [5] })).rejects.toMatchObject(refusal('SEAT_TAKEN', { seats: taken }));
    await hall.seats.releaseOwn(PATH.scheduleId, { section: 0, block: 0 }, { reservationId: rsv(1) });
    expect(await hall.block({ seatNos: [5] })).toMatchObject({ blocked: { seatNos: [5] }, taken: [] });
  });

  it('is refused with every seat when none is free, keeps nothing, and stays refused under its key', async () => {
    const hall = openHall();
    await hall.buy(1, [1, 2]);
    const seats = [1, 2].map((seatNo) => ({ seatNo, status: 'SOLD' }));
    const before = await hall.stored();
    for (const seatNos of [
      [1, 2],
      [2, 1, 1],
    ]) {
      await expect(hall.block({ seatNos }, { key: 'k' })).rejects.toMatchObject(refusal('SEAT_TAKEN', { seats }));
    }
    expect(await hall.stored()).toEqual(before);
    expect(await hall.list()).toEqual([]);
  });

  it('is one blocking under one key, with one answer, whatever became of its seats since', async () => {
    const hall = openHall();
    await hall.hold(1, [2]);
    const first = await hall.block({ seatNos: [1, 2, 3] }, { key: 'k' });
    await hall.seats.releaseOwn(PATH.scheduleId, { section: 0, block: 0 }, { reservationId: rsv(1) });
    await hall.unblock(first.blockingId, { seatNos: [3] });
    hall.now += 60_000;
    expect(await hall.block({ seatNos: [3, 2, 1] }, { key: 'k' })).toEqual(first);
    expect((await hall.list()).map(({ seatNos }) => seatNos)).toEqual([[1]]);
  });

  it('refuses a key that came with another request, and knows each operator’s keys apart', async () => {
    const hall = openHall();
    await hall.block({ seatNos: [1] }, { key: 'k' });
    const reused = refusal('IDEMPOTENCY_KEY_REUSED');
    await expect(hall.block({ seatNos: [2] }, { key: 'k' })).rejects.toMatchObject(reused);
    await expect(hall.block({ seatNos: [1], reason: 'other' }, { key: 'k' })).rejects.toMatchObject(reused);
    expect(await hall.block({ seatNos: [2] }, { key: 'k', by: 'usr_other' })).toMatchObject({ by: 'usr_other' });
  });

  it.each([
    ['neither seats nor places', {}, 'INVALID_REQUEST', {}],
    ['both', { seatNos: [1], standing: { section: 'Pit', places: 1 } }, 'INVALID_REQUEST', {}],
    [
      'numbers that the hall does not have, with all of them',
      { seatNos: [99, 1, 63] },
      'SEAT_NOT_FOUND',
      { seatNo: 63, seatNos: [63, 99] },
    ],
    ['places of a section with seats', { standing: { section: 'Box', places: 1 } }, 'SECTION_NOT_FOUND', {}],
    ['places of no section', { standing: { section: 'Attic', places: 1 } }, 'SECTION_NOT_FOUND', {}],
  ])('refuses %s', async (_, body, code, fields) => {
    const hall = openHall();
    await expect(hall.block(body)).rejects.toMatchObject(refusal(code, fields));
    expect(hall.memory.items('seats')).toEqual([]);
  });
});

describe('blocking standing room', () => {
  it('takes as many free places as were asked for, whichever they are', async () => {
    const hall = openHall();
    await hall.hold(1, PIT.slice(0, 30));
    const made = await hall.block({ standing: { section: 'Pit', places: 60 } });
    expect(made).toMatchObject({ blocked: { seatNos: [], places: 60 }, taken: [] });
    expect(await hall.list()).toMatchObject([{ blockingId: made.blockingId, seatNos: [], places: 60 }]);
  });

  it('takes none when there are too few, and says how many there are', async () => {
    const hall = openHall();
    await hall.hold(1, PIT.slice(0, 30));
    const wish = { standing: { section: 'Pit', places: 71 } };
    await expect(hall.block(wish)).rejects.toMatchObject(refusal('NOT_ENOUGH_SEATS', { largest: 70 }));
    expect(await hall.list()).toEqual([]);
  });
});

describe('putting seats back on sale', () => {
  it('frees all of a blocking, or some of it, and nothing twice', async () => {
    const hall = openHall();
    const { blockingId } = await hall.block({ seatNos: [1, 49, 61] });
    expect(await hall.unblock(blockingId, { seatNos: [49, 2, 49] })).toEqual({
      unblocked: { seatNos: [49], places: 0 },
    });
    expect(await hall.unblock(blockingId, { seatNos: [49] })).toEqual({ unblocked: { seatNos: [], places: 0 } });
    expect(await hall.list()).toMatchObject([{ blockingId, seatNos: [1, 61], places: 0 }]);
    expect(await hall.unblock(blockingId)).toEqual({ unblocked: { seatNos: [1, 61], places: 0 } });
    expect(await hall.unblock(blockingId)).toEqual({ unblocked: { seatNos: [], places: 0 } });
    expect(await hall.list()).toEqual([]);
    expect(await hall.stored()).toEqual({});
  });

  it('frees all places of standing room at once, once, however often it is asked', async () => {
    const hall = openHall();
    const { blockingId } = await hall.block({ standing: { section: 'Pit', places: 50 } });
    const other = await hall.block({ standing: { section: 'Pit', places: 20 } });
    expect(await hall.unblock(blockingId, { seatNos: [1] })).toEqual({ unblocked: { seatNos: [], places: 0 } });
    expect(await hall.unblock(blockingId)).toEqual({ unblocked: { seatNos: [], places: 50 } });
    expect(await hall.unblock(blockingId)).toEqual({ unblocked: { seatNos: [], places: 0 } });
    expect(await hall.list()).toMatchObject([{ blockingId: other.blockingId, seatNos: [], places: 20 }]);
  });

  it('is refused for a blocking that never was', async () => {
    const hall = openHall();
    await expect(hall.unblock('blk_aaaaaaaaaaaa')).rejects.toMatchObject(refusal('BLOCKING_NOT_FOUND'));
  });

  it('leaves a seat alone that was freed, and meanwhile blocked by another', async () => {
    const hall = openHall();
    const first = await hall.block({ seatNos: [1, 2] });
    await hall.unblock(first.blockingId, { seatNos: [1] });
    const second = await hall.block({ seatNos: [1] });
    expect(await hall.unblock(first.blockingId)).toEqual({ unblocked: { seatNos: [2], places: 0 } });
    expect(await hall.list()).toMatchObject([{ blockingId: second.blockingId, seatNos: [1] }]);
  });

  it('notes when the last seat was put back, once', async () => {
    const hall = openHall();
    const { blockingId } = await hall.block({ seatNos: [1, 2] });
    const item = () => hall.memory.items('seats').find(({ sk }) => sk === blockingId);
    await hall.unblock(blockingId, { seatNos: [1] });
    expect(item()).not.toHaveProperty('endedAt');
    for (const later of [1_000, 2_000]) {
      hall.now = START + later;
      await hall.unblock(blockingId);
      expect(item()).toMatchObject({ endedAt: START + 1_000 });
    }
  });
});

describe('a seat as an operator sees it', () => {
  it('says why it is not for sale: who blocked it, or whose it is', async () => {
    const hall = openHall();
    await hall.hold(1, [1]);
    await hall.buy(2, [2]);
    const { blockingId } = await hall.block({ kind: 'BROKEN', reason: 'wet', seatNos: [3] });
    const at = { section: 'Floor', row: 'A' };
    const heldUntil = '2027-01-15T17:05:00.000+09:00';
    expect(await hall.seat(1)).toEqual({ seatNo: 1, ...at, status: 'HOLD', reservationId: rsv(1), heldUntil });
    expect(await hall.seat(2)).toEqual({ seatNo: 2, ...at, status: 'SOLD', reservationId: rsv(2) });
    expect(await hall.seat(3)).toEqual({
      seatNo: 3,
      ...at,
      status: 'BLOCKED',
      blocking: { blockingId, kind: 'BROKEN', reason: 'wet', by: 'usr_op', at: '2027-01-15T17:00:00.000+09:00' },
    });
    expect(await hall.seat(4)).toEqual({ seatNo: 4, ...at, status: 'AVAILABLE' });
    hall.now += 300_000;
    expect(await hall.seat(1)).toMatchObject({ status: 'AVAILABLE', reservationId: rsv(1), heldUntil });
    await expect(hall.seat(63)).rejects.toMatchObject(refusal('SEAT_NOT_FOUND'));
  });
});

describe('a date whose last free seats are blocked', () => {
  it('is sold out, and that is told once, dated by the blocking', async () => {
    const hall = openHall();
    await hall.buy(1, range(1, 60));
    hall.lastSaleAt = START + 1_000;
    hall.now = START + 30_000;
    await hall.block({ seatNos: [61, 62] });
    expect(hall.told()).toEqual([]);
    const pit = await hall.block({ standing: { section: 'Pit', places: 100 } }, { key: 'k' });
    expect(hall.told().map(({ envelope: { id, data } }) => ({ id, data }))).toEqual([
      { id: 'soldout/sch_hall/1', data: { ...PATH, soldOutAt: START + 30_000, secondsSinceOpen: 90 } },
    ]);
    hall.now += 60_000;
    await hall.block({ standing: { section: 'Pit', places: 100 } }, { key: 'k' });
    await expect(hall.block({ seatNos: [61] })).rejects.toMatchObject(refusal('SEAT_TAKEN'));
    expect(hall.told()).toHaveLength(1);
    await hall.unblock(pit.blockingId);
    await hall.block({ standing: { section: 'Pit', places: 100 } });
    expect(hall.told()).toHaveLength(2);
  });

  it('is not sold out when nobody bought anything', async () => {
    const hall = openHall();
    await hall.block({ seatNos: range(1, 62) });
    await hall.block({ standing: { section: 'Pit', places: 100 } });
    expect(hall.told()).toEqual([]);
  });
});
