// The limits of topping up by card.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideTopUp } from '../../../functions/payments/domain-topup.ts';

const limits = { perChargeKrw: 1_000_000, perDayKrw: 3_000_000, balanceKrw: 2_000_000 };
const nothing = { balance: 0, today: 0, underWay: 0 };

const won = fc.integer({ min: 0, max: 5_000_000 });
const anyState = fc.record({ balance: won, today: won, underWay: won });
const anyLimits = fc.record({ perChargeKrw: won, perDayKrw: won, balanceKrw: won });

describe('a charge by card', () => {
  it('may be as large as the limit of one', () => {
    expect(decideTopUp(1_000_000, nothing, limits)).toEqual({ decision: 'charge' });
  });

  it.each([0, -1])('of %i won is none', (amount) => {
    expect(decideTopUp(amount, nothing, limits)).toEqual({ decision: 'AMOUNT_INVALID' });
  });

  it.each([
    ['PER_CHARGE', 1_000_001, nothing, 1_000_000, 1_000_000],
    ['PER_DAY', 1_000_000, { ...nothing, today: 2_500_000 }, 3_000_000, 500_000],
    ['PER_DAY', 1, { ...nothing, today: 3_000_000 }, 3_000_000, 0],
    ['BALANCE', 1_000_000, { ...nothing, balance: 1_100_000 }, 2_000_000, 900_000],
    ['BALANCE', 1_000_000, { ...nothing, balance: 600_000, underWay: 500_000 }, 2_000_000, 900_000],
    ['BALANCE', 1, { ...nothing, balance: 9_000_000 }, 2_000_000, 0],
  ])('over %s is refused with what is left', (limit, amount, state, limitKrw, remainingKrw) => {
    const refused = { decision: 'LIMIT_REACHED', limit, limitKrw, remainingKrw };
    expect(decideTopUp(amount, state, limits)).toEqual(refused);
  });

  it('names the limit that it breaks first, and what would be taken by all of them', () => {
    const state = { balance: 1_900_000, today: 2_800_000, underWay: 0 };
    const refused = { decision: 'LIMIT_REACHED', limit: 'PER_CHARGE', limitKrw: 1_000_000, remainingKrw: 100_000 };
    expect(decideTopUp(2_000_000, state, limits)).toEqual(refused);
  });

  it('that is taken breaks no limit', () => {
    fc.assert(
      fc.property(won, anyState, anyLimits, (amount, state, given) => {
        fc.pre(decideTopUp(amount, state, given).decision === 'charge');
        expect(amount).toBeGreaterThan(0);
        expect(amount).toBeLessThanOrEqual(given.perChargeKrw);
        expect(state.today + amount).toBeLessThanOrEqual(given.perDayKrw);
        expect(state.balance + state.underWay + amount).toBeLessThanOrEqual(given.balanceKrw);
      }),
    );
  });

  it('that is refused would be taken with exactly the rest, and with one won more it would not', () => {
    fc.assert(
      fc.property(won, anyState, anyLimits, (amount, state, given) => {
        const decided = decideTopUp(amount, state, given);
        fc.pre(decided.decision === 'LIMIT_REACHED');
        if (decided.decision !== 'LIMIT_REACHED') return;
        const { remainingKrw } = decided;
        expect(remainingKrw).toBeGreaterThanOrEqual(0);
        expect(remainingKrw).toBeLessThan(amount);
        if (remainingKrw > 0) expect(decideTopUp(remainingKrw, state, given)).toEqual({ decision: 'charge' });
        expect(decideTopUp(remainingKrw + 1, state, given).decision).toBe('LIMIT_REACHED');
      }),
    );
  });
});
