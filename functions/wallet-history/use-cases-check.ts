// Checks events of money against the wallet lines that they came from.
import type { Envelope } from '../shared/event.ts';
import { count, log } from '../shared/log.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { checkLine, type LineCheck, lineOfEvent, type ToldLine } from './domain-check.ts';

interface Told {
  readonly userId: string;
  readonly amount: number;
  readonly balanceAfter?: number | undefined;
}

interface ToldPayment extends Told {
  readonly paymentId: string;
  /** The wallet that the money came from; absent when it came from elsewhere. */
  readonly walletId?: string | undefined;
}

/** `skipped`: money that moved outside of wallets has no line. */
export type Check = LineCheck | 'skipped';

export function checkCharge(wallets: WalletReads, envelope: Envelope, told: Told): Promise<Check> {
  return checkEvent(wallets, envelope, { ...told, type: 'CHARGE' });
}

export async function checkPayment(
  wallets: WalletReads,
  envelope: Envelope,
  told: ToldPayment & { readonly method: string },
): Promise<Check> {
  if (told.method !== 'WALLET') return 'skipped';
  return checkEvent(wallets, envelope, { ...told, type: 'PAYMENT', id: told.paymentId });
}

/** A refund names no method: it is a wallet's when it says so, or when it came from a line. */
export async function checkRefund(wallets: WalletReads, envelope: Envelope, told: ToldPayment): Promise<Check> {
  if (told.walletId === undefined && !lineOfEvent(envelope.id)) return 'skipped';
  return checkEvent(wallets, envelope, { ...told, type: 'REFUND', id: told.paymentId });
}

/**
 * Looks at the line of an event and at the one before it. What is wrong will not get right by asking again, so it is
 * told once: logged, and counted for the alarm.
 * @throws when the table does not answer: the message comes again
 */
async function checkEvent(wallets: WalletReads, envelope: Envelope, told: Told & ToldLine): Promise<LineCheck> {
  const { id: eventId, correlationId } = envelope;
  const found = await check(wallets, eventId, told);
  if (found !== 'ok') {
    log.error('a wallet line is wrong', { fault: found, userId: told.userId, eventId, correlationId });
    count('walletLineFaults');
  }
  return found;
}

async function check(wallets: WalletReads, eventId: string, told: Told & ToldLine): Promise<LineCheck> {
  const source = lineOfEvent(eventId);
  if (source?.userId !== told.userId) return 'no line of this wallet';
  const { userId, walletVersion } = source;
  const [line, previous] = await Promise.all([
    wallets.line(userId, walletVersion),
    walletVersion > 1 ? wallets.line(userId, walletVersion - 1) : undefined,
  ]);
  return checkLine(told, walletVersion, line, previous);
}
