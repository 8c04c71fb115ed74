// Whose address it is: for operators who are asked about an order. Nothing else of an account leaves.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { normalAddress } from './domain.ts';
import { accountKey, emailKey } from './keys.ts';

export interface AccountOwner {
  readonly userId: string;
  readonly personId: string;
}

export interface AccountReads {
  /** The account of an address in any spelling, strongly consistent; undefined when nobody has it. */
  ownerOf(email: string): Promise<AccountOwner | undefined>;
}

export function createAccountReads({ db, AUTH_TABLE }: { db: Db; AUTH_TABLE: string }): AccountReads {
  const get = async (Key: Record<string, string>): Promise<Item | undefined> => {
    const read = { TableName: AUTH_TABLE, Key, ConsistentRead: true, ProjectionExpression: 'userId, personId' };
    return (await db.send(new GetCommand(read))).Item;
  };
  return {
    async ownerOf(email) {
      const address = await get(emailKey(normalAddress(email)));
      const account = address && (await get(accountKey(String(address.userId))));
      return account && { userId: String(account.userId), personId: String(account.personId) };
    },
  };
}
