// The trial balance: whether all wallets are what their lines say, and together hold what was paid in and not out.
import { jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { count, log } from '../shared/log.ts';
import type { LineReads, Scanned, Wallet } from '../wallet/reads-lines.ts';
import {
  addLine,
  differenceKrw,
  EMPTY_BOOKS,
  enter,
  faultsOf,
  NO_LINES,
  type Statement,
  stated,
  type Tally,
  type TrialBalance,
} from './domain-books.ts';
import type { HistoryStore } from './store.ts';

/** Parts of the table that are scanned at the same time. */
const SEGMENTS = 8;
/** Answers of the table between two lines of the log. */
const PAGES_PER_REPORT = 100;
/** How often a wallet is read before it counts as wrong. */
const READS = 3;

export interface BooksTools {
  readonly lines: LineReads;
  readonly store: HistoryStore;
  readonly clock: Clock;
}

/**
 * Adds up all wallets and keeps the outcome. Twice on a day is harmless: each looks anew.
 *
 * A scan is no snapshot: money moves while it runs. It need not be one, as every wallet balances at every instant, so
 * it is enough that each wallet is counted once, as it was at *some* instant of its own.
 * - A wallet whose scanned lines lead to its scanned balance was like that at an instant, and counts so.
 * - In all others the scan met a movement between a line and the wallet, or something is wrong. Only such a wallet is
 *   read again, consistently, which tells the two apart (`readAgain`).
 * - It counts where its WALLET item is met, of which there is one. Lines that come without it (DynamoDB may tear apart
 *   what belongs to one key) count there too, or, if there is no such item, as what they are: money without a wallet.
 *
 * Of a wallet only its sums are remembered while its lines go by, so neither many lines nor many wallets need memory.
 * @param startedAt epoch milliseconds
 */
export async function balanceBooks({ lines, store, clock }: BooksTools, startedAt: number): Promise<TrialBalance> {
  let books = EMPTY_BOOKS;
  let pages = 0;
  await Promise.all(
    Array.from({ length: SEGMENTS }, async (_, segment) => {
      for await (const seen of walletsOf(lines.scan(segment, SEGMENTS), reportPage)) {
        const statement = await settled(lines, seen);
        if (statement) books = enter(books, seen.userId, statement);
      }
    }),
  );
  const balance = { ...books, differenceKrw: differenceKrw(books), startedAt, finishedAt: clock() };
  tell(balance);
  await store.keepTrialBalance(balance);
  count('trialBalances');
  return balance;

  function reportPage(): void {
    pages += 1;
    const { wallets, lines, wrongWallets } = books;
    if (pages % PAGES_PER_REPORT === 0) log.info('balancing', { pages, wallets, lines, wrongWallets });
  }
}

/** Before it is kept: an alarm must not depend on a write. */
function tell(balance: TrialBalance): void {
  const faults = faultsOf(balance);
  const { wrong, ...sums } = balance;
  if (faults === 0) {
    log.info('the books balance', sums);
    return;
  }
  log.error('the books do not balance', { ...sums, wrong });
  count('trialBalanceFaults', faults);
}

/** What a scan has of one user. */
interface Seen {
  readonly userId: string;
  readonly tally: Tally;
  /** Undefined when the scan did not come across it beside these lines. */
  readonly wallet: Wallet | undefined;
}

/** Joins what a scan gives one after the other of the same user. */
async function* walletsOf(pages: AsyncIterable<readonly Scanned[]>, onPage: () => void): AsyncGenerator<Seen> {
  let seen: Seen | undefined;
  for await (const page of pages) {
    onPage();
    for (const { userId, line, wallet } of page) {
      if (seen && seen.userId !== userId) {
        yield seen;
        seen = undefined;
      }
      const { tally, wallet: before }: Omit<Seen, 'userId'> = seen ?? { tally: NO_LINES, wallet: undefined };
      seen = { userId, tally: line ? addLine(tally, line) : tally, wallet: wallet ?? before };
    }
  }
  if (seen) yield seen;
}

/** @returns what to enter for it; undefined when it is entered elsewhere */
async function settled(lines: LineReads, { userId, tally, wallet }: Seen): Promise<Statement | undefined> {
  if (wallet) {
    const statement = stated(tally, wallet);
    return statement.why === undefined ? statement : (await readAgain(lines, userId)).statement;
  }
  const { exists, statement } = await readAgain(lines, userId);
  return exists ? undefined : statement;
}

interface ReadAgain {
  readonly exists: boolean;
  readonly statement: Statement;
}

/**
 * A wallet as it is: first the wallet, then its lines up to the wallet's version. Lines are only ever inserted, and with
 * the wallet in one transaction, so all that the wallet counts are there by then, and later ones are left out: the
 * statement is of the instant at which the wallet was read. Later ones must be counted by the wallet when it is read
 * once more; otherwise they are lines that it does not know.
 *
 * A query may see a transaction's items one after the other while it is being committed, so a wallet is wrong only when
 * it stays wrong.
 */
async function readAgain(lines: LineReads, userId: string): Promise<ReadAgain> {
  for (let reads = 1; ; reads++) {
    const wallet = await lines.wallet(userId);
    let [known, all] = [NO_LINES, NO_LINES];
    for await (const page of lines.all(userId)) {
      for (const line of page) {
        all = addLine(all, line);
        if (line.walletVersion <= wallet.version) known = all;
      }
    }
    const later = all.lines > known.lines ? await lines.wallet(userId) : wallet;
    const statement = later.version < all.lines ? stated(all, later) : stated(known, wallet);
    if (statement.why === undefined || reads === READS) return { exists: wallet.version > 0, statement };
    await jitter(reads);
  }
}
