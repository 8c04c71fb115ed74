// The server's clock as the shop knows it: by the dates of answers, some of which were kept on the way.
import { describe, expect, it } from 'vitest';
import { aheadMs, type Bounds, keptMsOf, narrowed } from '../../../web/src/api/clock-rules.ts';

const NOW = 1_800_000_000_400;
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FOR_EVER = 'public, max-age=31536000, immutable';
const BRIEFLY = 'public, max-age=1';

interface Asked {
  /** By the clock here. */
  readonly at?: number;
  /** The server's clock, less the one here. */
  readonly ahead?: number;
  readonly cacheControl?: string;
  /** For how long the answer had been kept. */
  readonly ageMs?: number;
}

const TRIP_MS = 80;

/** An answer to a question of now, which the server answered half-way. */
function answer({ at = NOW, ahead = 0, cacheControl = 'no-store', ageMs = 0 }: Asked = {}) {
  const answeredAt = at + ahead + TRIP_MS / 2 - ageMs;
  const dateMs = Math.floor(answeredAt / SECOND_MS) * SECOND_MS;
  return { dateMs, sentAt: at, receivedAt: at + TRIP_MS, keptMs: keptMsOf(cacheControl) };
}

const learnt = (...asked: readonly Asked[]) =>
  asked.reduce<Bounds | undefined>((known, one) => narrowed(known, answer(one)), undefined) ?? { least: 0, most: 0 };
const width = ({ least, most }: Bounds) => most - least;

/** So many answers, at all parts of a second. */
const many = (count: number, { at = NOW, ...rest }: Asked = {}): Asked[] =>
  Array.from({ length: count }, (_, i) => ({ at: at + i * 1_370, ...rest }));

describe('how long an answer may have been kept', () => {
  it.each([
    ['no-store', 0],
    ['private, no-store', 0],
    ['public, max-age=1', 2_000],
    ['private, max-age=1', 2_000],
    ['public, max-age=10', 11_000],
    ['public, max-age=1, stale-while-revalidate=5', 7_000],
    ['public, s-maxage=60, max-age=1', 2_000],
    ['max-age=31536000, immutable', 31_536_001_000],
    ['no-cache', 1_000],
    [null, 1_000],
  ] as const)('%s says it', (cacheControl, expected) => {
    expect(keptMsOf(cacheControl)).toBe(expected);
  });
});

describe("the server's clock", () => {
  it('was in the second of the date between the question and its answer', () => {
    const sample = { dateMs: 1_800_000_000_000, sentAt: 1_800_000_000_400, receivedAt: 1_800_000_000_480, keptMs: 0 };
    expect(narrowed(undefined, sample)).toEqual({ least: -480, most: 600 });
  });

  it('may be further ahead by as long as the answer may have been kept', () => {
    const sample = {
      dateMs: 1_800_000_000_000,
      sentAt: 1_800_000_000_400,
      receivedAt: 1_800_000_000_480,
      keptMs: 7_000,
    };
    expect(narrowed(undefined, sample)).toEqual({ least: -480, most: 7_600 });
  });

  it.each([0, -600_000, 345_678])('%d ms ahead is known to 0.3 s after some answers', (ahead) => {
    const known = learnt(...many(20, { ahead }));
    expect(width(known)).toBeLessThan(300);
    expect(known.least).toBeLessThanOrEqual(ahead);
    expect(known.most).toBeGreaterThanOrEqual(ahead);
    expect(Math.abs(aheadMs(known) - ahead)).toBeLessThan(150);
  });

  it('is no less known for answers that were kept for as long as they may be', () => {
    const known = learnt(...many(20, { ahead: 5_000 }));
    for (const cacheControl of [BRIEFLY, 'public, max-age=1, stale-while-revalidate=5']) {
      const ageMs = keptMsOf(cacheControl) - SECOND_MS;
      expect(narrowed(known, answer({ at: NOW + 30_000, ahead: 5_000, cacheControl, ageMs }))).toEqual(known);
    }
  });
});

describe('a layout of three days ago', () => {
  const layout = { cacheControl: FOR_EVER, ageMs: 3 * DAY_MS };

  it('changes nothing that is known', () => {
    const known = learnt(...many(20));
    expect(narrowed(known, answer(layout))).toEqual(known);
  });

  it('says nothing against a clock that may be right', () => {
    expect(aheadMs(learnt(layout))).toBe(0);
  });

  it('shows that a clock a week behind is wrong', () => {
    const ahead = aheadMs(learnt({ ...layout, ahead: 7 * DAY_MS }));
    expect(ahead).toBeGreaterThan(4 * DAY_MS - 2 * SECOND_MS);
    expect(ahead).toBeLessThanOrEqual(4 * DAY_MS);
  });

  it('leaves the time to the next answer', () => {
    expect(learnt({ ...layout, ahead: 5_000 }, { ahead: 5_000 })).toEqual(learnt({ ahead: 5_000 }));
  });
});

describe('an answer that was kept for longer than it may be', () => {
  const old = { cacheControl: BRIEFLY, ageMs: HOUR_MS };

  it('is not believed', () => {
    const known = learnt(...many(20));
    expect(narrowed(known, answer(old))).toEqual(known);
  });

  it('counts no more when it was the first, as soon as there is a new one', () => {
    const next = { cacheControl: BRIEFLY };
    expect(learnt(old, next)).toEqual(learnt(next));
  });
});

describe('a clock that was set', () => {
  const before = many(20);

  it.each([
    ['forward', -HOUR_MS],
    ['back', HOUR_MS],
  ])('%s is known anew from an answer that nobody kept', (_, ahead) => {
    const after = { at: NOW - ahead, ahead };
    expect(learnt(...before, after)).toEqual(learnt(after));
  });

  it('back is known anew from any answer', () => {
    const after = { at: NOW - HOUR_MS, ahead: HOUR_MS, cacheControl: BRIEFLY };
    expect(learnt(...before, after)).toEqual(learnt(after));
  });
});

describe('how far ahead it is taken to be', () => {
  it.each([
    ['the middle of what it can be', { least: 2_000, most: 3_000 }, 2_500],
    ['nothing, where that is as likely as so much else', { least: -2_000, most: 9_000 }, 0],
    ['the least, where it can be far more', { least: 4_000, most: 99_000 }, 4_000],
    ['the most, where it can be far less', { least: -99_000, most: -4_000 }, -4_000],
  ])('is %s', (_, bounds, expected) => {
    expect(aheadMs(bounds)).toBe(expected);
  });
});
