// Where holds and tickets of a booth are given back: a date with a start and a refund policy, and a clock for each asker.
import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { cancel } from '../../../functions/reservations/use-cases-cancel.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';
import type { Line } from '../../../functions/wallet/domain.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import type { TestTable } from '../../support/table.ts';
import { type Booth, START } from './booth.ts';

export const DAY = 86_400_000;
/** When the date begins. */
export const CURTAIN = START + 30 * DAY;
/** Free until 10 days before, then 10 %, and not on the day itself. */
export const POLICY = [
  { untilHoursBefore: 240, feePercent: 0 },
  { untilHoursBefore: 24, feePercent: 10 },
];

interface Asks {
  readonly db?: Db;
  readonly clock?: () => number;
  /** What the buyer was shown. */
  readonly refund?: number;
}

export function createCounter(table: TestTable, booth: Booth, refundPolicy = POLICY) {
  const { concertId, scheduleId } = booth;
  const { name } = table;
  const tables = { RESERVATIONS_TABLE: name, WALLET_TABLE: name, PAYMENTS_TABLE: name };
  const sale = { saleStartAt: START, saleEndAt: CURTAIN };
  const dates = [{ ...sale, scheduleId, concertId, layoutId: '', startAt: CURTAIN, endAt: CURTAIN + 1, prices: {} }];
  const about = { code: 'SHOW', name: 'Show', enabled: true, bookingStartAt: START, bookingEndAt: CURTAIN };
  const settings = { ...DEFAULT_SETTINGS, refundPolicy };
  const concert: ConcertFacts = { ...about, concertId, settings, schedules: dates };

  return {
    cancel(person: string, reservationId: string, { db = table.db, clock = () => booth.now, ...shown }: Asks = {}) {
      const { store, seats } = booth.processOn(db);
      const tools = {
        store,
        seats,
        clock,
        tables,
        wallet: createWalletReads({ db, ...tables }),
        cards: createCardReads({ db, ...tables }),
        catalog: { concert: async () => concert },
        commit: (writes: readonly Labelled[]) => transact(db, writes),
      };
      const cause = { correlationId: randomUUID(), causationId: randomUUID() };
      return cancel(tools, { reservationId, userId: booth.userOf(person), cause, ...shown });
    },

    /** A ticket, paid and confirmed; its owner has nothing left. */
    async ticket(person: string, seatNos: readonly number[]): Promise<string> {
      const { reservationId, amount } = await booth.hold({ person, seatNos });
      await booth.charge(person, amount);
      await booth.pay(person, reservationId);
      await booth.confirm(reservationId);
      return reservationId;
    },

    async statusOf(reservationId: string): Promise<string | undefined> {
      return (await booth.store.reservation(reservationId))?.status;
    },

    async refundsOf(person: string): Promise<Line[]> {
      const { Items = [] } = await table.db.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :user AND begins_with(sk, :line)',
          ExpressionAttributeValues: { ':user': `USER#${booth.userOf(person)}`, ':line': 'LINE#' },
          ConsistentRead: true,
        }),
      );
      return (Items as unknown as Line[]).filter(({ type }) => type === 'REFUND');
    },
  };
}

/** What an attempt came to: its answer, or the refusal's code with its reason, if it has one. */
export async function told<T>(attempt: Promise<T>): Promise<T | string> {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.kind.code, error.fields.reason].filter(Boolean).join(' ');
  }
}
