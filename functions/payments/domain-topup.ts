// The limits of topping up by card: how much at once, in a day, and in all (requirements R4).
import type { Krw } from '../shared/money.ts';

export interface TopUpLimits {
  readonly perChargeKrw: Krw;
  readonly perDayKrw: Krw;
  readonly balanceKrw: Krw;
}

/** What counts against them, beside the charge itself. */
export interface TopUpState {
  readonly balance: Krw;
  /** Charges of the same day in Seoul: taken, or asked for. */
  readonly today: Krw;
  /** Those that were asked for and are not in the balance yet. */
  readonly underWay: Krw;
}

export type TopUpDecision =
  | { readonly decision: 'charge' | 'AMOUNT_INVALID' }
  /** `remainingKrw`: the most that would be taken now. */
  | {
      readonly decision: 'LIMIT_REACHED';
      readonly limit: 'PER_CHARGE' | 'PER_DAY' | 'BALANCE';
      readonly limitKrw: Krw;
      readonly remainingKrw: Krw;
    };

export function decideTopUp(amount: Krw, state: TopUpState, limits: TopUpLimits): TopUpDecision {
  if (amount < 1) return { decision: 'AMOUNT_INVALID' };
  const left = {
    PER_CHARGE: limits.perChargeKrw,
    PER_DAY: Math.max(0, limits.perDayKrw - state.today),
    BALANCE: Math.max(0, limits.balanceKrw - state.balance - state.underWay),
  };
  const named = { PER_CHARGE: limits.perChargeKrw, PER_DAY: limits.perDayKrw, BALANCE: limits.balanceKrw };
  const remainingKrw = Math.min(...Object.values(left));
  const limit = (['PER_CHARGE', 'PER_DAY', 'BALANCE'] as const).find((name) => amount > left[name]);
  if (limit === undefined) return { decision: 'charge' };
  return { decision: 'LIMIT_REACHED', limit, limitKrw: named[limit], remainingKrw };
}

/** @param text `perCharge,perDay,balance` in won. @throws when it is not that */
export function topUpLimits(text: string): TopUpLimits {
  const [perChargeKrw = Number.NaN, perDayKrw = Number.NaN, balanceKrw = Number.NaN, ...rest] = text
    .split(',')
    .map(Number);
  const all = [perChargeKrw, perDayKrw, balanceKrw];
  if (rest.length > 0 || !all.every((krw) => Number.isSafeInteger(krw) && krw > 0)) {
    throw new Error(`CHARGE_KRW must be three amounts in won with commas between, not ${text}`);
  }
  return { perChargeKrw, perDayKrw, balanceKrw };
}
