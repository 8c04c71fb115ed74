// A line's state and controls in their items: what is written is read, also what an earlier version wrote.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineState } from '../../../functions/queue/domain.ts';
import { FRESH_FLOW } from '../../../functions/queue/domain-flow.ts';
import { UNPRESSED } from '../../../functions/queue/domain-pressure.ts';
import { stateKey } from '../../../functions/queue/keys.ts';
import { attributesOf, controlsFrom, itemOf, soldOutName, stateFrom } from '../../../functions/queue/store-items.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { PER_BLOCK } from '../../../functions/shared/slots.ts';
import { controls, line, NOW, settings, sizeOf } from './samples.ts';

const flow = {
  at: NOW,
  active: 7,
  lingering: 2,
  someWait: true,
  waitedSeconds: 12.5,
  people: 3.25,
  places: 4.125,
  activeSeconds: 99.875,
  ended: 2.5,
  admitted: 40,
  taken: 30,
  noShows: 5,
  joins: [
    [NOW / 1000 - 9, 20],
    [NOW / 1000, 50],
  ] as const,
  waits: [3, 9, 27],
};
const windows = [
  { from: 1, to: 3, closesAt: NOW + 5_000 },
  { from: 4, to: 60, closesAt: NOW + 95_000 },
];
const moving = line({
  watermark: 60,
  lastAdmitAt: NOW + 0.25,
  windows,
  live: [0, 1],
  flow,
  pressure: { factor: 0.5, at: NOW - 7 },
  ticksUntil: NOW + 9,
  version: 12,
});

describe('a state', () => {
  it('is read as it was written', () => {
    expect(stateFrom(itemOf(line()), undefined)).toEqual(line());
    expect(stateFrom(itemOf(moving), undefined)).toEqual(moving);
  });

  it('is read as it was moved', () => {
    const item = { ...itemOf(line()), ...attributesOf(moving, moving), ticksUntil: NOW + 9, version: 12 };
    expect(stateFrom(item, undefined)).toEqual(moving);
  });

  it('has its last tick, and each date that was sold out', () => {
    const item = {
      ...itemOf(moving),
      ticked: [NOW, NOW + 300],
      [soldOutName('a:b')]: NOW - 5,
      [soldOutName('c')]: NOW,
    };
    expect(stateFrom(item, undefined)).toEqual({
      ...moving,
      ticked: { dueAt: NOW, ranAt: NOW + 300 },
      soldOut: { 'a:b': NOW - 5, c: NOW },
    });
  });

  it('is as operators want it, and keeps what they did not set', () => {
    const set = controls({ settings: { capacity: 7, ratePerSecond: 0 }, paused: true, version: 3 });
    const state = stateFrom(itemOf(moving), { pk: 'SALE#c', sk: 'CONTROLS', ...set });
    expect(state).toEqual({ ...moving, capacity: 7, ratePerSecond: 0, controls: set });
  });

  it('is closed where it was', () => {
    expect(stateFrom({ ...itemOf(moving), phase: 'CLOSED' }, undefined).phase).toBe('CLOSED');
  });

  const time = fc.integer({ min: NOW - 1e9, max: NOW + 1e9 });
  const thousandths = fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1000);
  const state: fc.Arbitrary<LineState> = fc
    .record({
      watermark: fc.nat({ max: 1e8 }),
      lastAdmitAt: fc.double({ min: 0, max: NOW, noNaN: true }).map(Math.abs),
      windows: fc.array(fc.record({ from: fc.nat(), to: fc.nat(), closesAt: time }), { maxLength: 9 }),
      live: fc.uniqueArray(fc.nat({ max: 3_000 }), { maxLength: 50 }).map((live) => live.toSorted((a, b) => a - b)),
      pressure: fc.record({ factor: fc.constantFrom(1, 0.5, 1 / 64), at: time }),
      ticksUntil: time,
      version: fc.nat(),
      flow: fc.record({
        at: time,
        active: fc.nat(),
        lingering: fc.nat(),
        someWait: fc.boolean(),
        waitedSeconds: thousandths,
        people: thousandths,
        places: thousandths,
        activeSeconds: thousandths,
        ended: thousandths,
        admitted: fc.nat(),
        taken: fc.nat(),
        noShows: fc.nat(),
        joins: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 16 }),
        waits: fc.array(fc.nat(), { maxLength: 16 }),
      }),
    })
    .map(line);

  it('whatever it is, is read as it was written', () => {
    fc.assert(
      fc.property(state, (any) => {
        expect(stateFrom(itemOf(any), undefined)).toEqual(any);
      }),
    );
  });
});

describe('a state of the version before', () => {
  const { flow: _flow, joins: _joins, waits: _waits, pressure: _pressure, ...known } = itemOf(moving);
  const before = {
    ...known,
    windows: [[1, 60, NOW - 5_000]],
    measuredPerSecond: 1.5,
    soldOut: new Set(['sch_1', 'sch_2']),
    soldOutAt: NOW - 3,
  };

  it('has windows that end one claim time after their beginning, by the claim time it was made with', () => {
    const ends = { from: 1, to: 60, closesAt: NOW - 5_000 + settings.claimSeconds * 1000 };
    expect(stateFrom(before, undefined).windows).toEqual([ends]);
    expect(stateFrom(before, { ...controls({ settings: { claimSeconds: 1 } }) }).windows).toEqual([ends]);
  });

  it('has dates that were sold out when the last of them was', () => {
    expect(stateFrom(before, undefined).soldOut).toEqual({ sch_1: NOW - 3, sch_2: NOW - 3 });
  });

  it('keeps the newer time of a date that sold out once more', () => {
    const again = { ...before, [soldOutName('sch_1')]: NOW };
    expect(stateFrom(again, undefined).soldOut).toEqual({ sch_1: NOW, sch_2: NOW - 3 });
  });

  it('has measured nothing yet, and no pressure', () => {
    expect(stateFrom(before, undefined)).toMatchObject({ flow: FRESH_FLOW, pressure: UNPRESSED, ticked: undefined });
  });

  it('can read the windows of this one: their first three numbers are what it knows', () => {
    const claimMs = settings.claimSeconds * 1000;
    expect(itemOf(moving).windows).toEqual([
      [1, 3, NOW + 5_000 - claimMs, NOW + 5_000],
      [4, 60, NOW + 95_000 - claimMs, NOW + 95_000],
    ]);
  });
});

describe('controls', () => {
  it('are read as they were written, and are none where there is no item', () => {
    const all = controls({
      settings: { capacity: 5, ratePerSecond: 0.5, leaseSeconds: 60, claimSeconds: 9 },
      message: 'soon',
      paused: true,
      draining: true,
      closed: true,
      rateSince: 1,
      goesOnSince: 2,
      passThroughUntil: 3,
      version: 4,
    });
    expect(controlsFrom({ pk: 'SALE#c', sk: 'CONTROLS', ...all })).toEqual(all);
    expect(controlsFrom(undefined)).toEqual(controls());
  });
});

describe('the size of a state', () => {
  const full = (live: number[]) =>
    line({
      ...moving,
      capacity: 100_000,
      watermark: 10_000_000,
      lastAdmitAt: NOW + 0.123,
      windows: Array.from({ length: 8 }, (_, i) => ({ from: 9_000_000 + i, to: 9_000_001 + i, closesAt: NOW })),
      live,
      flow: {
        ...flow,
        waitedSeconds: 9_999.123,
        people: 99_999.123,
        places: 99_999.123,
        activeSeconds: 9_999_999.123,
        ended: 99_999.123,
        joins: Array.from({ length: 16 }, (_, i) => [NOW / 1000 + i, 9_000_000 + i] as const),
        waits: Array.from({ length: 16 }, () => 3_600),
      },
    });
  const rest = {
    ...stateKey('con_4k9ZtQ0aB1cD'),
    ticked: [NOW + 123, NOW + 456],
    movedBy: randomChars(),
    ticksBy: randomChars(),
    [soldOutName('sch_4k9ZtQ0aB1cD')]: NOW + 123,
  };
  const size = (live: number[]) => sizeOf({ ...rest, ...itemOf(full(live)) });

  const sideBySide = (people: number) => Array.from({ length: Math.ceil(people / PER_BLOCK) }, (_, i) => 200_000 + i);

  it('is one write unit (1,024 bytes) with 65,000 people active side by side', () => {
    expect(size(sideBySide(65_000))).toBeLessThanOrEqual(1_024);
  });

  it('is 80 bytes more than that with 100,000', () => {
    expect(size(sideBySide(100_000))).toBeLessThanOrEqual(1_024 + 80);
  });

  it('is four when eight in nine of the blocks between died', () => {
    const live = sideBySide(100_000).map((block, i) => block + i * 8);
    expect(size(live)).toBeLessThanOrEqual(4_096);
  });
});
