// Wallets that did what they should, for tests to look at or to spoil.
import fc from 'fast-check';
import type { BookLine } from '../../../functions/wallet-history/domain-check.ts';

export const at = 1_800_000_000_000;

/** A line without anything that the books do not look at. */
export type Plain = BookLine & { readonly type: 'CHARGE' | 'PAYMENT' | 'REFUND' };

/** Lines of a wallet in their order, as `credit` and `debit` would write them; `most` may be 0. */
export const history = (least = 0, most = 30) =>
  fc
    .array(
      fc.record({ type: fc.constantFrom('CHARGE', 'PAYMENT', 'REFUND'), amount: fc.integer({ min: 1, max: 9_999 }) }),
      {
        minLength: least,
        maxLength: most,
      },
    )
    .map((movements) => {
      const lines: Plain[] = [];
      for (const { type, amount } of movements) {
        const balance = balanceOf(lines);
        const short = type === 'PAYMENT' && balance < amount;
        const taken = short ? 'CHARGE' : type;
        const balanceAfter = balance + (taken === 'PAYMENT' ? -amount : amount);
        lines.push({ type: taken, amount, walletVersion: lines.length + 1, balanceAfter });
      }
      return lines;
    });

export function balanceOf(lines: readonly Plain[]): number {
  return lines.at(-1)?.balanceAfter ?? 0;
}

export const walletOf = (lines: readonly Plain[]) => ({ balance: balanceOf(lines), version: lines.length });
