// Virtual time takes everything in its order, and chance with a seed is the same chance again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap, Wheel } from '../../../simulator/agenda.ts';
import { createRandom } from '../../../simulator/random.ts';

describe('the heap', () => {
  it('gives events by their time, those of one time as they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (times) => {
        const heap = new Heap<readonly [number, number]>();
        for (const [i, at] of times.entries()) heap.push(at, [at, i]);
        const taken = Array.from(times, () => heap.pop());
        const sorted = times.map((at, i) => [at, i] as const).toSorted(([a, i], [b, j]) => a - b || i - j);
        expect(taken).toEqual(sorted);
        expect([heap.pop(), heap.nextAt]).toEqual([undefined, Number.POSITIVE_INFINITY]);
      }),
    );
  });
});

describe('the wheel', () => {
  const time = { startAt: 1_000, endAt: 3_000, stepMs: 100 };

  it('wakes nobody too early, and each once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1_000, max: 3_000 }), { minLength: 1, maxLength: 50 }), (times) => {
        const wheel = new Wheel(times.length, time);
        for (const [person, at] of times.entries()) wheel.wake(person, at);
        const woken = new Map<number, number>();
        while (wheel.nextAt < Number.POSITIVE_INFINITY) {
          const at = wheel.nextAt;
          wheel.takeAll((person) => woken.set(person, at));
        }
        expect(woken.size).toBe(times.length);
        for (const [person, at] of times.entries()) {
          const late = (woken.get(person) ?? 0) - at;
          expect(late >= 0 && late < 100, `${late} ms late`).toBe(true);
        }
      }),
    );
  });

  it('lets somebody who wakes go to sleep again', () => {
    const wheel = new Wheel(1, time);
    wheel.wake(0, 1_000);
    const times: number[] = [];
    while (wheel.nextAt < 1_500) {
      const at = wheel.nextAt;
      times.push(at);
      wheel.takeAll((person) => wheel.wake(person, at + 150));
    }
    expect(times).toEqual([1_000, 1_200, 1_400]);
  });
});

describe('chance', () => {
  it('is the same with the same seed, and another with another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  it('is even, exponential or log-normal as asked', () => {
    const random = createRandom(3);
    const mean = (draw: () => number) => Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b, 0) / 20_000;
    expect(mean(() => random.between(2, 4))).toBeCloseTo(3, 1);
    expect(mean(() => random.exponential(5)) / 5).toBeCloseTo(1, 1);
    expect(mean(() => Math.log(random.logNormal(100, 0.5)))).toBeCloseTo(Math.log(100), 1);
  });
});
