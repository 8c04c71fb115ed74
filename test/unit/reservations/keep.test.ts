// Keeping some seats of a hold: the reservation decides, block and standing follow, and a repeat finishes what died.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, standingKey, standingOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { keepSeats } from '../../../functions/reservations/use-cases-keep.ts';
import { bringOn } from '../../../functions/reservations/use-cases-sweep-journey.ts';
import { startPaying } from '../../../functions/reservations/writes-card.ts';
import { blockKey } from '../../../functions/seats/keys.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { toIso } from '../../../functions/shared/clock.ts';
import { log } from '../../../functions/shared/log.ts';
import { transact } from '../../../functions/shared/transaction.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { amountOf, held, PLACES, SEATS } from './keep-samples.ts';
import { NOW, UNTIL } from './samples.ts';

vi.spyOn(log, 'info').mockReturnValue();
const warned = vi.spyOn(log, 'warn').mockReturnValue();
const MINE = `H${(UNTIL / 1000).toString(36)}aaaaaaaaaaaa`;
const OTHERS = `H${(UNTIL / 1000).toString(36)}bbbbbbbbbbbb`;
const first = { section: 0, block: 0 };
const second = { section: 0, block: 1 };

let db = createMemoryDb();
let time = NOW;
const toolsOn = (reached: Db) => ({
  store: createReservationStore({ db: reached, RESERVATIONS_TABLE: 'reservations' }),
  seats: createSeatWrites({ db: reached, SEATS_TABLE: 'seats' }),
  clock: () => time,
});
const keep = (remaining: object, { reached = db as Db, by = 'request-2', userId = 'user-1' } = {}) => {
  const cause = { correlationId: 'other', causationId: by };
  return keepSeats(toolsOn(reached), { reservationId: held().reservationId, userId, cause, ...remaining });
};
const given = (reservation: Reservation, blocks: Readonly<Record<string, object>> = {}) => {
  const { personId, concertId, reservationId } = reservation;
  const entry = { seats: 4, reservedAt: NOW, until: UNTIL, requestHash: 'hash-1' };
  db.put('reservations', itemOf(reservation, 1));
  db.put('reservations', { ...standingKey(personId, concertId), version: 1, entries: { [reservationId]: entry } });
  db.put('seats', { ...blockKey('sch_1', first), version: 1, E: MINE, F: MINE, G: MINE, a: OTHERS, ...blocks.first });
  db.put('seats', { ...blockKey('sch_1', second), version: 1, M: MINE });
};
const stored = () => toolsOn(db).store.reservation(held().reservationId);
const slots = async (ref: typeof first) => Object.keys((await toolsOn(db).seats.block('sch_1', ref)).seats);
const counted = () => {
  const { pk } = standingKey('person-1', 'con_1');
  return standingOf(db.items('reservations').find((item) => item.pk === pk));
};
/** The process is gone once it has written so much. */
const dyingAfter = (writes: number): Db => {
  let left = writes;
  const send = async (command: object) => {
    if (command.constructor.name === 'UpdateCommand' && left-- <= 0) throw new Error('died');
    return db.send(command as Parameters<Db['send']>[0]);
  };
  return { send } as unknown as Db;
};

beforeEach(() => {
  db = createMemoryDb();
  time = NOW;
  warned.mockClear();
});

describe('keeping some seats of a hold', () => {
  it('frees the others in every block, and nobody else’s', async () => {
    given(held());
    time = NOW + 1_000;
    expect(await keep({ seatNos: [16] })).toMatchObject({
      status: 'PENDING',
      seats: [{ seatNo: 16, section: 'Floor', row: 'A', grade: 'VIP', price: 100_000 }],
      amount: 100_000,
      reservedUntil: toIso(UNTIL),
      updatedAt: toIso(NOW + 1_000),
    });
    expect([await slots(first), await slots(second)]).toEqual([['F', 'a'], []]);
    expect(await stored()).toMatchObject({ status: 'PENDING', version: 2, seats: [SEATS[1]], amount: 100_000 });
    expect(counted()).toMatchObject({ version: 2, entries: { rsv_aaaaaaaaaaaa: { seats: 1 } } });
  });

  it('works for places of standing room', async () => {
    given(held(PLACES));
    const { seats, amount } = await keep({ standing: [{ section: 'Pit', count: 1 }] });
    expect([seats, amount]).toEqual([[{ section: 'Pit', row: '', grade: 'STANDING', price: 70_000 }], 70_000]);
  });

  it('leaves one seat in the form that every version reads, and its TTL as it was', async () => {
    given(held());
    await keep({ seatNos: [15, 16] });
    const item = () => db.items('reservations').find(({ sk }) => sk === 'RESERVATION');
    expect([item()?.seats, Array.isArray(item()?.packed), item()?.ttl]).toEqual([undefined, true, 1]);
    await keep({ seatNos: [15] });
    expect([item()?.seats, item()?.packed, item()?.ttl]).toEqual([
      [[15, 'Floor', 'A', 'VIP', 100_000, '0.0.E']],
      undefined,
      1,
    ]);
  });

  it('ends the card payment that was begun for all of them', async () => {
    given(held(SEATS, { intentId: 'payaaaaaaaaaaaa' }));
    await keep({ seatNos: [15] });
    expect(await stored()).not.toHaveProperty('intentId');
  });

  it('is met by a card payment that had seen all of them, and would ask for their price', async () => {
    const seen = held(SEATS, { intentId: 'payaaaaaaaaaaaa' });
    given(seen);
    await keep({ seatNos: [15] });
    const paying = startPaying('reservations', seen, { now: NOW, payingUntil: UNTIL });
    expect(await transact(db, paying)).toMatchObject({ outcome: 'refused' });
    expect(await stored()).toMatchObject({ status: 'PENDING', amount: 100_000 });
  });

  it('leaves that payment alone when nothing is given up', async () => {
    given(held(SEATS, { intentId: 'payaaaaaaaaaaaa' }));
    await keep({ seatNos: [15, 16, 17, 70] });
    expect(await stored()).toMatchObject({ version: 1, intentId: 'payaaaaaaaaaaaa' });
  });

  it('answers a repeat the same, and writes nothing more', async () => {
    given(held());
    const answer = await keep({ seatNos: [15, 70] });
    const items = [db.items('reservations'), db.items('seats')];
    time = NOW + 30_000;
    expect(await keep({ seatNos: [70, 15] }, { by: 'request-3' })).toEqual(answer);
    expect([db.items('reservations'), db.items('seats')]).toEqual(items);
  });

  it('is finished by a repeat where the first request died', async () => {
    given(held());
    await keep({ seatNos: [15, 70] }, { reached: dyingAfter(1) });
    expect(warned).toHaveBeenCalledTimes(2);
    expect([await slots(first), counted().entries.rsv_aaaaaaaaaaaa?.seats]).toEqual([['E', 'F', 'G', 'a'], 4]);
    await keep({ seatNos: [15, 70] });
    expect([await slots(first), counted().entries.rsv_aaaaaaaaaaaa?.seats]).toEqual([['E', 'a'], 2]);
  });

  it('never frees a seat that another reservation took meanwhile', async () => {
    given(held([...SEATS.slice(0, 1)]), { first: { F: OTHERS, G: OTHERS } });
    await keep({ seatNos: [15] });
    expect(await slots(first)).toEqual(['E', 'F', 'G', 'a']);
  });

  it('is decided once when two requests in one millisecond keep different seats', async () => {
    given(held());
    const both = await Promise.allSettled([keep({ seatNos: [15] }), keep({ seatNos: [70] }, { by: 'request-3' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toMatchObject([{ kind: { code: 'SEAT_NOT_FOUND' } }]);
    const { seats = [] } = (await stored()) ?? {};
    const listed = seats.map(({ at }) => at);
    const shown = [
      ...(await slots(first)).map((slot) => `0.0.${slot}`),
      ...(await slots(second)).map((s) => `0.1.${s}`),
    ];
    expect(shown.filter((at) => at !== '0.0.a')).toEqual(listed);
    expect(listed).toHaveLength(1);
  });
});

describe('what cannot be kept', () => {
  it.each([
    ['nothing', {}, 'INVALID_REQUEST', { errors: [{ field: 'seatNos' }] }],
    ['a seat twice', { seatNos: [15, 16, 15] }, 'INVALID_REQUEST', { errors: [{ field: 'seatNos.2' }] }],
    [
      'a section twice',
      { standing: ['Pit', 'Pit'].map((section) => ({ section, count: 1 })) },
      'INVALID_REQUEST',
      { errors: [{ field: 'standing.1.section' }] },
    ],
    ['seats that it does not have', { seatNos: [15, 99, 98] }, 'SEAT_NOT_FOUND', { seatNo: 99, seatNos: [99, 98] }],
    [
      'places that it does not have',
      { standing: [{ section: 'Pit', count: 1 }] },
      'SEAT_NOT_FOUND',
      { sections: ['Pit'] },
    ],
  ])('is %s', async (_, remaining, code, fields) => {
    given(held());
    await expect(keep(remaining)).rejects.toMatchObject({ kind: { code }, fields });
    expect(await stored()).toMatchObject({ version: 1, amount: amountOf(SEATS) });
  });

  it('is a seat that was given up before', async () => {
    given(held());
    await keep({ seatNos: [15] });
    await expect(keep({ seatNos: [15, 16] })).rejects.toMatchObject({ fields: { seatNos: [16] } });
  });

  it('is another person’s', async () => {
    given(held());
    const refused = { kind: { code: 'RESERVATION_NOT_FOUND' } };
    await expect(keep({ seatNos: [15] }, { userId: 'user-2' })).rejects.toMatchObject(refused);
  });

  it('is one whose time is over, which is written then', async () => {
    given(held());
    time = UNTIL;
    await expect(keep({ seatNos: [15] })).rejects.toMatchObject({ kind: { code: 'RESERVATION_EXPIRED' } });
    expect(await stored()).toMatchObject({ status: 'EXPIRED', seats: SEATS });
  });

  it('is one that is being paid', async () => {
    given(held(SEATS, { status: 'PAYING' }));
    const refused = { kind: { code: 'NOT_CHANGEABLE' }, fields: { reservationStatus: 'PAYING' } };
    await expect(keep({ seatNos: [15] })).rejects.toMatchObject(refused);
  });
});

describe('the sweeper', () => {
  const tally = () => ({ seen: 0, repaired: 0, stuck: 0, toldAgain: 0, failed: 0 });
  const sweep = async (kept: Reservation, ats: readonly string[]) => {
    const nobody = async () => {
      throw new Error('nobody is told');
    };
    const told = { confirmAgain: nobody, inquire: nobody, tellAgain: nobody, final: new Map<string, number>() };
    const journey = { reservationId: kept.reservationId, scheduleId: 'sch_1', rank: 'old' as const };
    const came = tally();
    const seats = ats.map((at) => ({ at }));
    await bringOn(
      { ...toolsOn(db), ...told },
      { ...journey, seats },
      { kept, inLine: false },
      { tally: came, now: NOW },
    );
    return came;
  };

  it('frees seats that a living reservation has and does not list', async () => {
    const left = held(SEATS.slice(0, 1));
    given(left);
    const came = await sweep(left, ['0.0.E', '0.0.F', '0.0.G', '0.1.M']);
    expect(came).toEqual({ ...tally(), seen: 1, repaired: 1 });
    expect([await slots(first), await slots(second)]).toEqual([['E', 'a'], []]);
  });

  it('leaves what it lists', async () => {
    given(held());
    expect(await sweep(held(), ['0.0.E', '0.0.F', '0.0.G', '0.1.M'])).toEqual({ ...tally(), seen: 1 });
    expect([await slots(first), await slots(second)]).toEqual([['E', 'F', 'G', 'a'], ['M']]);
  });
});
