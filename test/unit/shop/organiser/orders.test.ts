// Orders to a line: what of the typed is sent, what is not, and what the server says to it.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../functions/queue/contract-admin.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import {
  askedOf,
  type Control,
  ceilingsOf,
  controlsOf,
  faultsOf,
  givenOf,
  typedOf,
} from '../../../../web/src/pages/organiser/orders.ts';

const LINE = { ratePerSecond: 0.5, capacity: 20, leaseSeconds: 3_600, claimSeconds: 90 };
const TYPED = { ...typedOf(LINE), reason: 'a reason' };

describe('the controls', () => {
  it('are those that change something', () => {
    const line = { paused: false, draining: false, closed: false };
    expect(controlsOf(line)).toEqual(['pause', 'numbers', 'message', 'passThrough', 'drain', 'close']);
    expect(controlsOf({ ...line, paused: true })[0]).toBe('resume');
    expect(controlsOf({ ...line, draining: true }).slice(-2)).toEqual(['open', 'close']);
    expect(controlsOf({ ...line, closed: true, draining: true }).slice(-2)).toEqual(['passThrough', 'open']);
  });
});

describe('the numbers', () => {
  it('that were changed are sent, and no others', () => {
    expect(askedOf({ ...TYPED, capacity: ' 25 ', ratePerSecond: '0' }, LINE)).toEqual({
      kind: 'changes',
      changes: { capacity: 25, ratePerSecond: 0 },
    });
  });

  it('are nothing to send as long as they are what they were, however they are written', () => {
    expect(askedOf({ ...TYPED, ratePerSecond: '.50' }, LINE)).toEqual({ kind: 'nothing' });
  });

  it('are faults where they are no numbers', () => {
    expect(askedOf({ ...TYPED, capacity: '', claimSeconds: '1m', leaseSeconds: 'Infinity' }, LINE)).toEqual({
      kind: 'faults',
      names: ['capacity', 'leaseSeconds', 'claimSeconds'],
    });
  });
});

describe('an order', () => {
  it.each(['pause', 'resume', 'drain', 'open', 'close'] as const)('to %s has its reason alone', (action) => {
    expect(givenOf(action, TYPED, LINE, false)).toEqual({
      kind: 'order',
      order: { kind: 'steer', body: { action, reason: 'a reason' } },
    });
  });

  it('says that it is meant only once that was asked', () => {
    expect(givenOf('passThrough', { ...TYPED, seconds: '900' }, LINE, true)).toEqual({
      kind: 'order',
      order: { kind: 'steer', body: { action: 'passThrough', seconds: 900, reason: 'a reason', confirm: true } },
    });
  });

  it('takes the message away with an empty one', () => {
    expect(givenOf('message', { ...TYPED, message: ' ' }, LINE, false)).toEqual({
      kind: 'order',
      order: { kind: 'change', body: { message: '', reason: 'a reason' } },
    });
  });

  it('tells all its faults at once', () => {
    expect(givenOf('numbers', { ...TYPED, capacity: 'x', reason: ' ' }, LINE, false)).toEqual({
      kind: 'faults',
      faults: { capacity: 'notANumber', reason: 'reasonMissing' },
    });
    expect(givenOf('passThrough', { ...TYPED, seconds: '' }, LINE, false)).toEqual({
      kind: 'faults',
      faults: { seconds: 'notANumber' },
    });
  });

  it('that changes nothing is not given', () => {
    expect(givenOf('numbers', TYPED, LINE, false)).toEqual({ kind: 'nothing' });
  });

  it.each(['pause', 'numbers', 'message', 'passThrough', 'close'] satisfies Control[])(
    'to %s is one that the API takes',
    (control) => {
      const given = givenOf(control, { ...TYPED, capacity: '30', message: 'soon' }, LINE, true);
      if (given.kind !== 'order') throw new Error(given.kind);
      const { kind, body } = given.order;
      const route = kind === 'change' ? adminRoutes.changeLine : adminRoutes.steerLine;
      expect(route.body.safeParse(body).success).toBe(true);
    },
  );
});

describe("the server's answer", () => {
  it('names the ceilings that an order went beyond', () => {
    const error = new ApiError(409, { code: 'CONFIRM_REQUIRED', ceilings: { capacity: 10_000, of: 'x' } }, null);
    expect(ceilingsOf(error)).toEqual([['capacity', 10_000]]);
    expect(ceilingsOf(new ApiError(409, { code: 'CONFIRM_REQUIRED' }, null))).toEqual([]);
  });

  it('speaks of no ceilings in any other refusal', () => {
    expect(ceilingsOf(new ApiError(409, { code: 'TRY_AGAIN', ceilings: { capacity: 1 } }, null))).toBeUndefined();
    expect(ceilingsOf(null)).toBeUndefined();
  });

  it('names what is wrong in which field', () => {
    const errors = [{ field: 'capacity', message: 'at least 1' }, { field: 'reason' }, 'nonsense'];
    expect(faultsOf(new ApiError(400, { code: 'INVALID_REQUEST', errors }, null))).toEqual({ capacity: 'at least 1' });
    expect(faultsOf(new ApiError(400, { code: 'INVALID_REQUEST' }, null))).toEqual({});
    expect(faultsOf(new ApiError(409, { code: 'TRY_AGAIN', errors }, null))).toEqual({});
  });
});
