// Blockings against holds, against themselves and against their own death, on tables in memory.
import { describe, expect, it } from 'vitest';
import type { Db } from '../../../functions/shared/aws.ts';
import { openHall, PATH, PIT, rsv } from './block-world.ts';

type Send = (command: { readonly constructor: { readonly name: string } }) => Promise<unknown>;

/** Lets others go first, at each request up to 2^`bits` turns, which follow from `seed`. */
function shaken(db: Db, seed: number, bits = 3): Db {
  const send = db.send.bind(db) as unknown as Send;
  let state = seed;
  const waiting: Send = async (command) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    for (let turns = state >>> (32 - bits); turns > 0; turns--) await null;
    return send(command);
  };
  return { send: waiting } as unknown as Db;
}

class Died extends Error {}

/** Dies at the nth write, from 1: before it is made or, with `told: false`, after it. */
function dyingAt(db: Db, nth: number, made: boolean): Db {
  const send = db.send.bind(db) as unknown as Send;
  let writes = 0;
  const dying: Send = async (command) => {
    if (/Put|Update|TransactWrite/.test(command.constructor.name)) writes += 1;
    if (writes < nth) return send(command);
    if (writes === nth && made) await send(command);
    throw new Died();
  };
  return { send: dying } as unknown as Db;
}

/** Does `what` before the nth transaction, from 1, is made. */
function stallingAt(db: Db, nth: number, what: () => Promise<unknown>): Db {
  const send = db.send.bind(db) as unknown as Send;
  let transactions = 0;
  const stalling: Send = async (command) => {
    if (command.constructor.name === 'TransactWriteCommand' && ++transactions === nth) await what();
    return send(command);
  };
  return { send: stalling } as unknown as Db;
}

const codeOf = (error: { kind?: { code: string } }) => error.kind?.code ?? String(error);

describe('a hold and a blocking of the same seat', () => {
  it('never both get it, and never neither, over 200 rounds', async () => {
    const winners = { hold: 0, block: 0 };
    for (let round = 1; round <= 200; round++) {
      const hall = openHall();
      const [held, blocked] = await Promise.all([
        hall.hold(1, [7], shaken(hall.memory, round * 31_337, 8)),
        hall.block({ seatNos: [7] }, { db: shaken(hall.memory, round * 7_919) }).then(
          () => 'blocked',
          (error) => codeOf(error),
        ),
      ]);
      expect(blocked).toBe(held ? 'SEAT_TAKEN' : 'blocked');
      const { '0.0.6': value } = await hall.stored();
      expect(value).toMatch(held ? /^H.{6}000000000001$/ : /^!.{12}$/);
      winners[held ? 'hold' : 'block'] += 1;
    }
    expect(winners.hold).toBeGreaterThan(0);
    expect(winners.block).toBeGreaterThan(0);
  });

  it('of many seats share them: each is somebody’s, and the blocking says which are its own', async () => {
    const seatNos = Array.from({ length: 60 }, (_, i) => i + 1);
    for (let round = 1; round <= 25; round++) {
      const hall = openHall();
      const holds = seatNos.filter((n) => n % 3 === round % 3);
      const db = shaken(hall.memory, round, 8);
      const [made, ...held] = await Promise.all([
        hall.block({ seatNos }, { db: shaken(hall.memory, round) }),
        ...holds.map((seatNo) => hall.hold(seatNo, [seatNo], db)),
      ]);
      const got = holds.filter((_, i) => held[i]);
      expect(made.blocked.seatNos).toEqual(seatNos.filter((seatNo) => !got.includes(seatNo)));
      expect(made.taken).toEqual(got.map((seatNo) => ({ seatNo, status: 'HOLD' })));
    }
  });
});

describe('twins of one request', () => {
  it('block as many places as one asked for, and both say so', async () => {
    for (let round = 1; round <= 50; round++) {
      const hall = openHall();
      const ask = (seed: number) =>
        hall.block({ standing: { section: 'Pit', places: 70 } }, { key: 'k', db: shaken(hall.memory, seed) });
      const [one, other] = await Promise.all([ask(round), ask(round * 104_729)]);
      expect(other).toEqual(one);
      expect(one.blocked.places).toBe(70);
      expect(Object.keys(await hall.stored())).toHaveLength(70);
    }
  });
});

describe('a request that stalled', () => {
  it('takes no other places than its twin did, though it saw others free', async () => {
    const hall = openHall();
    await hall.hold(1, PIT.slice(0, 30));
    const ask = (db: Db) => hall.block({ standing: { section: 'Pit', places: 70 } }, { key: 'k', db });
    const stalling = stallingAt(hall.memory, 1, async () => {
      await hall.seats.releaseOwn(PATH.scheduleId, { section: 2, block: 0 }, { reservationId: rsv(1) });
      await ask(hall.memory);
    });
    expect(await ask(stalling)).toMatchObject({ blocked: { places: 70 } });
    expect(Object.keys(await hall.stored())).toHaveLength(70);
  });

  it('takes nothing more once its blocking was lifted', async () => {
    const hall = openHall();
    const stalling = stallingAt(hall.memory, 3, async () => {
      const [begun] = await hall.list();
      await hall.unblock(begun?.blockingId ?? '');
    });
    const made = await hall.block({ seatNos: [1, 49, 61] }, { db: stalling });
    expect(made).toMatchObject({ blocked: { seatNos: [1, 49] }, taken: [{ seatNo: 61, status: 'AVAILABLE' }] });
    expect(await hall.stored()).toEqual({});
  });
});

describe('places that run out under a blocking', () => {
  it('leave it with all that it asked for or with none', async () => {
    const outcomes = new Set<string | number>();
    for (let round = 1; round <= 50; round++) {
      const hall = openHall();
      const [blocked, ...held] = await Promise.all([
        hall.block({ standing: { section: 'Pit', places: 80 } }, { db: shaken(hall.memory, round) }).then(
          ({ blocked: { places } }) => places,
          (error) => codeOf(error),
        ),
        ...PIT.filter((_, i) => i % 4 === 3).map((at, i) =>
          hall.hold(i, [at], shaken(hall.memory, round * 31_337 + i, 9)),
        ),
      ]);
      const kept = Object.values(await hall.stored()).filter((value) => value.startsWith('!'));
      outcomes.add(blocked);
      expect(kept).toHaveLength(blocked === 80 ? 80 : 0);
      expect(held.filter(Boolean).length).toBeLessThanOrEqual(100 - kept.length);
    }
    expect(outcomes).toEqual(new Set([80, 'NOT_ENOUGH_SEATS']));
  });
});

describe('a blocking whose maker dies', () => {
  const wish = { seatNos: [1, 2, 49, 61] };

  it.each([
    [1, true],
    [2, false],
    [2, true],
    [3, true],
    [4, false],
    [4, true],
    [5, false],
    [5, true],
  ])('at write %i (made: %s) is finished by its repeat', async (nth, made) => {
    const hall = openHall();
    await expect(hall.block(wish, { key: 'k', db: dyingAt(hall.memory, nth, made) })).rejects.toThrow(Died);
    expect(await hall.block(wish, { key: 'k' })).toMatchObject({ blocked: wish, taken: [] });
    expect(Object.keys(await hall.stored())).toEqual(['0.0.0', '0.0.1', '0.1.0', '1.0.0']);
  });

  it('can be lifted as far as it came, and then takes nothing more, whoever repeats it', async () => {
    const hall = openHall();
    await expect(hall.block(wish, { key: 'k', db: dyingAt(hall.memory, 4, false) })).rejects.toThrow(Died);
    const [blocking] = await hall.list();
    expect(blocking).toMatchObject({ seatNos: [1, 2, 49] });
    const unblocked = { seatNos: [1, 2, 49], places: 0 };
    expect(await hall.unblock(blocking?.blockingId ?? '')).toEqual({ unblocked });
    const taken = [{ seatNo: 61, status: 'AVAILABLE' }];
    expect(await hall.block(wish, { key: 'k' })).toMatchObject({ blocked: unblocked, taken });
    expect(await hall.stored()).toEqual({});
  });

  it('before it gave back the places that were too few has its repeat give them back', async () => {
    const hall = openHall();
    const standing = { section: 'Pit', places: 90 };
    await expect(hall.block({ standing }, { key: 'k', db: dyingAt(hall.memory, 3, false) })).rejects.toThrow(Died);
    await hall.hold(1, PIT.slice(60, 80));
    const dying = dyingAt(hall.memory, 3, false);
    await expect(hall.block({ standing }, { key: 'k', db: dying })).rejects.toThrow(Died);
    const short = { kind: { code: 'NOT_ENOUGH_SEATS' }, fields: { largest: 80 } };
    await expect(hall.block({ standing }, { key: 'k' })).rejects.toMatchObject(short);
    expect(Object.keys(await hall.stored())).toHaveLength(20);
  });
});

describe('a lifting whose maker dies', () => {
  it.each([1, 2, 3])('at write %i is finished by its repeat', async (nth) => {
    const hall = openHall();
    const { blockingId } = await hall.block({ seatNos: [1, 49, 61] });
    await expect(hall.unblock(blockingId, undefined, dyingAt(hall.memory, nth, true))).rejects.toThrow(Died);
    await hall.unblock(blockingId);
    expect(await hall.stored()).toEqual({});
    expect(hall.memory.items('seats').find(({ sk }) => sk === blockingId)).toHaveProperty('endedAt', hall.now);
  });
});

describe('a blocked seat', () => {
  it('is never sold or freed by late messages of who held it before, or of an id with the same characters', async () => {
    const hall = openHall();
    await hall.hold(1, [5]);
    const ref = { section: 0, block: 0 };
    await hall.seats.releaseOwn(PATH.scheduleId, ref, { reservationId: rsv(1) });
    const { blockingId } = await hall.block({ seatNos: [5] });
    const before = await hall.stored();
    expect(await hall.sell(1, [5])).toBe(false);
    for (const reservationId of [rsv(1), `rsv_${blockingId.slice(4)}`]) {
      await hall.seats.releaseOwn(PATH.scheduleId, ref, { reservationId });
      const hold = { reservationId, untilMs: hall.now + 300_000, slots: ['4'] };
      const over = { '4': `!${blockingId.slice(4)}` };
      expect(await hall.seats.claim(PATH.scheduleId, ref, { ...hold, over })).toMatchObject({ ok: false });
    }
    expect(await hall.stored()).toEqual(before);
  });
});
