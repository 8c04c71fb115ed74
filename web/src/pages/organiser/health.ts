// Whether something needs an operator's hand: dead letters, refunds, books, and days compared with the gateway.

/** `none`: there is nothing to judge by yet. */
export type Health = 'good' | 'bad' | 'none';

/** Messages that died, of all queues. Those that somebody looks at this moment are not gone. */
export function deadOf(queues: readonly { readonly messages: number; readonly inFlight: number }[]): number {
  return queues.reduce((sum, { messages, inFlight }) => sum + messages + inFlight, 0);
}

/** @param balance the newest; null where none was made */
export function booksHealth(balance: { readonly differenceKrw: number; readonly wrongWallets: number } | null): Health {
  if (balance === null) return 'none';
  return balance.differenceKrw === 0 && balance.wrongWallets === 0 ? 'good' : 'bad';
}

interface Moved {
  readonly captured: number;
  readonly returned: number;
}

/** @param report the newest; null where none was made */
export function reportHealth(
  report: { readonly differences: number; readonly ours: Moved; readonly theirs: Moved } | null,
): Health {
  if (report === null) return 'none';
  const { ours, theirs, differences } = report;
  const isSame = ours.captured === theirs.captured && ours.returned === theirs.returned;
  return differences === 0 && isSame ? 'good' : 'bad';
}
