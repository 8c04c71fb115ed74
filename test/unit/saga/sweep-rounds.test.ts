// The rounds of the sweeper, on tables in memory: what one reads, remembers, and does where something cannot be read.
import { describe, expect, it } from 'vitest';
import { createLineStore } from '../../../functions/queue/store.ts';
import type { SweepTools } from '../../../functions/reservations/use-cases-sweep.ts';
import { systemClock as clock } from '../../../functions/shared/clock.ts';
import { deliver } from '../../support/saga.ts';
import { openSale } from '../../support/saga-sale.ts';
import { here, MINUTE, paid, playSweeper, START, sweepAt, tables } from './sweeper.ts';

playSweeper();

describe('what an instance remembers of confirmed tickets', () => {
  it('goes oldest first, so that a full memory does not have all of them read again', async () => {
    await paid();
    await sweepAt(START + MINUTE + 1);
    await Promise.all(here.confirmations.map(deliver));
    await createLineStore({ db: here.db, onceDb: here.db, clock, ...tables }).depart(here.sale.concertId, 1, 'BOUGHT');
    for (let n = 0; n < 100_000; n++) here.tools.final.set(`known-${n}`, START);
    await sweepAt(START + 3 * MINUTE);
    expect(here.tools.final.size).toBe(100_000);
    expect([here.tools.final.has('known-0'), here.tools.final.has('known-1')]).toEqual([false, true]);
    expect([...here.tools.final.keys()].at(-1)).toMatch(/^rsv_/);
  });
});

describe('a round', () => {
  it('reads no more journeys than its bound, and the next one begins with another date', async () => {
    await openSale(here.db, tables);
    const asked: string[] = [];
    const read: number[] = [];
    const until = START + 3 * MINUTE;
    const seats = Array.from({ length: 4_000 }, (_, n) => {
      return { status: 'HOLD' as const, holder: `rsv_${n}`, untilMs: until, exact: 'H', at: '0.0.0' };
    });
    const holders = async (scheduleId: string) => {
      asked.push(scheduleId);
      return seats;
    };
    const keptAll = async (ids: readonly string[]) => {
      read.push(ids.length);
      return new Map();
    };
    here.tools = { ...here.tools, holders: { holders }, kept: { keptAll } };
    expect(await sweepAt(START + 2 * MINUTE)).toMatchObject({ seen: 5_000 });
    expect(read).toEqual([4_000, 1_000]);
    const [first] = asked.splice(0);
    await sweepAt(START + 3 * MINUTE);
    expect(asked[0]).not.toBe(first);
  });

  it('reads what tells most first: holds that lapsed, then old ones, then sold seats', async () => {
    const seat = { exact: 'x', at: '0.0.0' };
    const held = [
      { ...seat, status: 'SOLD' as const, holder: 'rsv_sold' },
      { ...seat, status: 'HOLD' as const, holder: 'rsv_old', untilMs: START + MINUTE },
      { ...seat, status: 'HOLD' as const, holder: 'rsv_lapsed', untilMs: START - 2 * MINUTE },
    ];
    const read: string[] = [];
    const keptAll = async (ids: readonly string[]) => {
      read.push(...ids);
      return new Map();
    };
    here.tools = { ...here.tools, holders: { holders: async () => held }, kept: { keptAll } };
    await sweepAt(START);
    expect(read).toEqual(['rsv_lapsed', 'rsv_old', 'rsv_sold']);
  });
});

describe('a sale', () => {
  it('is looked after for a day after its end, and no longer', async () => {
    await paid();
    const end = START + 24 * 60 * MINUTE;
    expect(await sweepAt(end + 24 * 60 * MINUTE - 1)).toMatchObject({ seen: 1 });
    expect(await sweepAt(end + 24 * 60 * MINUTE)).toMatchObject({ seen: 0 });
  });
});

describe('a journey that cannot be brought on', () => {
  it('keeps none of the others from its turn, and fails the round', async () => {
    await here.sale.hold('kim', 1, 'a');
    await here.sale.hold('lee', 2, 'b');
    const { releaseOwn } = here.tools.seats;
    let calls = 0;
    const failsOnce: typeof releaseOwn = async (...args) => {
      calls += 1;
      if (calls === 1) throw new Error('busy');
      return releaseOwn(...args);
    };
    here.tools = { ...here.tools, seats: { ...here.tools.seats, releaseOwn: failsOnce } };
    await expect(sweepAt(START + 6 * MINUTE + 1)).rejects.toThrow(
      '1 of 2 journeys and 0 dates could not be brought on',
    );
    expect(await sweepAt(START + 7 * MINUTE + 2)).toMatchObject({ seen: 1, repaired: 1 });
    expect(await here.sale.state()).toMatchObject({ seats: { 1: 'AVAILABLE', 2: 'AVAILABLE' } });
  });
});

describe('a date that cannot be read', () => {
  /** The first call fails, every other one is as it was. */
  const failingOnce = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    let calls = 0;
    return async (...args: A) => {
      calls += 1;
      if (calls === 1) throw new Error('busy');
      return call(...args);
    };
  };
  const without = (what: 'a layout' | 'seats' | 'a concert'): SweepTools => {
    const { catalog, holders } = here.tools;
    if (what === 'seats') return { ...here.tools, holders: { holders: failingOnce(holders.holders) } };
    if (what === 'a layout') return { ...here.tools, catalog: { ...catalog, layout: failingOnce(catalog.layout) } };
    return { ...here.tools, catalog: { ...catalog, concert: failingOnce(catalog.concert) } };
  };

  it.each(['a layout', 'seats', 'a concert'] as const)('for want of %s keeps no other from its turn', async (what) => {
    const other = await openSale(here.db, tables);
    for (const one of [here.sale, other]) await one.hold('kim', 1, 'a');
    const whole = here.tools;
    here.tools = without(what);
    await expect(sweepAt(START + 6 * MINUTE + 1)).rejects.toThrow('0 of 1 journeys and 1 dates');
    expect([await here.sale.statusOf('a'), await other.statusOf('a')].toSorted()).toEqual(['EXPIRED', 'PENDING']);
    here.tools = whole;
    expect(await sweepAt(START + 7 * MINUTE)).toMatchObject({ dates: 2, repaired: 1 });
  });
});
