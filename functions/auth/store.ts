// The accounts' own items: the account, and the address that one account has to itself, with the hash it logs in by.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import type { Account, Role } from './domain.ts';
import { accountKey, emailKey } from './keys.ts';

/** What logging in is decided by. */
export interface Credential {
  readonly userId: string;
  readonly passwordHash: string;
}

export interface AccountStore {
  /** `conflict`: somebody else is at that address just now, try again. */
  add(account: Account, passwordHash: string): Promise<'added' | 'EMAIL_TAKEN' | 'conflict'>;
  /** By the address in any case; undefined when no account has it. */
  credential(email: string): Promise<Credential | undefined>;
  account(userId: string): Promise<Account | undefined>;
  /** Gives or takes an operator's rights. @param at epoch milliseconds */
  setRole(userId: string, role: Role, at: number): Promise<'set' | 'NO_ACCOUNT'>;
}

export function createAccountStore({ db, AUTH_TABLE }: { db: Db; AUTH_TABLE: string }): AccountStore {
  const get = async (key: Record<string, string>): Promise<Item | undefined> =>
    (await db.send(new GetCommand({ TableName: AUTH_TABLE, Key: key, ConsistentRead: true }))).Item;

  return {
    async add(account, passwordHash) {
      const { userId, email } = account;
      const put = (item: Item): Labelled['write'] => ({
        Put: {
          TableName: AUTH_TABLE,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      });
      const result = await transact(db, [
        { label: 'email-is-free', write: put({ ...emailKey(email), userId, passwordHash }) },
        { label: 'account-is-new', write: put({ ...accountKey(userId), ...account }) },
      ]);
      if (result.outcome === 'committed') return 'added';
      if (result.outcome === 'conflict') return 'conflict';
      return result.old?.userId === userId ? 'added' : 'EMAIL_TAKEN';
    },

    async credential(email) {
      const item = await get(emailKey(email));
      return item && { userId: String(item.userId), passwordHash: String(item.passwordHash) };
    },

    async account(userId) {
      const item = await get(accountKey(userId));
      if (!item) return undefined;
      const { pk, sk, ...account } = item;
      return account as unknown as Account;
    },

    async setRole(userId, role, at) {
      const result = await conditional(
        db.send(
          new UpdateCommand({
            TableName: AUTH_TABLE,
            Key: accountKey(userId),
            UpdateExpression: 'SET #role = :role, #updatedAt = :at',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#role': 'role', '#updatedAt': 'updatedAt' },
            ExpressionAttributeValues: { ':role': role, ':at': at },
          }),
        ),
      );
      return result.ok ? 'set' : 'NO_ACCOUNT';
    },
  };
}
