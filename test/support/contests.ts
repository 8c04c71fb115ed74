// Contests for several seats, the same on a table in memory and on a real one: all or nothing, and nothing left behind.
import { expect, it } from 'vitest';
import { Refusal } from '../../functions/shared/refusal.ts';
import { Died, dyingAfter } from '../integration/reservations/process.ts';
import { createSaleWindow, type SaleWindow, type WindowOptions } from './sale-window.ts';

type Where = Pick<WindowOptions, 'db' | 'tables'>;

/** What each got: `held`, or the refusal's code. */
export async function outcomesOf(attempts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const one of await Promise.allSettled(attempts)) {
    if (one.status === 'rejected' && !(one.reason instanceof Refusal)) throw one.reason;
    const outcome = one.status === 'fulfilled' ? 'held' : one.reason.kind.code;
    counted[outcome] = (counted[outcome] ?? 0) + 1;
  }
  return counted;
}

/** Everybody who has a seat has all the seats of their reservation, and no seat is anybody else's. */
async function expectWhole(sale: SaleWindow): Promise<void> {
  const owners = await sale.owners();
  const holders = new Map<string, string[]>();
  for (const [index, { holder }] of owners) {
    holders.set(holder, [...(holders.get(holder) ?? []), sale.plan.seats[index]?.at ?? '']);
  }
  for (const [holder, addresses] of holders) {
    const listed = (await sale.tools.store.reservation(holder))?.seats.map(({ at }) => at);
    expect(listed?.toSorted()).toEqual(addresses.toSorted());
  }
}

const ROW: WindowOptions['layout'] = {
  sections: [{ section: 'S', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 144 }] }],
};
/** In three blocks. */
const [A, B, C] = [1, 50, 100];

export function contestsOf(where: () => Where): void {
  it('has one winner of overlapping pairs, two hundred times each, and the seat that is left is free', async () => {
    const sale = createSaleWindow({ ...where(), layout: ROW });
    const pairs = [
      [A, B],
      [B, C],
      [C, A],
    ] as const;
    const attempts = Array.from({ length: 600 }, (_, i) => {
      return sale.reserve({ person: `p${i}`, seatNos: pairs[i % 3] ?? [] });
    });
    expect(await outcomesOf(attempts)).toEqual({ held: 1, SEAT_TAKEN: 599 });
    await expectWhole(sale);
    const taken = new Set((await sale.owners()).keys());
    const free = [A, B, C].filter((seatNo) => !taken.has(seatNo - 1));
    expect(free).toHaveLength(1);
    expect((await sale.reserve({ person: 'next', seatNos: free })).status).toBe('PENDING');
  });

  it('gives each of two hundred triples of seats to somebody, round after round', async () => {
    const layout = { sections: [{ section: 'S', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 600 }] }] };
    const sale = createSaleWindow({ ...where(), layout });
    const triples = Array.from({ length: 200 }, (_, i) => [1 + i, 201 + i, 401 + i] as const);
    const attempts = triples.flatMap(([a, b, c]) =>
      [
        [a, b],
        [b, c],
        [c, a],
      ].map((seatNos) => sale.reserve({ person: `p${seatNos.join()}`, seatNos })),
    );
    expect(await outcomesOf(attempts)).toEqual({ held: 200, SEAT_TAKEN: 400 });
    await expectWhole(sale);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'leaves nothing of eight seats over five sections when the process dies after write %i',
    async (writes) => {
      const sale = createSaleWindow({ ...where(), layout: FIVE_SECTIONS });
      const dying = dyingAfter(where().db, writes);
      const eight = { seatNos: [1, 2, 11, 12, 21, 31, 41, 42] };
      const left = sale.reserve({ person: 'gone', ...eight }, sale.toolsOn(dying.db));
      await expect(left).rejects.toBeInstanceOf(Died);
      const held = (await sale.owners()).size;
      expect(held).toBe([2, 4, 5, 6, 8][Math.min(writes, 5) - 1]);
      expect(await outcomesOf([sale.reserve({ person: 'early', ...eight })])).toEqual({ SEAT_TAKEN: 1 });
      sale.time.now += 400_000;
      expect([...(await sale.look()).statuses].filter((status) => status !== 0)).toEqual([]);
      await sale.sweep();
      expect((await sale.owners()).size).toBe(0);
      const next = await sale.reserve({ person: 'gone', ...eight });
      expect(next.seats).toHaveLength(8);
      await expectWhole(sale);
    },
  );

  it('sells three hundred places of standing room to exactly three hundred of a thousand', async () => {
    const layout = { sections: [{ section: 'Pit', standing: { capacity: 300 } }] };
    const sale = createSaleWindow({ ...where(), layout, lookMs: 500 });
    const visit = async (person: string) => {
      // A thousand requests a second.
      for (; ; sale.time.now += 1) {
        try {
          return await sale.reserve({ person, bestAvailable: { count: 1, section: 'Pit' } });
        } catch (error) {
          if (!(error instanceof Refusal) || error.fields.largest === 0) throw error;
        }
      }
    };
    const all = Array.from({ length: 1_000 }, (_, i) => visit(`p${i}`));
    expect(await outcomesOf(all)).toEqual({ held: 300, NOT_ENOUGH_SEATS: 700 });
    expect((await sale.owners()).size).toBe(300);
    await expectWhole(sale);
  });

  it('gives one person no more than the limit, over reservations and accounts', async () => {
    const sale = createSaleWindow({ ...where(), layout: ROW, seatsPerPerson: 4 });
    const attempts = Array.from({ length: 30 }, (_, i) => {
      const wish = i % 2 === 0 ? { seatNos: [1 + i, 50 + i] } : { bestAvailable: { count: 2 } };
      return sale.reserve({ person: 'p', userId: `account-${i % 3}`, ...wish });
    });
    const { held, ...refused } = await outcomesOf(attempts);
    expect(held).toBe(2);
    expect(
      Object.keys(refused).filter((code) => !['LIMIT_REACHED', 'SEAT_TAKEN', 'NOT_ENOUGH_SEATS'].includes(code)),
    ).toEqual([]);
    expect((await sale.owners()).size).toBe(4);
    await expectWhole(sale);
  });
}

const FIVE_SECTIONS: WindowOptions['layout'] = {
  sections: Array.from({ length: 5 }, (_, s) => ({
    section: `S${s}`,
    rows: [{ row: 'A', grade: 'VIP' as const, from: s * 10 + 1, to: s * 10 + 10 }],
  })),
};
