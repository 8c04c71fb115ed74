// Small rules of the organiser's pages: changes, searches, health, steps, and which sales are shown first.
import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../../web/src/pages/organiser/audit.ts';
import { booksHealth, deadOf, reportHealth } from '../../../../web/src/pages/organiser/health.ts';
import { detailsOf, timedOf } from '../../../../web/src/pages/organiser/journey.ts';
import { newestFirst } from '../../../../web/src/pages/organiser/sales.ts';
import { searchOf } from '../../../../web/src/pages/organiser/search.ts';

describe('a change', () => {
  it('is told as what was before and after, each by its kind', () => {
    const before = { capacity: 20, paused: true, message: null, passThroughUntil: null };
    const until = '2026-11-22T15:17:22.548+09:00';
    const after = { capacity: 25, paused: false, message: 'soon', passThroughUntil: until };
    expect(changesOf({ before, after })).toEqual([
      { name: 'capacity', before: { kind: 'number', value: 20 }, after: { kind: 'number', value: 25 } },
      { name: 'paused', before: { kind: 'yes' }, after: { kind: 'no' } },
      { name: 'message', before: { kind: 'none' }, after: { kind: 'text', value: 'soon' } },
      { name: 'passThroughUntil', before: { kind: 'none' }, after: { kind: 'time', value: until } },
    ]);
  });

  it('is told where only one side has it, and a message that looks like a time stays a text', () => {
    expect(changesOf({ before: { old: { a: 1 } }, after: { message: '2026-11-22' } })).toEqual([
      { name: 'old', before: { kind: 'text', value: '{"a":1}' }, after: { kind: 'none' } },
      { name: 'message', before: { kind: 'none' }, after: { kind: 'text', value: '2026-11-22' } },
    ]);
  });
});

describe('what was typed to find orders', () => {
  it.each([
    [' buyer@example.com ', { email: 'buyer@example.com' }],
    ['rsv_8yWMfP5Z2Le2', { reservationId: 'rsv_8yWMfP5Z2Le2' }],
    ['pay_8yWMfP5Z2Le2', { paymentId: 'pay_8yWMfP5Z2Le2' }],
    ['pay8yWMfP5Z2Le2', { paymentId: 'pay8yWMfP5Z2Le2' }],
    ['', undefined],
    ['con_8yWMfP5Z2Le2', undefined],
    ['rsv_8yWM fP5Z', undefined],
    ['two words@example.com', undefined],
  ])('"%s" is read as what it is', (typed, search) => {
    expect(searchOf(typed)).toEqual(search);
  });
});

describe('health', () => {
  it('counts dead letters of all queues, those that somebody looks at included', () => {
    expect(
      deadOf([
        { messages: 2, inFlight: 1 },
        { messages: 0, inFlight: 0 },
      ]),
    ).toBe(3);
  });

  it('is bad where the books do not balance, or one wallet is not what its lines say', () => {
    expect(booksHealth({ differenceKrw: 0, wrongWallets: 0 })).toBe('good');
    expect(booksHealth({ differenceKrw: -1, wrongWallets: 0 })).toBe('bad');
    expect(booksHealth({ differenceKrw: 0, wrongWallets: 1 })).toBe('bad');
    expect(booksHealth(null)).toBe('none');
  });

  it('is bad where the gateway took or gave back something else', () => {
    const moved = { captured: 10, returned: 2 };
    expect(reportHealth({ differences: 0, ours: moved, theirs: moved })).toBe('good');
    expect(reportHealth({ differences: 1, ours: moved, theirs: moved })).toBe('bad');
    expect(reportHealth({ differences: 0, ours: moved, theirs: { ...moved, captured: 11 } })).toBe('bad');
    expect(reportHealth({ differences: 0, ours: moved, theirs: { ...moved, returned: 0 } })).toBe('bad');
    expect(reportHealth(null)).toBe('none');
  });
});

describe('the steps of an order', () => {
  const step = (at: string) => ({ at, source: 'log', service: 'payments', what: 'paid', detail: {} }) as const;

  it('tell how long after the one before they were', () => {
    const steps = ['2026-12-24T19:00:00.000+09:00', '2026-12-24T10:00:01.500Z', '2026-12-24T10:00:01.000Z'].map(step);
    expect(timedOf(steps).map(({ sinceMs }) => sinceMs)).toEqual([undefined, 1_500, 0]);
  });

  it('are told apart even where they are the same', () => {
    const [one, other] = timedOf([step('2026-12-24T10:00:01Z'), step('2026-12-24T10:00:01Z')]);
    expect(one?.key).not.toBe(other?.key);
  });

  it('have their details by name, without what is empty', () => {
    expect(detailsOf({ reason: '', ok: false, amount: 0, at: 'x' })).toEqual([
      ['amount', '0'],
      ['at', 'x'],
      ['ok', 'false'],
    ]);
  });
});

describe('the sales that are shown', () => {
  it('are those that opened last, whatever their offset', () => {
    const concerts = ['2026-12-01T00:00:00+09:00', '2026-11-30T16:00:00Z', '2026-11-30T14:00:00Z'].map(
      (bookingStartAt) => ({ bookingStartAt }),
    );
    expect(newestFirst(concerts, 2)).toEqual([concerts[1], concerts[0]]);
  });
});
