// The accounts' own items as most need them: by id, by address, and with the hash that a password is checked against.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { type Account, normalAddress, type Role } from './domain.ts';
import { accountKey, emailKey } from './keys.ts';

/** An account, and the hash of its password. */
export interface Credential {
  readonly account: Account;
  readonly passwordHash: string;
}

export interface AccountStore {
  account(userId: string): Promise<Account | undefined>;
  /**
   * Whose address it is; two strongly consistent reads, whether somebody has it or not.
   * @param email normalised
   */
  login(email: string): Promise<Credential | undefined>;
  credentialOf(userId: string): Promise<Credential | undefined>;
  /** Gives or takes an operator's rights. @param at epoch milliseconds */
  setRole(userId: string, role: Role, at: number): Promise<'set' | 'NO_ACCOUNT'>;
}

export function createAccountStore({ db, AUTH_TABLE }: { db: Db; AUTH_TABLE: string }): AccountStore {
  const get = async (key: Record<string, string>): Promise<Item | undefined> =>
    (await db.send(new GetCommand({ TableName: AUTH_TABLE, Key: key, ConsistentRead: true }))).Item;

  return {
    async account(userId) {
      const item = await get(accountKey(userId));
      return item && accountOf(item);
    },

    async login(email) {
      const address = await get(emailKey(email));
      // For an address that nobody has, an account that cannot be: other than one fixed key, it heats no partition.
      const item = await get(accountKey(address ? String(address.userId) : email));
      return item && address ? credentialFrom(item, address) : undefined;
    },

    async credentialOf(userId) {
      const item = await get(accountKey(userId));
      if (!item) return undefined;
      const older = item.passwordHash === undefined;
      return credentialFrom(item, older ? await get(emailKey(accountOf(item).email)) : undefined);
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

/** Accounts of an older version keep their hash beside the address. */
function credentialFrom(account: Item, address: Item | undefined): Credential {
  return { account: accountOf(account), passwordHash: String(account.passwordHash ?? address?.passwordHash) };
}

/** Those of an older version have no stamp, no person and no terms, and the address as it was typed. */
function accountOf(item: Item): Account {
  const { pk, sk, passwordHash, ...account } = item;
  const missing = { securityStamp: '', persons: [], termsVersion: '' };
  return { ...missing, ...account, email: normalAddress(String(item.email)) } as unknown as Account;
}
