// The rules of a wallet: money moves only as a numbered line, and never below zero (requirements R4, invariant I3).
import type { Krw } from '../shared/money.ts';

export interface Wallet {
  readonly balance: Krw;
  /** Counts the lines; a wallet nobody charged yet has version 0. */
  readonly version: number;
}

export const EMPTY_WALLET: Wallet = { balance: 0, version: 0 };

/** What moves money, and for what. */
export interface Movement {
  /** `chg_…` or `pay_…`; of a charge by card `pay…`. */
  readonly id: string;
  readonly amount: Krw;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of a payment or a refund: the reservation, and the date that it is for; lines of an older version name no date. */
  readonly reservationId?: string;
  readonly concertId?: string;
  readonly scheduleId?: string;
  /** Of a refund: CANCELLED by the buyer, or SEAT_LOST before it was confirmed. */
  readonly reason?: 'CANCELLED' | 'SEAT_LOST';
}

/** One movement of money; its number is the wallet's version after it. */
export interface Line extends Movement {
  readonly walletVersion: number;
  readonly type: 'CHARGE' | 'PAYMENT' | 'REFUND';
  readonly balanceAfter: Krw;
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
  charge: Pick<Movement, 'id' | 'amount' | 'at'>,
  limits: ChargeLimits,
): ChargeDecision {
  if (charge.amount < limits.leastKrw || charge.amount > limits.mostKrw) return { decision: 'AMOUNT_INVALID' };
  if (wallet.balance + charge.amount > limits.balanceKrw) return { decision: 'LIMIT_REACHED' };
  return { decision: 'charge', line: credit(wallet, 'CHARGE', charge) };
}

/** The line that adds money. */
export function credit(wallet: Wallet, type: 'CHARGE' | 'REFUND', movement: Movement): Line {
  return { ...movement, type, walletVersion: wallet.version + 1, balanceAfter: wallet.balance + movement.amount };
}

/** The line that pays, or undefined when the balance is short. */
export function debit(wallet: Wallet, payment: Movement & { readonly reservationId: string }): Line | undefined {
  if (wallet.balance < payment.amount) return undefined;
  const balanceAfter = wallet.balance - payment.amount;
  return { ...payment, type: 'PAYMENT', walletVersion: wallet.version + 1, balanceAfter };
}
