// The state of every seat, as the stream tells it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../functions/shared/client.ts';
import {
  type Area,
  afterNoTicket,
  begun,
  freeByGrade,
  freeIn,
  type LiveSeats,
  STATES,
  type Update,
  updated,
} from '../../../../web/src/pages/map/live.ts';
import { LOOKS, looksOf } from '../../../../web/src/pages/map/looks.ts';
import { bitsOf, small } from './halls.ts';

const pit = (available: number): Area => {
  return { section: 'Pit', grade: 'STANDING', price: 99_000, capacity: 30, available };
};
const ALL_FREE = Array.from({ length: small.seats }, () => 0);
const start = (states: readonly number[] = ALL_FREE, version = 'v0') =>
  begun(small, { version, bits: bitsOf(states), areas: [pit(30)] });
const update = (since: string, version: string, seats: Update['seats'], areas?: readonly Area[]): Update => {
  return { since, version, seats, ...(areas ? { areas } : {}) };
};

describe('the stream of a date', () => {
  it('begins with the state of every seat, two bits each', () => {
    const states = [0, 1, 2, 3, 3, 2, 1, 0, 2, 1];
    expect([...start(states).states]).toEqual(states);
  });

  it('tells what changed', () => {
    const after = updated(small, start(), update('v0', 'v1', [{ seatNo: 7, status: 'HOLD' }], [pit(28)]));
    expect(after?.version).toBe('v1');
    expect([...(after?.states ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(after?.areas).toEqual([pit(28)]);
  });

  it('is another object with each change, so that what was shown stays as it was', () => {
    const before = start();
    updated(small, before, update('v0', 'v1', [{ seatNo: 1, status: 'SOLD' }]));
    expect(before.states[0]).toBe(0);
    expect(freeIn(small, before, 0)).toBe(8);
  });

  it('is not trusted where an update is of another map', () => {
    expect(updated(small, start(), update('v7', 'v8', []))).toBeUndefined();
  });

  it('passes over seats that the hall does not have', () => {
    const after = updated(small, start(), update('v0', 'v1', [{ seatNo: 9_999, status: 'SOLD' }]));
    expect(after?.states).toEqual(start().states);
  });

  it('counts what is free of sections and grades, standing room included', () => {
    const live = start([1, 0, 0, 0, 2, 0, 0, 0, 3, 0]);
    expect([0, 1, 2].map((section) => freeIn(small, live, section))).toEqual([6, 30, 1]);
    expect(freeByGrade(small, live)).toEqual({ VIP: 3, STANDARD: 4, STANDING: 30 });
  });

  it('ends equal to the truth, whatever happened: every seat, every count', () => {
    const change = fc.record({ seat: fc.nat({ max: small.seats - 1 }), state: fc.nat({ max: 3 }) });
    const step = fc.record({ changes: fc.array(change, { maxLength: 12 }), isInit: fc.boolean(), room: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const truth = [...ALL_FREE];
        let room = 30;
        let live: LiveSeats | undefined = start();
        for (const [i, { changes, isInit, room: next }] of steps.entries()) {
          for (const { seat, state } of changes) truth[seat] = state;
          const areas = room === next ? undefined : [pit(next)];
          room = next;
          const version = `v${i + 1}`;
          const changed = new Set(changes.map(({ seat }) => seat));
          const seats = [...changed].map((seat) => ({
            seatNo: small.seatNos[seat] ?? 0,
            status: STATES[truth[seat] ?? 0] ?? 'AVAILABLE',
          }));
          live = isInit
            ? begun(small, { version, bits: bitsOf(truth), areas: [pit(room)] })
            : live && updated(small, live, update(live.version, version, seats, areas));
        }
        expect([...(live?.states ?? [])]).toEqual(truth);
        const free = (from: number, to: number) => truth.slice(from, to).filter((state) => state === 0).length;
        expect([...(live?.freeSeats ?? [])]).toEqual([free(0, 8), 0, free(8, 10)]);
        expect(live?.areas).toEqual([pit(room)]);
      }),
    );
  });
});

describe('how seats look', () => {
  const look = (looks: Uint8Array) => [...looks].map((one) => LOOKS[one]);

  it('is by state, by grade of what is free, and one’s own before all', () => {
    const live = start([0, 0, 1, 2, 3, 0, 1, 0, 0, 0]);
    expect(look(looksOf(small, live, [5, 8], new Set([6])))).toEqual([
      'wheels-VIP',
      'free-VIP',
      'held',
      'sold',
      'blocked',
      'chosen',
      'mine',
      'free-STANDARD',
      'chosen',
      'free-STANDARD',
    ]);
  });

  it('is not free before the map is known', () => {
    expect(new Set(look(looksOf(small, undefined, [], new Set())))).toEqual(new Set(['held']));
  });
});

describe('a ticket for the stream that is not given', () => {
  const refused = (status: number, code?: string) => new ApiError(status, code ? { code } : {}, null);

  it('is asked for again where the server is busy, or something else answered in its place', () => {
    const errors = [refused(503, 'TRY_AGAIN'), refused(429, 'TOO_MANY'), refused(403), new TypeError('no network')];
    expect(errors.map(afterNoTicket)).toEqual(['again', 'again', 'again', 'again']);
  });

  it('is left to the place in line where that is over, or not valid', () => {
    expect(afterNoTicket(refused(403, 'NOT_ADMITTED'))).toBe('over');
    expect(afterNoTicket(refused(401, 'QUEUE_TOKEN_INVALID'))).toBe('over');
  });

  it('is left to who looks for any other refusal', () => {
    expect(afterNoTicket(refused(404, 'SCHEDULE_NOT_FOUND'))).toBe('refused');
  });
});
