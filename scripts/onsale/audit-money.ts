// Audits money: every won is where the wallets' lines say it is, and where people know it to be. Pure.
import { isCardId } from '../../functions/shared/ids.ts';
import type { Line } from '../../functions/wallet/domain.ts';
import { keptOf, type ReservationFact, ruleOf, type Violation } from './audit-seats.ts';

export interface WalletFact {
  readonly userId: string;
  /** From the table; 0 and 0 of a wallet that nobody charged. */
  readonly balance: number;
  readonly version: number;
  /** In the order of their keys. */
  readonly lines: readonly Line[];
  /** From the API. */
  readonly toldBalance: number;
  /** What the person knows of: answers to charges without a card, and to payments from the wallet. */
  readonly knownChargedKrw: number;
  readonly knownPaidKrw: number;
}

export interface MoneyFacts {
  readonly wallets: readonly WalletFact[];
  readonly reservations: readonly ReservationFact[];
}

export interface MoneySums {
  readonly charged: number;
  readonly paid: number;
  readonly refunded: number;
  readonly balances: number;
}

export function sumsOf(wallets: readonly WalletFact[]): MoneySums {
  const sum = (type: Line['type']) => total(wallets.flatMap(({ lines }) => lines.filter((line) => line.type === type)));
  const balances = wallets.reduce((all, { balance }) => all + balance, 0);
  return { charged: sum('CHARGE'), paid: sum('PAYMENT'), refunded: sum('REFUND'), balances };
}

export function auditMoney(facts: MoneyFacts): Violation[] {
  return [
    ...sumsAgree(facts),
    ...facts.wallets.flatMap(linesAgree),
    ...facts.wallets.flatMap(knownIsTrue),
    ...paidIsSold(facts),
    ...refundIsTold(facts),
  ];
}

/** Invariant I3. */
function sumsAgree({ wallets }: MoneyFacts): Violation[] {
  const { charged, paid, refunded, balances } = sumsOf(wallets);
  if (charged === balances + paid - refunded) return [];
  const violation = ruleOf('charged = balances + paid - refunded');
  return [violation(`${charged} charged, but ${balances} + ${paid} - ${refunded} = ${balances + paid - refunded}`)];
}

/** One line per version, without gaps; each leaves the balance that it says; the last one leaves the wallet's. */
function linesAgree({ userId, balance, version, lines }: WalletFact): Violation[] {
  const violation = ruleOf('one line per wallet version, without gaps');
  const found: Violation[] = [];
  let running = 0;
  for (const [index, line] of lines.entries()) {
    if (line.walletVersion !== index + 1) {
      return [violation(`line ${index + 1} of ${userId} is missing: there is ${line.walletVersion} in its place`)];
    }
    running += line.type === 'PAYMENT' ? -line.amount : line.amount;
    if (line.balanceAfter !== running || running < 0) {
      found.push(violation(`line ${line.walletVersion} of ${userId} leaves ${line.balanceAfter}, not ${running}`));
    }
  }
  if (version !== lines.length) found.push(violation(`${userId} has version ${version} and ${lines.length} lines`));
  if (balance !== running) found.push(violation(`${userId} has ${balance}, and the lines leave ${running}`));
  return found;
}

function knownIsTrue({ userId, balance, lines, toldBalance, knownChargedKrw, knownPaidKrw }: WalletFact): Violation[] {
  const violation = ruleOf('money moves once for each request');
  const sum = (type: Line['type']) => total(lines.filter((line) => line.type === type));
  const charged = lines.filter((line) => line.type === 'CHARGE' && !isFromCard(line));
  const pairs = [
    ['was told a balance of', toldBalance, balance],
    ['charged', knownChargedKrw, total(charged)],
    ['paid', knownPaidKrw, sum('PAYMENT')],
  ] as const;
  return pairs.flatMap(([what, known, kept]) =>
    known === kept ? [] : [violation(`${userId} ${what} ${known}, and the wallet says ${kept}`)],
  );
}

/** Charges from a card are known by their payments, which are audited with the gateway's books. */
export function isFromCard({ type, id }: Line): boolean {
  return type === 'CHARGE' && isCardId(id);
}

/**
 * Invariant I8: what was paid was confirmed, cancelled or refunded, and what was confirmed was paid, by its owner, once;
 * from the wallet, if not by card.
 */
function paidIsSold({ wallets, reservations }: MoneyFacts): Violation[] {
  const violation = ruleOf('every payment ends CONFIRMED, cancelled or refunded');
  const paid = wallets.flatMap(({ userId, lines }) =>
    lines.flatMap(({ type, reservationId = '', amount }) =>
      type === 'CHARGE' ? [] : [{ userId, type, reservationId, amount }],
    ),
  );
  const moved = paid.flatMap(({ reservationId, type, amount }) =>
    reservations.some((reservation) => reservation.reservationId === reservationId)
      ? []
      : [violation(`${type} of ${amount} is for ${reservationId}, which is no reservation of this sale`)],
  );
  const wrong = reservations.flatMap((reservation) => {
    const { reservationId, userId, status, amount } = reservation;
    const lines = paid.filter((line) => line.reservationId === reservationId);
    const kept =
      total(lines.filter(({ type }) => type === 'PAYMENT')) - total(lines.filter(({ type }) => type === 'REFUND'));
    const due = reservation.paidByCard === undefined ? keptOf(reservation) : 0;
    const others = lines.filter((line) => line.userId !== userId);
    if (kept === due && others.length === 0) return [];
    return [violation(`${reservationId} is ${status} over ${amount}, and ${kept} was kept for it`)];
  });
  return [...moved, ...wrong];
}

/** A refund is one line over what the reservation says; where it says nothing, or 0, there is none. */
function refundIsTold({ wallets, reservations }: MoneyFacts): Violation[] {
  const violation = ruleOf('a refund is one line, over what its reservation says');
  const refunds = wallets.flatMap(({ lines }) => lines.filter(({ type }) => type === 'REFUND'));
  return reservations.flatMap(({ reservationId, status, paidByCard, refundedAmount = 0 }) => {
    const amounts = refunds.filter((line) => line.reservationId === reservationId).map(({ amount }) => amount);
    const told = refundedAmount > 0 && paidByCard === undefined ? [refundedAmount] : [];
    if (amounts.join() === told.join()) return [];
    return [
      violation(`${reservationId} is ${status} and gave back ${refundedAmount}; lines: ${amounts.join() || 'none'}`),
    ];
  });
}

export function total(lines: readonly { readonly amount: number }[]): number {
  return lines.reduce((all, { amount }) => all + amount, 0);
}
