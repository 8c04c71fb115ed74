// Who is turned away from the line, before anything is read or written.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { type LineState, newLine } from '../../../functions/queue/domain.ts';
import type { LineStore } from '../../../functions/queue/store.ts';
import { join, leave, status } from '../../../functions/queue/use-cases.ts';

const NOW = 1_800_000_000_000;
const buyer = { userId: 'u1', personId: 'p1', role: 'buyer' as const };

/** A store that nobody may touch. */
const store = new Proxy({} as LineStore, {
  get(_, name) {
    throw new Error(`${String(name)} was called`);
  },
});

function lineOf(concert: Partial<ConcertFacts> | undefined) {
  const sale = { saleStartAt: NOW - 1_000, saleEndAt: NOW + 1_000, startAt: NOW + 5_000, endAt: NOW + 6_000 };
  const schedule = { scheduleId: 'sch_1', concertId: 'con_1', layoutId: 'lay_1', prices: {}, ...sale };
  const facts = {
    concertId: 'con_1',
    code: 'C',
    name: 'C',
    enabled: true,
    bookingStartAt: NOW - 1_000,
    bookingEndAt: NOW + 1_000,
    settings: DEFAULT_SETTINGS,
    schedules: [schedule],
  };
  return {
    store,
    catalog: { concert: async () => (concert ? { ...facts, ...concert } : undefined) },
    sendTicks: async () => {},
    signer: { sign: async () => 'token' },
    readToken: async (token: string | undefined) =>
      token === 'of-u2' ? { userId: 'u2', personId: 'p2', concertId: 'con_1', seq: 1 } : undefined,
  };
}

const asked = { buyer, concertId: 'con_1', userId: undefined, now: NOW };

describe('joining is refused', () => {
  it('for somebody else', async () => {
    await expect(join(lineOf({}), { ...asked, userId: 'u2' })).rejects.toMatchObject({ kind: { code: 'NOT_YOU' } });
  });

  it('for a concert that is not there', async () => {
    await expect(join(lineOf(undefined), asked)).rejects.toMatchObject({ kind: { code: 'CONCERT_NOT_FOUND' } });
  });

  it('for a concert that is not enabled', async () => {
    await expect(join(lineOf({ enabled: false }), asked)).rejects.toMatchObject({ kind: { code: 'SALE_NOT_OPEN' } });
  });

  it('before the sale and after it', async () => {
    for (const now of [NOW - 1_001, NOW + 1_000]) {
      await expect(join(lineOf({}), { ...asked, now })).rejects.toMatchObject({ kind: { code: 'SALE_NOT_OPEN' } });
    }
  });
});

describe('a queue token', () => {
  it.each([undefined, 'altered', 'of-u2'])('%s says nothing to this user', async (queueToken) => {
    const invalid = { kind: { code: 'QUEUE_TOKEN_INVALID', status: 401 } };
    await expect(status(lineOf({}), { buyer, queueToken, now: NOW })).rejects.toMatchObject(invalid);
    await expect(leave(lineOf({}), { buyer, queueToken, now: NOW })).rejects.toMatchObject(invalid);
  });
});

describe('who waits for what was sold out', () => {
  const soldOut = { soldOut: ['sch_1'], soldOutAt: NOW - 500 };
  const waiting = (state: Partial<LineState>) => {
    const recent = { ...newLine(DEFAULT_SETTINGS, NOW), ...state };
    const only = new Proxy(store, {
      get: (nobody, name) => (name === 'recentState' ? async () => recent : Reflect.get(nobody, name)),
    });
    const readToken = async () => ({ userId: 'u1', personId: 'p1', concertId: 'con_1', seq: 9 });
    return status({ ...lineOf({}), store: only, readToken }, { buyer, queueToken: 'mine', now: NOW });
  };

  it('is told so, with nothing read but the state that everybody shares', async () => {
    expect(await waiting(soldOut)).toMatchObject({
      status: 'WAITING',
      queuePosition: 9,
      soldOutAt: '2027-01-15T16:59:59.500+09:00',
    });
  });

  it('is told nothing while a date on sale has seats', async () => {
    expect(await waiting({})).not.toHaveProperty('soldOutAt');
    expect(await waiting({ soldOut: ['sch_2'], soldOutAt: NOW })).not.toHaveProperty('soldOutAt');
  });
});
