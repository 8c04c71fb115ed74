// The rules of a wallet: money moves only as a numbered line, and never below zero (requirements R4, invariant I3).
import type { Krw } from '../shared/money.ts';

export interface Wallet {
  readonly balance: Krw;
  /** Counts the lines; a wallet nobody charged yet has version 0. */
  readonly version: number;
}

export const EMPTY_WALLET: Wallet = { balance: 0, version: 0 };

/** One movement of money; its number is the wallet's version after it. */
export interface Line {
  readonly walletVersion: number;
  readonly type: 'CHARGE' | 'PAYMENT' | 'REFUND';
  /** What it was for: `chg_…` or `pay_…`. */
  readonly id: string;
  readonly amount: Krw;
  readonly balanceAfter: Krw;
  readonly reservationId?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ChargeLimits {
  readonly leastKrw: Krw;
  readonly mostKrw: Krw;
  readonly balanceKrw: Krw;
}

export type ChargeDecision =
  | { readonly decision: 'charge'; readonly line: Line }
  | { readonly decision: 'AMOUNT_INVALID' }
  | { readonly decision: 'LIMIT_REACHED' };

/** Whether `amount` may be added to the wallet, and the line that adds it. */
export function decideCharge(
  wallet: Wallet,
  charge: { readonly id: string; readonly amount: Krw; readonly at: number },
  limits: ChargeLimits,
): ChargeDecision {
  if (charge.amount < limits.leastKrw || charge.amount > limits.mostKrw) return { decision: 'AMOUNT_INVALID' };
  if (wallet.balance + charge.amount > limits.balanceKrw) return { decision: 'LIMIT_REACHED' };
  return { decision: 'charge', line: credit(wallet, 'CHARGE', charge) };
}

/** The line that adds money. */
export function credit(
  wallet: Wallet,
  type: 'CHARGE' | 'REFUND',
  movement: { readonly id: string; readonly amount: Krw; readonly at: number; readonly reservationId?: string },
): Line {
  return { ...movement, type, walletVersion: wallet.version + 1, balanceAfter: wallet.balance + movement.amount };
}

/** The line that pays, or undefined when the balance is short. */
export function debit(
  wallet: Wallet,
  payment: { readonly id: string; readonly amount: Krw; readonly at: number; readonly reservationId: string },
): Line | undefined {
  if (wallet.balance < payment.amount) return undefined;
  const balanceAfter = wallet.balance - payment.amount;
  return { ...payment, type: 'PAYMENT', walletVersion: wallet.version + 1, balanceAfter };
}
