// While a receiver is left alone its pause alone counts; when it is well again, what waited for long is tried at once.
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  CIRCUIT_FAILURES,
  concerns,
  decideResult,
  decideStep,
  isEarly,
  lookAt,
  type Webhook,
} from '../../../functions/external-data/domain.ts';
import { cause, delivery, NOW, webhook } from './samples.ts';

const HOUR_MS = 3_600_000;
const failing = (more: Partial<Webhook> = {}) =>
  webhook({
    failures: CIRCUIT_FAILURES,
    failingSince: NOW - 60_000,
    lastFailedAt: NOW,
    retryAt: NOW + 30_000,
    ...more,
  });
const step = (hook: Webhook, more: Parameters<typeof delivery>[0] = {}) => decideStep(hook, delivery(more), NOW, 0);
/** It failed an hour ago, and its next try is hours ahead. */
const later = { dueAt: NOW + 7 * HOUR_MS, updatedAt: NOW - HOUR_MS };

describe('a delivery that is due in hours', () => {
  it('is the probe when the time to ask again has come, as nothing else may ask', () => {
    expect(step(failing({ retryAt: NOW }), later)).toEqual({ step: 'attempt', probe: true });
  });

  it('is looked at again when the pause of its receiver is over', () => {
    expect(step(failing(), later)).toEqual({ step: 'wait', until: NOW + 30_000 });
    expect(lookAt(failing(), later.dueAt, 0.5)).toBe(NOW + 45_000);
  });

  it('is looked at when it is due, while its receiver is not left alone', () => {
    expect(lookAt(webhook({ failures: 4 }), later.dueAt, 0.5)).toBe(later.dueAt);
    expect(lookAt(failing(), NOW + 1, 0.5)).toBe(NOW + 1);
    expect(step(webhook({ failures: 4 }), later)).toEqual({ step: 'wait', until: later.dueAt });
  });

  it('is tried when its receiver is well again, once', () => {
    const well = webhook({ recoveredAt: NOW - 1 });
    expect(step(well, later)).toEqual({ step: 'attempt', probe: false });
    expect(step(well, { ...later, updatedAt: NOW - 1 })).toEqual({ step: 'wait', until: later.dueAt });
  });

  it('is not tried while somebody else tries it', () => {
    const lease = { dueAt: NOW + 1, leaseUntil: NOW + 1, updatedAt: NOW - HOUR_MS };
    expect(step(failing({ retryAt: NOW }), lease)).toEqual({ step: 'wait', until: NOW + 1 });
    expect(step(webhook({ recoveredAt: NOW - 1 }), lease)).toEqual({ step: 'wait', until: NOW + 1 });
  });
});

describe('an attempt ahead of its time', () => {
  const early = delivery({ ...later, attempts: 4, extra: 1 });

  it('is one before the delivery is due', () => {
    expect(isEarly(early, NOW)).toBe(true);
    expect(isEarly(delivery({ dueAt: NOW }), NOW)).toBe(false);
  });

  it('that fails leaves the delivery due when it was', () => {
    const asked = { before: early, claimed: delivery({ attempts: 5, extra: 2, dueAt: NOW + 30_000 }) };
    const result = decideResult(asked, { status: 500, latencyMs: 5 }, NOW + 9, 0);
    expect(result).toEqual({ status: 'PENDING', dueAt: early.dueAt });
  });

  it('takes none of the tries that the delivery has', () => {
    const before = delivery({ attempts: 50, extra: 49 });
    const asked = { before, claimed: delivery({ attempts: 51, extra: 49 }) };
    expect(decideResult(asked, { status: 500, latencyMs: 5 }, NOW, 0)).toEqual({
      status: 'PENDING',
      dueAt: NOW + 30_000,
    });
  });
});

describe('a receiver that was left alone', () => {
  it('is well again since its probe succeeded, and that stays known', () => {
    const well = afterSuccess(failing(), NOW);
    expect(well).toEqual({ enabled: true, failures: 0, recoveredAt: NOW, log: [] });
    const failed = { at: NOW + 9, error: '500', probe: false, cause };
    expect(afterFailure(webhook({ recoveredAt: NOW }), failed, 0)).toMatchObject({ failures: 1, recoveredAt: NOW });
    expect(afterSuccess(webhook({ failures: 1, recoveredAt: NOW }), NOW + 9)).toMatchObject({ recoveredAt: NOW });
  });
});

describe('an attempt', () => {
  const begun = { url: webhook().url, begunAt: NOW };

  it('says how its receiver fares', () => {
    expect(concerns(webhook(), begun)).toBe(true);
    expect(concerns(webhook({ recoveredAt: NOW }), begun)).toBe(true);
  });

  it('at another address says nothing of the present one', () => {
    expect(concerns(webhook({ url: 'https://partner.example/other' }), begun)).toBe(false);
  });

  it('that began before its receiver was well again, or enabled, says nothing of it', () => {
    expect(concerns(webhook({ recoveredAt: NOW + 1 }), begun)).toBe(false);
  });
});
