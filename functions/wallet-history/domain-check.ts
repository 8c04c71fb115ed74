// The rules of checking: an event of money against the line that it came from.
import type { Krw } from '../shared/money.ts';

/** What of a wallet line the books go by. */
export interface BookLine {
  readonly walletVersion: number;
  readonly type: string;
  readonly amount: Krw;
  readonly balanceAfter: Krw;
}

/** A line as an event tells of it. */
export interface ToldLine {
  readonly type: 'CHARGE' | 'PAYMENT' | 'REFUND';
  readonly amount: Krw;
  readonly balanceAfter?: Krw | undefined;
  /** The payment; events of charges do not name it. */
  readonly id?: string;
}

/** Which line an event came from: `wallet/<userId>/<number>` is its id. */
export function lineOfEvent(eventId: string): { readonly userId: string; readonly walletVersion: number } | undefined {
  const [, userId, number] = /^wallet\/(.+)\/([1-9]\d{0,9})$/.exec(eventId) ?? [];
  return userId === undefined ? undefined : { userId, walletVersion: Number(number) };
}

export type LineFault =
  | 'no line of this wallet'
  | 'missing'
  | 'gap before it'
  | 'number differs'
  | 'type differs'
  | 'id differs'
  | 'amount differs'
  | 'balance differs'
  | 'balance does not follow'
  | 'balance below zero';

export type LineCheck = 'ok' | LineFault;

/**
 * Whether what an event told is what the wallet did: the line is there as told, and it follows from the one before it.
 * @param walletVersion the line's number, by the event
 * @param line what is at that number
 * @param previous what is at the number before; a first line has none
 */
export function checkLine(
  told: ToldLine,
  walletVersion: number,
  line: (BookLine & { readonly id: string }) | undefined,
  previous: BookLine | undefined,
): LineCheck {
  if (!line) return 'missing';
  if (line.walletVersion !== walletVersion) return 'number differs';
  if (line.type !== told.type) return 'type differs';
  if (told.id !== undefined && line.id !== told.id) return 'id differs';
  if (line.amount !== told.amount) return 'amount differs';
  if (told.balanceAfter !== undefined && line.balanceAfter !== told.balanceAfter) return 'balance differs';
  if (walletVersion > 1 && !previous) return 'gap before it';
  return follows(previous?.balanceAfter ?? 0, line);
}

/** Whether a line takes the balance from `before` to where it says. */
export function follows(before: Krw, line: BookLine): 'ok' | 'balance does not follow' | 'balance below zero' {
  if (before + effectOf(line) !== line.balanceAfter) return 'balance does not follow';
  return line.balanceAfter < 0 ? 'balance below zero' : 'ok';
}

/** By how much a line changes its wallet; NaN, which equals nothing, for a line that cannot be. */
export function effectOf({ type, amount }: BookLine): Krw {
  if (!Number.isSafeInteger(amount) || amount < 0) return Number.NaN;
  if (type === 'CHARGE' || type === 'REFUND') return amount;
  return type === 'PAYMENT' ? -amount : Number.NaN;
}
