// The rules of the trial balance: what one wallet's lines come to, and whether all wallets together add up (I3).
import { toDay } from '../shared/clock.ts';
import type { Krw } from '../shared/money.ts';
import { type BookLine, effectOf, follows } from './domain-check.ts';

/** What lines come to, added one by one in the order of their numbers: so no more than this has to be remembered. */
export interface Tally {
  readonly lines: number;
  readonly chargedKrw: Krw;
  readonly refundedKrw: Krw;
  readonly paidKrw: Krw;
  /** The balance after the last one. */
  readonly lastKrw: Krw;
  /** What is wrong with them, the first thing only. */
  readonly fault: string | undefined;
}

export const NO_LINES: Tally = { lines: 0, chargedKrw: 0, refundedKrw: 0, paidKrw: 0, lastKrw: 0, fault: undefined };

export function addLine(tally: Tally, line: BookLine): Tally {
  const { walletVersion, balanceAfter } = line;
  const lines = tally.lines + 1;
  // Only what can be told in won goes into the sums: one broken amount must not hide what else is missing.
  const amount = Number.isNaN(effectOf(line)) ? 0 : line.amount;
  const added = {
    chargedKrw: tally.chargedKrw + (line.type === 'CHARGE' ? amount : 0),
    refundedKrw: tally.refundedKrw + (line.type === 'REFUND' ? amount : 0),
    paidKrw: tally.paidKrw + (line.type === 'PAYMENT' ? amount : 0),
  };
  return { ...added, lines, lastKrw: balanceAfter, fault: tally.fault ?? faultOf(tally, lines, walletVersion, line) };
}

function faultOf(tally: Tally, expected: number, found: number, line: BookLine): string | undefined {
  if (found !== expected) return `line ${expected} is missing: line ${found} comes in its place`;
  const step = follows(tally.lastKrw, line);
  return step === 'ok' ? undefined : `line ${found}: ${step}`;
}

/** One wallet as it was at some instant. */
export interface Statement extends Omit<Tally, 'lastKrw' | 'fault'> {
  readonly balanceKrw: Krw;
  /** Why the wallet is not what its lines say; undefined when it is. */
  readonly why: string | undefined;
}

/**
 * A wallet against its lines: as many as its version, without a gap, each following from the one before, and the balance
 * that the last one left.
 */
export function stated(tally: Tally, wallet: { readonly balance: Krw; readonly version: number }): Statement {
  const { lastKrw, fault, ...sums } = tally;
  const { balance, version } = wallet;
  const whole = Number.isSafeInteger(balance);
  return { ...sums, balanceKrw: whole ? balance : 0, why: fault ?? differenceOf(tally, { balance, version }) };
}

function differenceOf({ lines, lastKrw }: Tally, { balance, version }: { balance: Krw; version: number }) {
  if (lines !== version) return `${lines} lines, but its version is ${version}`;
  if (lastKrw !== balance) return `its last line leaves ${lastKrw}, but its balance is ${balance}`;
  return undefined;
}

/** How many wrong wallets are named; the rest is counted. */
export const NAMED = 20;

export interface Books {
  readonly wallets: number;
  readonly lines: number;
  readonly chargedKrw: Krw;
  readonly refundedKrw: Krw;
  readonly paidKrw: Krw;
  readonly balancesKrw: Krw;
  readonly wrongWallets: number;
  readonly wrong: readonly { readonly userId: string; readonly why: string }[];
}

export const EMPTY_BOOKS: Books = {
  wallets: 0,
  lines: 0,
  chargedKrw: 0,
  refundedKrw: 0,
  paidKrw: 0,
  balancesKrw: 0,
  wrongWallets: 0,
  wrong: [],
};

export function enter(books: Books, userId: string, statement: Statement): Books {
  const { why } = statement;
  const wrong = why === undefined || books.wrong.length === NAMED ? books.wrong : [...books.wrong, { userId, why }];
  return {
    wallets: books.wallets + 1,
    lines: books.lines + statement.lines,
    chargedKrw: books.chargedKrw + statement.chargedKrw,
    refundedKrw: books.refundedKrw + statement.refundedKrw,
    paidKrw: books.paidKrw + statement.paidKrw,
    balancesKrw: books.balancesKrw + statement.balanceKrw,
    wrongWallets: books.wrongWallets + (why === undefined ? 0 : 1),
    wrong,
  };
}

/** Won that are too much in the lines, or, below zero, in the wallets. */
export function differenceKrw({ chargedKrw, refundedKrw, paidKrw, balancesKrw }: Books): Krw {
  return chargedKrw + refundedKrw - paidKrw - balancesKrw;
}

/** How much is wrong: the wallets, or a difference that none of them explains. */
export function faultsOf(books: Books): number {
  return Math.max(books.wrongWallets, differenceKrw(books) === 0 ? 0 : 1);
}

/** The outcome of a trial balance, as it is kept. Times are epoch milliseconds. */
export interface TrialBalance extends Books {
  readonly differenceKrw: Krw;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Where a trial balance is among the others: `<day in Seoul>#<startedAt>`. */
export function trialBalanceMark(startedAt: number): string {
  return `${toDay(startedAt)}#${String(startedAt).padStart(13, '0')}`;
}

export const TRIAL_BALANCE_CURSOR = /^\d{4}-\d\d-\d\d#\d{13}$/;
