// A wallet's history: what moved it, and what failed to.
import { fromIso, toIso } from '../shared/clock.ts';
import type { Received } from '../shared/consumer.ts';
import { fromCursor, pageSize, toCursor, toPage } from '../shared/cursor.ts';
import type { Line, LineReads } from '../wallet/reads-lines.ts';
import type { HistoryLine, TrialBalanceView } from './contract.ts';
import {
  BOTH_CURSOR,
  type Failed,
  firstPlaces,
  LINES_CURSOR,
  markOf,
  merge,
  packPlaces,
  unpackPlaces,
} from './domain.ts';
import { TRIAL_BALANCE_CURSOR, trialBalanceMark } from './domain-books.ts';
import type { HistoryStore } from './store.ts';

export interface HistoryAsked {
  readonly userId: string;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly include?: 'failed' | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Page {
  readonly lines: HistoryLine[];
  readonly cursor?: string;
}

/**
 * A page of what moved a wallet, newest first: the lines that were written with the money, and if asked for the failed
 * attempts of the last 90 days between them. A list goes on with the cursor and the `include` that it began with.
 * @throws Refusal INVALID_REQUEST for a cursor that this list did not give
 */
export function readHistory(
  tools: { readonly lines: LineReads; readonly store: HistoryStore },
  asked: HistoryAsked,
): Promise<Page> {
  return asked.include === 'failed' ? readBoth(tools, asked) : readLines(tools, asked);
}

async function readLines({ lines }: { readonly lines: LineReads }, asked: HistoryAsked): Promise<Page> {
  const after = fromCursor(asked.cursor, LINES_CURSOR);
  const size = pageSize(asked.limit);
  const below = after === undefined ? undefined : Number(after);
  const read = await lines.newest(asked.userId, { below, most: size + 1 });
  const { shown, ...rest } = toPage(read, size, ({ walletVersion }) => String(walletVersion));
  return { lines: shown.map(viewOf), ...rest };
}

async function readBoth(
  { lines, store }: { readonly lines: LineReads; readonly store: HistoryStore },
  { userId, limit, cursor, now }: HistoryAsked,
): Promise<Page> {
  const after = fromCursor(cursor, BOTH_CURSOR);
  const from = after === undefined ? firstPlaces(now) : unpackPlaces(after);
  const size = pageSize(limit);
  const most = size + 1;
  const [moved, failed] = await Promise.all([
    lines.newest(userId, { below: from.lineBelow, most }),
    store.failed(userId, { below: from.failedBelow, most, now }),
  ]);
  const { shown, next } = merge(moved, failed, from, size);
  return { lines: shown.map(viewOf), ...(next ? { cursor: toCursor(packPlaces(next)) } : {}) };
}

function viewOf(one: Line | Failed): HistoryLine {
  if ('mark' in one) {
    const { mark: _mark, at, ...failed } = one;
    return { ...failed, at: toIso(at) };
  }
  const { type, amount, balanceAfter, walletVersion, id, at, reservationId, concertId, scheduleId, reason } = one;
  return {
    ...{ type, amount, balanceAfter, walletVersion, id, at: toIso(at) },
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(concertId === undefined ? {} : { concertId }),
    ...(scheduleId === undefined ? {} : { scheduleId }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** An attempt that failed, as its event tells of it. */
interface ToldFailure {
  readonly userId: string;
  /** The wallet that it is about; absent when the money should have come from elsewhere. */
  readonly walletId?: string | undefined;
  readonly reservationId?: string;
  readonly amount?: number | undefined;
  readonly reason: string;
}

/** Keeps a wallet's failed attempt, once for each event however often and late it comes. */
export async function keepFailure(
  store: HistoryStore,
  type: Failed['type'],
  { data, envelope, cause }: Pick<Received<ToldFailure>, 'data' | 'envelope' | 'cause'>,
): Promise<void> {
  const { userId, walletId, reservationId, amount, reason } = data;
  if (walletId === undefined) return;
  const at = fromIso(envelope.occurredAt);
  const failed = {
    ...{ type, at, reason, mark: markOf(at, envelope.id) },
    ...(amount === undefined ? {} : { amount }),
    ...(reservationId === undefined ? {} : { reservationId }),
  };
  await store.keepFailed(userId, failed, cause);
}

/** Trial balances, newest first. @throws Refusal INVALID_REQUEST for a cursor that this list did not give */
export async function listTrialBalances(
  store: HistoryStore,
  { limit, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<{ trialBalances: TrialBalanceView[]; cursor?: string }> {
  const below = fromCursor(cursor, TRIAL_BALANCE_CURSOR);
  const size = pageSize(limit);
  const read = await store.trialBalances({ below, most: size + 1 });
  const { shown, ...rest } = toPage(read, size, ({ startedAt }) => trialBalanceMark(startedAt));
  const trialBalances = shown.map(({ startedAt, finishedAt, wrong, ...sums }) => ({
    ...sums,
    wrong: [...wrong],
    startedAt: toIso(startedAt),
    finishedAt: toIso(finishedAt),
  }));
  return { trialBalances, ...rest };
}
