// The wallet history's own items: failed attempts, and what trial balances came to.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { type Cause, packCause } from '../shared/event.ts';
import { type Failed, toldUntilSeconds } from './domain.ts';
import { type TrialBalance, trialBalanceMark } from './domain-books.ts';
import { failedKey, trialBalanceKey } from './keys.ts';

export interface HistoryStore {
  /** Keeps a failed attempt for 90 days. Condition `attempt-is-new`; told again, nothing changes. */
  keepFailed(userId: string, failed: Failed, cause: Cause): Promise<void>;
  /** The newest attempts below a mark that are still told at `now`, newest first, strongly consistent. */
  failed(
    userId: string,
    slice: { readonly below: string; readonly most: number; readonly now: number },
  ): Promise<Failed[]>;
  keepTrialBalance(balance: TrialBalance): Promise<void>;
  /** The newest ones below a mark (undefined: of all), newest first. */
  trialBalances(slice: { readonly below: string | undefined; readonly most: number }): Promise<TrialBalance[]>;
}

export function createHistoryStore({
  db,
  WALLET_HISTORY_TABLE,
}: {
  db: Db;
  WALLET_HISTORY_TABLE: string;
}): HistoryStore {
  const TableName = WALLET_HISTORY_TABLE;
  return {
    async keepFailed(userId, { mark, ...failed }, cause) {
      const put = new PutCommand({
        TableName,
        Item: {
          ...failedKey(userId, mark),
          ...failed,
          cause: packCause(cause),
          ttl: toldUntilSeconds(failed.at),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      await conditional(db.send(put));
    },

    async failed(userId, { below, most, now }) {
      const { pk, sk } = failedKey(userId, below);
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :user AND sk < :below',
          // DynamoDB deletes within days. Only the oldest can be over: where a page is short for it, nothing follows.
          FilterExpression: '#ttl > :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':user': pk, ':below': sk, ':now': Math.floor(now / 1000) },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: most,
        }),
      );
      return Items.map(failedOf);
    },

    async keepTrialBalance(balance) {
      const key = trialBalanceKey(trialBalanceMark(balance.startedAt));
      await db.send(new PutCommand({ TableName, Item: { ...key, ...balance } }));
    },

    async trialBalances({ below, most }) {
      const { pk, sk } = trialBalanceKey(below ?? '');
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: below === undefined ? 'pk = :all' : 'pk = :all AND sk < :below',
          ExpressionAttributeValues: { ':all': pk, ...(below === undefined ? {} : { ':below': sk }) },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: most,
        }),
      );
      return Items.map(({ pk: _pk, sk: _sk, ...balance }) => balance as unknown as TrialBalance);
    },
  };
}

function failedOf({ pk: _pk, sk, cause: _cause, ttl: _ttl, ...failed }: Item): Failed {
  return { ...failed, mark: String(sk).slice('FAILED#'.length) } as Failed;
}
