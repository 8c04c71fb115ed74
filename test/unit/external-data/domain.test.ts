// The rules of a delivery: tried, put off or over; and of a receiver: well, left alone, probed, given up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  CIRCUIT_FAILURES,
  DISABLE_AFTER_MS,
  decideResult,
  decideStep,
  failureOf,
  type Health,
  isSuccess,
  LEASE_MS,
  type Webhook,
  withProbe,
} from '../../../functions/external-data/domain.ts';
import { cause, delivery, NOW, webhook } from './samples.ts';

const DAY_MS = 86_400_000;
const failing = (more: Partial<Webhook> = {}) =>
  webhook({ failures: CIRCUIT_FAILURES, failingSince: NOW - 60_000, retryAt: NOW + 30_000, ...more });
const step = (hook: Webhook, more: Parameters<typeof delivery>[0] = {}, chance = 0) =>
  decideStep(hook, delivery(more), NOW, chance);

/** The webhook after its health was written. */
function written(hook: Webhook, next: Health): Webhook {
  const { failingSince: _s, lastFailedAt: _f, lastError: _e, retryAt: _r, ...rest } = hook;
  return { ...rest, ...next, version: hook.version + 1 };
}

describe('a delivery', () => {
  it('that is due is tried', () => {
    expect(step(webhook())).toEqual({ step: 'attempt', probe: false });
  });

  it('that is not due yet waits, and so does one that somebody else tries', () => {
    expect(step(webhook(), { dueAt: NOW + 1 })).toEqual({ step: 'wait', until: NOW + 1 });
  });

  it.each(['DELIVERED', 'FAILED'] as const)('that is %s is over', (status) => {
    expect(step(webhook(), { status })).toEqual({ step: 'over' });
  });

  it('of a disabled webhook ends', () => {
    expect(step(webhook({ enabled: false }))).toEqual({ step: 'end', reason: 'DISABLED' });
  });

  it('is tried after four failures of its receiver, and waits after five', () => {
    expect(step(failing({ failures: CIRCUIT_FAILURES - 1 }))).toEqual({ step: 'attempt', probe: false });
    expect(step(failing())).toEqual({ step: 'wait', until: NOW + 30_000 });
  });

  it('waits for its receiver a little longer by chance, so that not all come back at once', () => {
    expect(step(failing(), {}, 0.5)).toEqual({ step: 'wait', until: NOW + 45_000 });
  });

  it('is the probe when the time to ask again has come', () => {
    expect(step(failing({ retryAt: NOW }))).toEqual({ step: 'attempt', probe: true });
  });

  it('is given up when it waited for its receiver for a day', () => {
    expect(step(failing(), { startedAt: NOW - DAY_MS })).toEqual({ step: 'end', reason: 'GAVE_UP' });
    expect(step(failing(), { startedAt: NOW - DAY_MS + 1 })).toMatchObject({ step: 'wait' });
  });

  it('that our own side kept for a day is still tried', () => {
    expect(step(webhook(), { startedAt: NOW - 2 * DAY_MS })).toEqual({ step: 'attempt', probe: false });
  });
});

describe('an attempt', () => {
  /** Attempt number `attempts`, claimed. */
  const asked = (attempts: number) => ({
    before: delivery({ attempts: attempts - 1 }),
    claimed: delivery({ attempts, dueAt: NOW + LEASE_MS }),
  });

  it.each([
    [200, true],
    [204, true],
    [299, true],
    [199, false],
    [301, false],
    [400, false],
    [410, false],
    [500, false],
  ])('answered with %d is a success: %s', (status, success) => {
    expect(isSuccess({ status, latencyMs: 1 })).toBe(success);
  });

  it('is no success without a whole answer, whatever its status was', () => {
    expect(isSuccess({ error: 'ECONNREFUSED', latencyMs: 1 })).toBe(false);
    expect(isSuccess({ status: 200, error: 'TIMED_OUT', latencyMs: 1 })).toBe(false);
    expect(failureOf({ status: 200, error: 'TIMED_OUT', latencyMs: 1 })).toBe('TIMED_OUT');
    expect(failureOf({ status: 503, latencyMs: 1 })).toBe('503');
  });

  it('that succeeds delivers', () => {
    const result = decideResult(asked(3), { status: 204, latencyMs: 5 }, NOW, 0);
    expect(result).toEqual({ status: 'DELIVERED', deliveredAt: NOW });
  });

  it('that fails is made again', () => {
    const result = decideResult(asked(1), { status: 500, latencyMs: 5 }, NOW, 0);
    expect(result).toEqual({ status: 'PENDING', dueAt: NOW + 5_000 });
  });

  it('that fails as the last one gives up', () => {
    const result = decideResult(asked(11), { error: 'TIMED_OUT', latencyMs: 10_000 }, NOW, 0);
    expect(result).toEqual({ status: 'FAILED', reason: 'GAVE_UP' });
  });
});

describe('a receiver', () => {
  const fail = (hook: Webhook, more: { at?: number; probe?: boolean } = {}) =>
    afterFailure(hook, { at: NOW, error: '500', probe: false, cause, ...more }, 0);

  it('that is well costs no write', () => {
    expect(afterSuccess(webhook(), NOW)).toBeUndefined();
  });

  it('that answers again is as if it had never failed', () => {
    const few = webhook({ failures: 4, failingSince: NOW, lastFailedAt: NOW, lastError: '500' });
    expect(afterSuccess(few, NOW)).toEqual({ enabled: true, failures: 0, log: [] });
  });

  it('that fails for the first time is failing since then', () => {
    const since = { failingSince: NOW, lastFailedAt: NOW };
    expect(fail(webhook())).toEqual({ enabled: true, failures: 1, ...since, lastError: '500', log: [] });
  });

  it('is left alone from the fifth failure in a row on', () => {
    const four = webhook({ failures: 4, failingSince: NOW - 1_000 });
    expect(fail(four)).toMatchObject({ failures: 5, failingSince: NOW - 1_000, retryAt: NOW + 30_000 });
  });

  it('that is left alone is not counted down by attempts that were under way', () => {
    expect(fail(failing())).toBeUndefined();
  });

  it('that fails its probe is left alone for longer', () => {
    const probed = { ...failing({ retryAt: NOW }), ...withProbe(failing(), NOW) };
    expect(probed.retryAt).toBe(NOW + LEASE_MS);
    expect(fail(probed, { probe: true })).toMatchObject({ failures: 6, retryAt: NOW + 60_000 });
  });

  it('that failed for three days is disabled, and the world is told', () => {
    const since = NOW - DISABLE_AFTER_MS;
    const hook = failing({ failingSince: since, lastFailedAt: NOW - DAY_MS, retryAt: NOW, version: 41 });
    expect(fail(hook, { probe: true })).toEqual({
      enabled: false,
      disabledReason: 'FAILING',
      disabledAt: NOW,
      failures: 6,
      failingSince: since,
      lastFailedAt: NOW,
      lastError: '500',
      log: [
        {
          v: 42,
          type: 'WebhookDisabled',
          at: NOW,
          cause: `${cause.correlationId} ${cause.causationId}`,
          url: hook.url,
          failingSince: since,
          lastError: '500',
        },
      ],
    });
  });

  it('that failed for a moment less is not', () => {
    const since = { failingSince: NOW - DISABLE_AFTER_MS + 1, lastFailedAt: NOW - DAY_MS };
    expect(fail(failing({ ...since, retryAt: NOW }), { probe: true })).toMatchObject({
      enabled: true,
      ...since,
      lastFailedAt: NOW,
    });
  });

  it('that is disabled stays as it is, whatever comes in late', () => {
    const disabled = failing({ enabled: false, failingSince: NOW - 9 * DAY_MS });
    expect(fail(disabled, { probe: true })).toBeUndefined();
    expect(afterSuccess(disabled, NOW)).toBeUndefined();
  });

  it('that fails for the first time after a quiet time of days is failing since now, and not left alone', () => {
    const since = { failingSince: NOW - 9 * DAY_MS, lastFailedAt: NOW - DAY_MS - 1 };
    const began = { enabled: true, failures: 1, failingSince: NOW, lastFailedAt: NOW, lastError: '500', log: [] };
    expect(fail(failing({ ...since, retryAt: NOW - 1 }), { probe: true })).toEqual(began);
    expect(fail(webhook({ failures: 1, ...since }))).toEqual(began);
  });

  it('whose last failure nobody wrote down is not disabled for a first failure of days ago', () => {
    const hook = failing({ failingSince: NOW - 9 * DAY_MS, retryAt: NOW });
    expect(fail(hook, { probe: true })).toMatchObject({ enabled: true, failures: 1, failingSince: NOW });
  });

  it('whose failures come in late has failed last when it failed last', () => {
    const hook = webhook({ failures: 1, failingSince: NOW, lastFailedAt: NOW + 50 });
    expect(fail(hook)).toMatchObject({ failures: 2, lastFailedAt: NOW + 50 });
  });

  it('is disabled only when no attempt of three days succeeded, and no day of them was quiet', () => {
    const hours = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.boolean()), { maxLength: 60 });
    const often = fc.array(fc.tuple(fc.integer({ min: 1, max: 26 }), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(hours, often), (history) => {
        let hook = webhook();
        let at = NOW;
        let firstFailure: number | undefined;
        for (const [after, success] of history) {
          at += after * 3_600_000;
          const next = success ? afterSuccess(hook, at) : fail(hook, { at, probe: true });
          const isQuiet = after * 3_600_000 > DAY_MS;
          firstFailure = success ? undefined : isQuiet ? at : (firstFailure ?? at);
          if (next) hook = written(hook, next);
          const isOver = firstFailure !== undefined && at - firstFailure >= DISABLE_AFTER_MS;
          expect([hook.enabled, hook.failingSince]).toEqual([!isOver, firstFailure]);
          if (isOver) return;
        }
      }),
    );
  });
});
