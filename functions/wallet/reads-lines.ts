// Reads of lines, for those who show or check them: a page, a whole wallet, all wallets.
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { queryPages, scanPages } from '../shared/pages.ts';
import type { Line, Wallet } from './domain.ts';
import { lineKey } from './keys.ts';
import { createWalletReads, type WalletReads } from './reads.ts';

export type { Line, Wallet };

/** What a scan comes across: a line, or the wallet that its user's lines made. */
export interface Scanned {
  readonly userId: string;
  readonly line?: Line;
  readonly wallet?: Wallet;
}

export interface LineReads extends WalletReads {
  /**
   * The newest lines below number `below` (undefined: of all), newest first, strongly consistent.
   * @param most at most 100 or so: one answer of the table holds them
   */
  newest(userId: string, slice: { readonly below: number | undefined; readonly most: number }): Promise<Line[]>;
  /** All lines of one wallet, oldest first, strongly consistent, some at a time. */
  all(userId: string): AsyncGenerator<Line[]>;
  /**
   * One of `segments` parts of all wallets, some items at a time. Usually the items of one user come together, lines by
   * number before their wallet, as a table keeps them; DynamoDB does not promise it, and a scan is no snapshot.
   */
  scan(segment: number, segments: number): AsyncGenerator<Scanned[]>;
}

/** The last key that a line can have. */
const MOST_LINES = 9_999_999_999;

/** Half the price of consistent ones; nothing rests on a scan alone. */
const SCAN = {
  ConsistentRead: false,
  ProjectionExpression: '#pk, #sk, #type, #walletVersion, #amount, #balanceAfter, #balance, #version',
  ExpressionAttributeNames: Object.fromEntries(
    ['pk', 'sk', 'type', 'walletVersion', 'amount', 'balanceAfter', 'balance', 'version'].map((name) => [
      `#${name}`,
      name,
    ]),
  ),
};

/** @param scanItems how many items one answer of a scan has, where 1 MB of them are too many */
export function createLineReads(table: { db: Db; WALLET_TABLE: string; scanItems?: number }): LineReads {
  const { db, WALLET_TABLE, scanItems } = table;
  const query = (userId: string, last: number): QueryCommandInput => ({
    TableName: WALLET_TABLE,
    KeyConditionExpression: 'pk = :user AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':user': lineKey(userId, 1).pk,
      ':first': lineKey(userId, 0).sk,
      ':last': lineKey(userId, last).sk,
    },
    ConsistentRead: true,
  });
  return {
    ...createWalletReads(table),

    async newest(userId, { below = MOST_LINES + 1, most }) {
      if (below <= 1) return [];
      const input = { ...query(userId, below - 1), ScanIndexForward: false, Limit: most };
      const { Items = [] } = await db.send(new QueryCommand(input));
      return Items.map(lineOf);
    },

    async *all(userId) {
      for await (const page of queryPages(db, query(userId, MOST_LINES))) yield page.map(lineOf);
    },

    async *scan(segment, segments) {
      const input = { TableName: WALLET_TABLE, Segment: segment, TotalSegments: segments, ...SCAN };
      const limit = scanItems === undefined ? {} : { Limit: scanItems };
      for await (const page of scanPages(db, { ...input, ...limit })) yield page.flatMap(scannedOf);
    },
  };
}

function lineOf({ pk: _pk, sk: _sk, userId: _userId, cause: _cause, ...line }: Item): Line {
  return line as unknown as Line;
}

/** Marks of charges and the like are none. */
function scannedOf(item: Item): Scanned[] {
  const [kind, userId] = [String(item.sk).split('#')[0], String(item.pk).slice('USER#'.length)];
  if (kind === 'LINE') return [{ userId, line: lineOf(item) }];
  if (kind === 'WALLET') return [{ userId, wallet: { balance: Number(item.balance), version: Number(item.version) } }];
  return [];
}
