// Whatever a query or a scan finds, answer by answer: one of DynamoDB's answers holds 1 MB.
import { QueryCommand, type QueryCommandInput, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from './aws.ts';

/** What a query finds, one answer at a time. */
export function queryPages(db: Db, input: QueryCommandInput): AsyncGenerator<Item[]> {
  return pages((from) => db.send(new QueryCommand({ ...input, ...from })));
}

/** All that a query finds, in its order. */
export async function queryAll(db: Db, input: QueryCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(db, input)) items.push(...page);
  return items;
}

/** What a scan, or one segment of it, finds, one answer at a time. */
export function scanPages(db: Db, input: ScanCommandInput): AsyncGenerator<Item[]> {
  return pages((from) => db.send(new ScanCommand({ ...input, ...from })));
}

/** Where an answer goes on; absent in the first one. */
interface From {
  readonly ExclusiveStartKey?: Item;
}

async function* pages(
  read: (from: From) => Promise<{ Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined }>,
): AsyncGenerator<Item[]> {
  let last: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await read(last ? { ExclusiveStartKey: last } : {});
    yield Items;
    last = LastEvaluatedKey;
  } while (last);
}
