// What one person charged by card on one day in Seoul, and how it counts against the limits of topping up.
import type { Krw } from '../shared/money.ts';
import type { CardPayment } from './domain-card.ts';
import type { TopUpState } from './domain-topup.ts';

/** Charges that the gateway was asked for on that day, without those that it refused; a day of none has version 0. */
export interface ChargedDay {
  readonly personId: string;
  /** yyyy-MM-dd */
  readonly date: string;
  /** By payment, in won. */
  readonly entries: Readonly<Record<string, Krw>>;
  readonly version: number;
}

/** The day with one more charge. */
export function withCharge(day: ChargedDay, paymentId: string, amount: Krw): ChargedDay {
  return { ...day, entries: { ...day.entries, [paymentId]: amount }, version: day.version + 1 };
}

/** The day without a charge that was refused; undefined when it does not have it. */
export function withoutCharge(day: ChargedDay, paymentId: string): ChargedDay | undefined {
  if (!(paymentId in day.entries)) return undefined;
  const { [paymentId]: _refused, ...entries } = day.entries;
  return { ...day, entries, version: day.version + 1 };
}

/**
 * What counts against the limits of one account.
 * @param charges the payments of the days' entries: a person who came back may have charged another account
 */
export function topUpState(seen: {
  readonly userId: string;
  readonly today: ChargedDay;
  readonly charges: readonly CardPayment[];
  readonly balance: Krw;
}): TopUpState {
  const { userId, today, charges, balance } = seen;
  const underWay = charges.filter((one) => one.userId === userId && one.status === 'CONFIRMING');
  return {
    balance,
    today: sum(Object.values(today.entries)),
    underWay: sum(underWay.map(({ amount }) => amount)),
  };
}

const sum = (amounts: readonly Krw[]): Krw => amounts.reduce((total, amount) => total + amount, 0);
