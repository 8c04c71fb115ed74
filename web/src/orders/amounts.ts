// Sums of the checkout: what is missing in the wallet, what may be charged, and what remains of a hold.
import type { ReservationView } from '../../../functions/reservations/contract.ts';

/** What the wallet lacks for an amount, in won; 0 where it has enough. */
export const missingOf = (amount: number, balance: number): number => Math.max(0, amount - balance);

/** What may be charged at once, and what a wallet may hold afterwards, in won. */
export interface ChargeLimits {
  readonly mostKrw: number;
  readonly balanceKrw: number;
}

export type Way = 'WALLET' | 'CARD';

/** What paying in a way comes to. `too-much`: the wallet cannot be charged with what is missing at once. */
export type Plan =
  | { readonly step: 'pay-wallet' | 'pay-card' }
  | { readonly step: 'charge-and-pay' | 'charge-by-card'; readonly missing: number }
  | { readonly step: 'too-much'; readonly missing: number; readonly limitKrw: number };

/** What is known of the wallet, and of how it may be charged: without a payment, or by card. */
export interface Wallet {
  readonly balance: number;
  readonly isDirect: boolean;
  readonly limits: ChargeLimits;
}

export function planOf(way: Way, amount: number, { balance, isDirect, limits }: Wallet): Plan {
  if (way === 'CARD') return { step: 'pay-card' };
  const missing = missingOf(amount, balance);
  if (missing === 0) return { step: 'pay-wallet' };
  const limitKrw = Math.min(limits.mostKrw, Math.max(0, limits.balanceKrw - balance));
  if (missing > limitKrw) return { step: 'too-much', missing, limitKrw };
  return { step: isDirect ? 'charge-and-pay' : 'charge-by-card', missing };
}

/** The way that is chosen until somebody chooses: the one with the fewest steps. */
export function firstWay(ways: readonly Way[], amount: number, wallet: Wallet): Way {
  const { step } = planOf('WALLET', amount, wallet);
  const isEasy = step === 'pay-wallet' || step === 'charge-and-pay';
  return ways.includes('CARD') && !(isEasy && ways.includes('WALLET')) ? 'CARD' : 'WALLET';
}

export type ChargeFault = 'none' | 'over' | 'full';

/** What is wrong with an amount to charge; the day's limit is the server's to tell. */
export function chargeFault(
  amount: number | undefined,
  balance: number,
  limits: ChargeLimits,
): ChargeFault | undefined {
  if (amount === undefined || amount < 1) return 'none';
  if (amount > limits.mostKrw) return 'over';
  return balance + amount > limits.balanceKrw ? 'full' : undefined;
}

/** An amount as people write it: `50000`, `50,000`, `50,000원`, `₩50 000`. */
export function wonIn(written: string): number | undefined {
  const digits = written.normalize('NFKC').replace(/[\s,.₩\\원]/g, '');
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
}

type Seat = ReservationView['seats'][number];

/** What a hold is told to keep, as `PATCH` of a reservation takes it. */
export interface Kept {
  readonly seatNos?: number[];
  readonly standing?: { section: string; count: number }[];
}

/** All but one of its seats. @param index of the one to give up */
export function keptWithout(seats: readonly Seat[], index: number): Kept {
  const rest = seats.filter((_, at) => at !== index);
  const seatNos = rest.flatMap(({ seatNo }) => seatNo ?? []);
  const counts = new Map<string, number>();
  for (const { seatNo, section } of rest) {
    if (seatNo === undefined) counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  const standing = [...counts].map(([section, count]) => ({ section, count }));
  return { ...(seatNos.length > 0 ? { seatNos } : {}), ...(standing.length > 0 ? { standing } : {}) };
}
