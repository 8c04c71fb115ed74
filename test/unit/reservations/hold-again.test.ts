// Holding the seats of an ended reservation anew: the same seats once, if they are to be had, and nobody else's.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, standingKey, standingOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { holdAgain } from '../../../functions/reservations/use-cases-hold-again.ts';
import { blockKey } from '../../../functions/seats/keys.ts';
import { byBlock, createSeatWrites } from '../../../functions/seats/writes.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { heldReservation, NOW } from './samples.ts';

const ref = { section: 0, block: 0 };
const seats = [15, 16].map((seatNo, i) => ({
  ...{ seatNo, section: 'Floor', row: 'A', grade: 'VIP' as const, price: 100_000, at: `0.0.${'EF'[i]}` },
}));
const slots = byBlock(seats.map(({ at }) => at))[0]?.slots ?? [];
const ended = (more: Partial<Reservation> = {}) =>
  heldReservation({ seats, amount: 200_000, status: 'FAILED', version: 4, expiresAt: NOW + 60_000, ...more });
const cause = { correlationId: 'journey', causationId: 'webhook' };
const by = { paymentId: 'payaaaaaaaaaaaa', now: NOW, cause };

const settings = { holdSeconds: 300, seatsPerPerson: 2 } as ConcertFacts['settings'];
const schedule = {
  scheduleId: 'sch_1',
  saleStartAt: NOW - 1,
  saleEndAt: NOW + 1_000,
} as ConcertFacts['schedules'][number];
const onSale = { concertId: 'con_1', enabled: true, settings, schedules: [schedule] } as unknown as ConcertFacts;

let db = createMemoryDb();
let tools = toolsOf(db, onSale);

function toolsOf(memory: typeof db, concert: ConcertFacts | undefined) {
  return {
    store: createReservationStore({ db: memory, RESERVATIONS_TABLE: 'reservations' }),
    seats: createSeatWrites({ db: memory, SEATS_TABLE: 'seats' }),
    catalog: { concert: async () => concert },
    idSecret: async () => 'secret',
  };
}

beforeEach(() => {
  db = createMemoryDb();
  tools = toolsOf(db, onSale);
  db.put('reservations', itemOf(ended()));
});

const holders = async () => {
  const { seats: taken } = await tools.seats.block('sch_1', ref);
  return slots.map((slot) => taken[slot]?.holder);
};
const standing = (person = 'person-1') => {
  const key = standingKey(person, 'con_1');
  return standingOf(db.items('reservations').find(({ pk, sk }) => pk === key.pk && sk === key.sk));
};

describe('seats that are free', () => {
  it('are held anew for the same buyer at the same prices, under an id of the payment', async () => {
    const held = await holdAgain(tools, ended(), by);
    expect(held).toMatchObject({
      ...{ status: 'PENDING', userId: 'user-1', personId: 'person-1', concertId: 'con_1', scheduleId: 'sch_1', seq: 7 },
      ...{ seats, amount: 200_000, expiresAt: NOW + 300_000, version: 1 },
      log: [{ type: 'SeatReserved', cause: 'journey webhook' }],
    });
    expect(held?.reservationId).toMatch(/^rsv_\w{12}$/);
    expect(await holders()).toEqual([held?.reservationId, held?.reservationId]);
    expect(await tools.store.reservation('rsv_aaaaaaaaaaaa')).toEqual(ended());
  });

  it('are held once, also when it is asked for again, and at the same time', async () => {
    const both = await Promise.all([holdAgain(tools, ended(), by), holdAgain(tools, ended(), by)]);
    const again = await holdAgain(tools, ended(), { ...by, now: NOW + 500 });
    expect(new Set([...both, again].map((held) => held?.reservationId)).size).toBe(1);
    expect(again?.expiresAt).toBe(both[0]?.expiresAt);
  });

  it('are held under another id for another payment', async () => {
    const first = await holdAgain(tools, ended(), by);
    expect(first?.status).toBe('PENDING');
    expect(await holdAgain(tools, ended(), { ...by, paymentId: 'paybbbbbbbbbbbb' })).toBeUndefined();
    expect(await holders()).toEqual([first?.reservationId, first?.reservationId]);
  });
});

describe('what the ended one still has', () => {
  it('is not in the way: neither its seats nor its part of the limit', async () => {
    const held = { reservationId: 'rsv_aaaaaaaaaaaa', untilMs: NOW + 60_000, slots, over: {} };
    await tools.seats.claim('sch_1', ref, held);
    const entry = { seats: 2, reservedAt: NOW - 9, until: NOW + 60_000, requestHash: 'hash-1' };
    await tools.store.writeStanding(
      ended(),
      { version: 0, entries: {} },
      {
        ...{ version: 1, entries: { rsv_aaaaaaaaaaaa: entry } },
      },
    );
    const anew = await holdAgain(tools, ended(), by);
    expect(anew?.status).toBe('PENDING');
    expect(await holders()).toEqual([anew?.reservationId, anew?.reservationId]);
    expect(standing().entries).toMatchObject({ rsv_aaaaaaaaaaaa: { ended: true } });
  });

  it('is given up when its time is over and nobody wrote that yet', async () => {
    const over = ended({ status: 'PENDING', expiresAt: NOW });
    db.put('reservations', itemOf(over));
    expect(await holdAgain(tools, over, by)).toMatchObject({ status: 'PENDING' });
    expect(await tools.store.reservation('rsv_aaaaaaaaaaaa')).toMatchObject({ status: 'EXPIRED' });
  });

  it('stays its own while it lives: then it is too early', async () => {
    db.put('reservations', itemOf(ended({ status: 'PAYING' })));
    await expect(holdAgain(tools, ended(), by)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
    expect(await holders()).toEqual([undefined, undefined]);
  });
});

describe('seats that are not to be had', () => {
  it('leave others theirs, and nothing held of the rest', async () => {
    const thief = heldReservation({ reservationId: 'rsv_thief0000000', personId: 'thief', seats: seats.slice(1) });
    db.put('reservations', itemOf(thief));
    const theirs = { reservationId: 'rsv_thief0000000', untilMs: NOW + 60_000, slots: slots.slice(1), over: {} };
    await tools.seats.claim('sch_1', ref, theirs);
    expect(await holdAgain(tools, ended(), by)).toBeUndefined();
    expect(await holders()).toEqual([undefined, 'rsv_thief0000000']);
  });

  it('are those beyond the limit of a person, who bought others meanwhile', async () => {
    const entry = { seats: 1, reservedAt: NOW - 9, until: NOW + 60_000, requestHash: 'other' };
    await tools.store.writeStanding(
      ended(),
      { version: 0, entries: {} },
      {
        ...{ version: 1, entries: { rsv_other0000000: entry } },
      },
    );
    db.put('reservations', itemOf(heldReservation({ reservationId: 'rsv_other0000000' })));
    expect(await holdAgain(tools, ended(), by)).toBeUndefined();
    expect(await holders()).toEqual([undefined, undefined]);
  });

  it.each<[string, ConcertFacts | undefined]>([
    ['whose concert is gone', undefined],
    ['whose concert was taken off sale', { ...onSale, enabled: false }],
    ['whose date is not sold any more', { ...onSale, schedules: [{ ...schedule, saleEndAt: NOW }] }],
    ['whose date is gone', { ...onSale, schedules: [] }],
  ])('are those %s', async (_, concert) => {
    expect(await holdAgain(toolsOf(db, concert), ended(), by)).toBeUndefined();
    expect(db.items('seats').map(({ sk }) => sk)).not.toContain(blockKey('sch_1', ref).sk);
  });

  it('may still be had when the table was busy: then it is asked again under the same id', async () => {
    const writeStanding = () => Promise.reject(new Refusal(common.TRY_AGAIN));
    const busy = { ...tools, store: { ...tools.store, writeStanding } };
    await expect(holdAgain(busy, ended(), by)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
    expect(await holdAgain(tools, ended(), by)).toMatchObject({ status: 'PENDING' });
  });
});
