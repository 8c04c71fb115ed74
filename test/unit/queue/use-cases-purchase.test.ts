// What a purchase does to the place it was made from.
import { describe, expect, it } from 'vitest';
import { departed, leaseFrom } from '../../../functions/queue/domain-places.ts';
import { join } from '../../../functions/queue/use-cases.ts';
import { endPlace } from '../../../functions/queue/use-cases-purchase.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { buyerOf, concert, createWorld, NOW, TABLE } from './samples.ts';

type Bought = { readonly [Name in 'concertId' | 'seq' | 'confirmedAt']?: Reservation[Name] | undefined };

const purchase = { concertId: 'con_1', personId: 'p1', seq: 1 };

/** A person at place 1, whose reservations these are. */
async function world(purchasesPerAdmission: number, bought: readonly Bought[]) {
  const at = createWorld({ settings: { ...concert().settings, purchasesPerAdmission } });
  await join(at.line, { buyer: buyerOf('p1'), concertId: 'con_1', userId: undefined, now: NOW });
  at.memory.put(TABLE, { pk: 'PLACES#con_1#0', sk: 'BLOCK', '1': leaseFrom(NOW, 60) });
  const all = bought.map((one, i) => ({
    concertId: 'con_1',
    seq: 1,
    confirmedAt: NOW,
    reservationId: `r${i}`,
    ...one,
  }));
  const asked: string[] = [];
  const reservations = {
    async list(personId: string) {
      asked.push(personId);
      return all.map(({ reservationId }) => ({ reservationId, reservedAt: NOW }));
    },
    reservations: async (ids: readonly string[]) =>
      all.filter(({ reservationId }) => ids.includes(reservationId)) as unknown as Reservation[],
  };
  const line = { ...at.line, reservations };
  const value = () => at.memory.items(TABLE).find(({ sk }) => sk === 'BLOCK')?.['1'];
  return { ...at, line, asked, value };
}

describe('a purchase', () => {
  it('ends the place, where one is allowed, without a look at others', async () => {
    const { line, value, asked } = await world(1, []);
    await endPlace(line, purchase, NOW);
    expect([value(), asked]).toEqual([departed('BOUGHT'), []]);
  });

  it('sends ticks for who is next', async () => {
    const { line, world: at } = await world(1, []);
    await join(line, { buyer: buyerOf('p2'), concertId: 'con_1', userId: undefined, now: NOW });
    at.ticks.length = 0;
    at.now += 60_000;
    await endPlace(line, purchase, at.now);
    expect(at.ticks).toHaveLength(1);
  });

  it('ends the place with the last of those that are allowed', async () => {
    const lease = leaseFrom(NOW, 60);
    for (const [bought, left] of [
      [1, lease],
      [2, lease],
      [3, departed('BOUGHT')],
      [4, departed('BOUGHT')],
    ] as const) {
      const { line, value, asked } = await world(3, Array<Bought>(bought).fill({}));
      await endPlace(line, purchase, NOW);
      expect([value(), asked]).toEqual([left, ['p1']]);
    }
  });

  it('that is told twice counts once', async () => {
    const { line, value } = await world(3, [{}, {}]);
    for (let i = 0; i < 5; i++) await endPlace(line, purchase, NOW);
    expect(value()).toBe(leaseFrom(NOW, 60));
  });

  const others: [string, Bought][] = [
    ['from another place of this person', { seq: 7 }],
    ['of another concert', { concertId: 'con_2' }],
    ['that was never paid', { confirmedAt: undefined }],
  ];
  it.each(others)('%s does not count', async (_, other) => {
    const { line, value } = await world(2, [{}, other]);
    await endPlace(line, purchase, NOW);
    expect(value()).toBe(leaseFrom(NOW, 60));
  });

  it('of a concert that is not there any more ends the place', async () => {
    const { line, value, world: at } = await world(3, []);
    at.facts = undefined;
    await endPlace(line, purchase, NOW);
    expect(value()).toBe(departed('BOUGHT'));
  });

  it('ends the place for good: the next join gets a new one', async () => {
    const { line } = await world(1, []);
    await endPlace(line, purchase, NOW);
    const { token } = await join(line, { buyer: buyerOf('p1'), concertId: 'con_1', userId: undefined, now: NOW });
    expect(JSON.parse(token).seq).toBe(2);
  });
});
