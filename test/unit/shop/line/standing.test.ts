// What the line's answers mean, and when it is asked again.
import { describe, expect, it } from 'vitest';
import { endReason } from '../../../../functions/queue/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import {
  endedOf,
  joinAfterMs,
  noPlaceOf,
  pollAfterMs,
  retryAfterMs,
  standingOf,
} from '../../../../web/src/api/line-standing.ts';

const NOW = Date.parse('2026-12-01T20:00:00+09:00');
const SECOND = 1_000;
const iso = (ms: number) => new Date(ms).toISOString();
const refusal = (status: number, code: string, more: object = {}, retryAfter: string | null = null) =>
  new ApiError(status, { code, ...more }, retryAfter);

describe('an answer of the line', () => {
  it('is a place with all that is said of it', () => {
    expect(
      standingOf({
        status: 'WAITING',
        queuePosition: 12,
        estimatedWait: { p50: 60, p90: 90 },
        pollAfterSeconds: 7,
        phase: 'EARLY',
        opensAt: iso(NOW),
        paused: true,
        message: '곧 열려요',
      }),
    ).toEqual({
      is: 'waiting',
      position: 12,
      estimate: { p50: 60, p90: 90 },
      pollAfterSeconds: 7,
      phase: 'EARLY',
      opensAt: iso(NOW),
      isPaused: true,
      message: '곧 열려요',
    });
  });

  it('is asked again after some seconds where it names no pace', () => {
    expect(standingOf({ status: 'WAITING', queuePosition: 1 })).toMatchObject({ pollAfterSeconds: 5, isPaused: false });
  });

  it('is an admission with its end', () => {
    expect(standingOf({ status: 'ACTIVE', queuePosition: 0, activeUntil: iso(NOW) })).toEqual({
      is: 'active',
      activeUntil: iso(NOW),
    });
  });

  it.each(endReason.options)('is an end for the reason %s', (reason) => {
    expect(endedOf(refusal(410, 'QUEUE_TOKEN_ENDED', { reason }))).toEqual({ is: 'ended', reason });
  });

  it('is an end even where the reason is a new one, and no end for any other refusal', () => {
    expect(endedOf(refusal(410, 'QUEUE_TOKEN_ENDED', { reason: 'NEW' }))).toMatchObject({ is: 'ended' });
    expect(endedOf(refusal(401, 'QUEUE_TOKEN_INVALID'))).toBeUndefined();
    expect(endedOf(new TypeError('no network'))).toBeUndefined();
  });
});

describe('a place that is refused', () => {
  it('says when the line opens, where that is known', () => {
    const times = { opensAt: iso(NOW), joinFrom: iso(NOW - 60 * SECOND) };
    expect(noPlaceOf(refusal(409, 'SALE_NOT_OPEN', times))).toEqual({ is: 'not-open', ...times });
    expect(noPlaceOf(refusal(409, 'SALE_NOT_OPEN'))).toEqual({ is: 'not-open' });
  });

  it('is none where the line could not be asked', () => {
    expect(noPlaceOf(refusal(409, 'JOINING_STOPPED'))).toEqual({ is: 'stopped' });
    expect(noPlaceOf(refusal(409, 'SOLD_OUT'))).toEqual({ is: 'sold-out' });
    expect(noPlaceOf(refusal(503, 'TRY_AGAIN'))).toBeUndefined();
    expect(noPlaceOf(new TypeError('no network'))).toBeUndefined();
  });

  it('is asked for again when the line opens, at most a minute from now and never at once', () => {
    const after = (seconds: number) => joinAfterMs({ is: 'not-open', joinFrom: iso(NOW + seconds * SECOND) }, NOW);
    expect([-5, 0.2, 20, 600].map(after)).toEqual([1_000, 1_000, 20_000, 60_000]);
  });

  it('is not asked for by itself where nothing says that it can be had', () => {
    expect(joinAfterMs({ is: 'not-open' }, NOW)).toBe(false);
    expect(joinAfterMs({ is: 'sold-out' }, NOW)).toBe(false);
    expect(joinAfterMs({ is: 'stopped' }, NOW)).toBe(10_000);
  });
});

describe('the pace', () => {
  it("is the server's while one waits", () => {
    expect(pollAfterMs(standingOf({ status: 'WAITING', queuePosition: 3, pollAfterSeconds: 4 }), NOW)).toBe(4_000);
  });

  it('follows the end of an admission, and asks each minute before', () => {
    const after = (seconds: number) => pollAfterMs({ is: 'active', activeUntil: iso(NOW + seconds * SECOND) }, NOW);
    expect([600, 30, 0, -10].map(after)).toEqual([60_000, 31_000, 1_000, 1_000]);
  });

  it('ends with the place', () => {
    expect(pollAfterMs({ is: 'ended', reason: 'BOUGHT' }, NOW)).toBe(false);
  });
});

describe('after no answer', () => {
  const noNetwork = new TypeError('no network');
  const failedAt = 1_700_000_000_000;

  it('it takes a quarter of the time since the last one until the next try, from half a second to 15', () => {
    const after = (seconds: number) =>
      retryAfterMs({ error: noNetwork, failedAt, answeredAt: failedAt - seconds * SECOND, failures: 1 });
    expect([1, 8, 40, 600].map(after)).toEqual([500, 2_000, 10_000, 15_000]);
  });

  it('it takes twice as long each time where there never was one', () => {
    const after = (failures: number) => retryAfterMs({ error: noNetwork, failedAt, answeredAt: 0, failures });
    expect([1, 2, 3, 9].map(after)).toEqual([1_000, 2_000, 4_000, 15_000]);
  });

  it('nobody asks sooner than the server said, and not all at one moment', () => {
    const error = refusal(503, 'TRY_AGAIN', {}, '20');
    const after = (ms: number) => retryAfterMs({ error, failedAt: failedAt + ms, answeredAt: 0, failures: 1 });
    expect([0, 1, 999].map(after)).toEqual([20_000, 20_001, 20_999]);
  });

  it.each(['NOT_YOU', 'QUEUE_TOKEN_INVALID', 'CONCERT_NOT_FOUND'])('%s is not asked again', (code) => {
    expect(retryAfterMs({ error: refusal(403, code), failedAt, answeredAt: 0, failures: 1 })).toBe(false);
  });

  const retried = (error: Error) => retryAfterMs({ error, failedAt, answeredAt: failedAt - SECOND, failures: 1 });

  it('what something else answered in the place of the line is asked again, slowly', () => {
    expect(retried(new SyntaxError('<html>'))).toBe(15_000);
    expect([401, 403, 404].map((status) => retried(new ApiError(status, { detail: 'blocked' }, null)))).toEqual([
      15_000, 15_000, 15_000,
    ]);
  });

  it('a pace that is longer than usual is kept, for an hour at the most', () => {
    const over = 'Wed, 21 Oct 2015 07:28:00 GMT';
    const told = ['120', over, '99999999'].map((after) => retried(refusal(503, 'TRY_AGAIN', {}, after)));
    expect(told).toEqual([120_000, 500, 3_600_000]);
  });
});
