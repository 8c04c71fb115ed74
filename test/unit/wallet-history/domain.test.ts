// The rules of a history: what it shows in which order, and how its pages go on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOTH_CURSOR,
  type Failed,
  firstPlaces,
  type Merged,
  markOf,
  merge,
  type Places,
  packPlaces,
  toldUntilSeconds,
  unpackPlaces,
} from '../../../functions/wallet-history/domain.ts';
import { at } from './books.ts';

const line = (walletVersion: number, time: number) => ({ walletVersion, at: at + time });
const failed = (time: number, eventId = `e${time}`): Failed => ({
  type: 'PAYMENT_FAILED',
  mark: markOf(at + time, eventId),
  at: at + time,
  reason: 'INSUFFICIENT_BALANCE',
});

describe('a failed attempt', () => {
  it('has one place, by its time and its event', () => {
    expect(markOf(at, 'reservation/rsv_1/2/PaymentFailed')).toMatch(/^1800000000000#[0-9A-Za-z]{12}$/);
    expect(markOf(at, 'e1')).toBe(markOf(at, 'e1'));
    expect(markOf(at, 'e1')).not.toBe(markOf(at, 'e2'));
    expect(markOf(at, 'e1') < markOf(at + 1, 'e2')).toBe(true);
  });

  it('is told for ninety days', () => {
    expect(toldUntilSeconds(at + 999)).toBe(at / 1000 + 90 * 86_400);
  });
});

describe('a page of both lists', () => {
  const from = firstPlaces(at + 100);

  it('has failed attempts between lines by time, a line first where the times are the same', () => {
    const { shown } = merge([line(3, 50), line(2, 20)], [failed(50), failed(30), failed(10)], from, 10);
    expect(shown.map((one) => ('mark' in one ? one.at - at : `line ${one.walletVersion}`))).toEqual([
      'line 3',
      50,
      30,
      'line 2',
      10,
    ]);
  });

  it('has lines by their numbers, whatever the clocks of those who wrote them said', () => {
    const { shown } = merge([line(3, 10), line(2, 40), line(1, 20)], [failed(30)], from, 10);
    expect(shown.map((one) => ('mark' in one ? 'failed' : one.walletVersion))).toEqual(['failed', 3, 2, 1]);
  });

  it('is the last one when it shows all that was read', () => {
    expect(merge([line(1, 1)], [failed(0)], from, 2).next).toBeUndefined();
    expect(merge([], [], from, 2)).toEqual({ shown: [], next: undefined });
  });

  it('goes on below what it showed of each list', () => {
    expect(merge([line(9, 90), line(8, 20)], [failed(80), failed(70)], from, 2).next).toEqual({
      lineBelow: 9,
      failedBelow: failed(80).mark,
    });
  });

  it('gives a list of which it showed nothing its place, too, before what comes in newly', () => {
    expect(merge([line(9, 1)], [failed(80)], from, 1).next).toMatchObject({ lineBelow: 10 });
    expect(merge([], [failed(80), failed(70)], from, 1).next).toMatchObject({ lineBelow: 1 });
    expect(merge([line(2, 9), line(1, 1)], [], from, 1).next).toMatchObject({ failedBelow: from.failedBelow });
  });

  it('has a cursor that says the same when it comes back', () => {
    for (const places of [
      { lineBelow: 1, failedBelow: from.failedBelow },
      { lineBelow: 9_999_999_999, failedBelow: failed(3).mark },
    ]) {
      expect(packPlaces(places)).toMatch(BOTH_CURSOR);
      expect(unpackPlaces(packPlaces(places))).toEqual(places);
    }
  });
});

/** What the two tables answer. */
function read(
  all: { lines: readonly ReturnType<typeof line>[]; failed: readonly Failed[] },
  from: Places,
  most: number,
) {
  const { lineBelow = Number.POSITIVE_INFINITY, failedBelow } = from;
  const lines = all.lines.filter(({ walletVersion }) => walletVersion < lineBelow);
  const attempts = all.failed.filter(({ mark }) => mark < failedBelow);
  return {
    lines: lines.toSorted((a, b) => b.walletVersion - a.walletVersion).slice(0, most),
    failed: attempts.toSorted((a, b) => (a.mark < b.mark ? 1 : -1)).slice(0, most),
  };
}

describe('all pages of both lists', () => {
  it('show everything that was there once and nothing new, while both lists grow between the pages', () => {
    const times = fc.array(fc.nat(60), { maxLength: 25 });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 7 }), fc.nat(3), (lineTimes, failedTimes, size, growth) => {
        const all = {
          lines: lineTimes.map((time, i) => line(i + 1, time)),
          failed: failedTimes.map((time, i) => failed(time, `e${i}`)),
        };
        const before = { lines: [...all.lines], failed: [...all.failed] };
        const shown: (Failed | ReturnType<typeof line>)[] = [];
        let places: Places | undefined = firstPlaces(at + 60);
        while (places) {
          const { lines, failed: attempts } = read(all, places, size + 1);
          const page: Merged<ReturnType<typeof line>> = merge(lines, attempts, places, size);
          shown.push(...page.shown);
          places = page.next;
          for (let i = 0; i < growth; i++) {
            all.lines.push(line(all.lines.length + 1, 61 + i));
            all.failed.push(failed(61 + i, `late ${all.failed.length}`));
          }
        }
        const numbers = shown.flatMap((one) => ('mark' in one ? [] : [one.walletVersion]));
        expect(numbers).toEqual(before.lines.map(({ walletVersion }) => walletVersion).reverse());
        const marks = shown.flatMap((one) => ('mark' in one ? [one.mark] : []));
        expect(marks).toEqual(
          before.failed
            .map(({ mark }) => mark)
            .sort()
            .reverse(),
        );
      }),
    );
  });
});
