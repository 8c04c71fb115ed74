// What operators may order, and what becomes of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beyond,
  type Controls,
  ceilingsOf,
  NO_CONTROLS,
  type Order,
  obey,
  orderOf,
} from '../../../functions/queue/domain-controls.ts';
import { controls, NOW } from './samples.ts';

/** The controls after orders that each change something. */
const obeyed = (orders: readonly Order[], from = NO_CONTROLS): Controls =>
  orders.reduce((before, order) => obey(before, order, NOW) ?? before, from);

describe('an order', () => {
  it('makes the next version of the controls', () => {
    expect(obey(controls({ version: 6 }), { kind: 'drain' }, NOW)).toEqual(controls({ draining: true, version: 7 }));
  });

  const nothing: [string, Controls, Order][] = [
    ['a pause of a paused line', controls({ paused: true }), { kind: 'pause' }],
    ['a resumption of one that is not', NO_CONTROLS, { kind: 'resume' }],
    ['a drain of a drained line', controls({ draining: true }), { kind: 'drain' }],
    ['a close of a closed line', controls({ closed: true }), { kind: 'close' }],
    ['a number that is set already', controls({ settings: { capacity: 5 } }), { kind: 'set', capacity: 5 }],
    ['the message that is shown already', controls({ message: 'soon' }), { kind: 'set', message: 'soon' }],
    ['no message where there is none', NO_CONTROLS, { kind: 'set', message: '' }],
  ];
  it.each(nothing)('changes nothing: %s', (_, before, order) => {
    expect(obey(before, order, NOW)).toBeUndefined();
  });
});

describe('setting', () => {
  it('changes what is named, and leaves what was set before', () => {
    const { settings } = obeyed([
      { kind: 'set', capacity: 5, leaseSeconds: 60 },
      { kind: 'set', claimSeconds: 9, capacity: 6, ratePerSecond: undefined },
    ]);
    expect(settings).toEqual({ capacity: 6, leaseSeconds: 60, claimSeconds: 9 });
  });

  it('of the rate says since when it counts, also when it is 0; of anything else does not', () => {
    expect(obeyed([{ kind: 'set', ratePerSecond: 0 }])).toMatchObject({
      settings: { ratePerSecond: 0 },
      rateSince: NOW,
    });
    expect(obeyed([{ kind: 'set', capacity: 5, message: 'soon' }]).rateSince).toBe(0);
    const again = controls({ settings: { ratePerSecond: 2 }, rateSince: 7 });
    expect(obeyed([{ kind: 'set', ratePerSecond: 2, capacity: 9 }], again).rateSince).toBe(7);
  });

  it('shows a message, keeps it, and takes it away by an empty one', () => {
    const shown = obeyed([{ kind: 'set', message: 'soon' }]);
    expect([shown.message, obeyed([{ kind: 'set', capacity: 1 }], shown).message]).toEqual(['soon', 'soon']);
    expect(obeyed([{ kind: 'set', message: '' }], shown).message).toBeUndefined();
  });
});

describe('an action', () => {
  const before = controls({ draining: true, closed: true, paused: true, passThroughUntil: NOW + 9 });
  const cases: [Order, Controls, Partial<Controls>][] = [
    [{ kind: 'pause' }, controls({ passThroughUntil: NOW + 9 }), { paused: true, passThroughUntil: 0 }],
    [{ kind: 'resume' }, before, { paused: false, rateSince: NOW }],
    [{ kind: 'drain' }, NO_CONTROLS, { draining: true }],
    [{ kind: 'close' }, controls({ passThroughUntil: NOW + 9 }), { closed: true, passThroughUntil: 0 }],
    [{ kind: 'open' }, before, { draining: false, closed: false, goesOnSince: NOW, rateSince: NOW }],
    [{ kind: 'open' }, NO_CONTROLS, { goesOnSince: NOW, rateSince: NOW }],
    [{ kind: 'passThrough', seconds: 30 }, NO_CONTROLS, { passThroughUntil: NOW + 30_000 }],
  ];
  it.each(cases)('%j is what it says, and no more', (order, from, change) => {
    expect(obey(from, order, NOW)).toEqual({ ...from, ...change, version: from.version + 1 });
  });

  it('that ends a pause says since when the rate counts: what was not used in the pause is gone', () => {
    const paused = controls({ paused: true });
    const ends: Order[] = [{ kind: 'resume' }, { kind: 'passThrough', seconds: 30 }];
    for (const order of ends) expect(obey(paused, order, NOW)).toMatchObject({ paused: false, rateSince: NOW });
  });

  it('is read from the body of its route', () => {
    expect(orderOf({ action: 'passThrough', seconds: 9 })).toEqual({ kind: 'passThrough', seconds: 9 });
    expect(orderOf({ action: 'pause' })).toEqual({ kind: 'pause' });
  });
});

const anyOrder: fc.Arbitrary<Order> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    capacity: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    ratePerSecond: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    leaseSeconds: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    claimSeconds: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    message: fc.option(fc.constantFrom('soon', 'later', ''), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constantFrom('pause' as const, 'resume' as const, 'drain' as const, 'open' as const, 'close' as const),
  }),
  fc.record({ kind: fc.constant('passThrough' as const), seconds: fc.integer({ min: 1, max: 9 }) }),
);

/** Which controls an order may touch, beside the version. */
const TOUCHES: Record<Order['kind'], readonly (keyof Controls)[]> = {
  set: ['settings', 'message', 'rateSince'],
  pause: ['paused', 'passThroughUntil'],
  resume: ['paused', 'rateSince'],
  drain: ['draining'],
  open: ['draining', 'closed', 'goesOnSince', 'rateSince'],
  close: ['closed', 'passThroughUntil'],
  passThrough: ['paused', 'passThroughUntil', 'rateSince'],
};

describe('any orders, one after another', () => {
  it('lose no control that they are not about, and count each change once', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { maxLength: 20 }), anyOrder, (earlier, order) => {
        const before = obeyed(earlier);
        const next = obey(before, order, NOW + 1);
        if (!next) return;
        const touched = ['version', ...TOUCHES[order.kind]];
        const rest = (all: Controls) => Object.entries(all).filter(([name]) => !touched.includes(name));
        expect(rest(next)).toEqual(rest(before));
        expect(Object.keys(next)).toEqual(Object.keys(NO_CONTROLS));
        expect({ ...before.settings, ...next.settings }).toEqual(next.settings);
        expect(next.version).toBe(before.version + 1);
        expect(next.rateSince).toBeGreaterThanOrEqual(before.rateSince);
      }),
    );
  });

  it('do the same a second time as once', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { maxLength: 20 }), anyOrder, (earlier, order) => {
        expect(obey(obeyed([...earlier, order]), order, NOW)).toBeUndefined();
      }),
    );
  });
});

describe('a setting that the line is run by already', () => {
  const from = { capacity: 100, ratePerSecond: 1, leaseSeconds: 60, claimSeconds: 90 };

  it('is no change, and leaves the pace as it is', () => {
    expect(obey(NO_CONTROLS, { kind: 'set', ...from }, NOW, from)).toBeUndefined();
    const changed = obey(NO_CONTROLS, { kind: 'set', ...from, capacity: 101 }, NOW, from);
    expect(changed).toMatchObject({ settings: { capacity: 101 }, rateSince: 0 });
  });

  it('is one where an order had changed it since', () => {
    const raised = controls({ settings: { ratePerSecond: 5 } });
    expect(obey(raised, { kind: 'set', ratePerSecond: 1 }, NOW, from)).toMatchObject({
      settings: { ratePerSecond: 1 },
      rateSince: NOW,
    });
  });
});

describe('the ceilings', () => {
  const ceilings = ceilingsOf('500,50.5,60');

  it('are as the deployment writes them', () => {
    expect(ceilings).toEqual({ capacity: 500, ratePerSecond: 50.5, passThroughSeconds: 60 });
  });

  const cases: [Order, object][] = [
    [{ kind: 'set', capacity: 500, ratePerSecond: 50.5, leaseSeconds: 86_400 }, {}],
    [{ kind: 'set', capacity: 501 }, { capacity: 500 }],
    [
      { kind: 'set', capacity: 501, ratePerSecond: 51 },
      { capacity: 500, ratePerSecond: 50.5 },
    ],
    [{ kind: 'passThrough', seconds: 60 }, {}],
    [{ kind: 'passThrough', seconds: 61 }, { passThroughSeconds: 60 }],
    [{ kind: 'open' }, {}],
  ];
  it.each(cases)('that %j goes beyond are named', (order, named) => {
    expect(beyond(order, ceilings, { capacity: 100, ratePerSecond: 1 })).toEqual(named);
  });

  it('are no reason to ask twice where an order goes back towards them', () => {
    const now = { capacity: 900, ratePerSecond: 90 };
    expect(beyond({ kind: 'set', capacity: 600, ratePerSecond: 90 }, ceilings, now)).toEqual({});
    expect(beyond({ kind: 'set', capacity: 901 }, ceilings, now)).toEqual({ capacity: 500 });
  });
});
