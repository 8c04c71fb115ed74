// Many requests at once, within bounds.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { type Db, type Item, jitter } from './aws.ts';
import { common, Refusal } from './refusal.ts';

/** Requests under way at once. */
const WIDTH = 16;
/** BatchGetItem takes 100 keys. */
const KEYS = 100;
const TRIES = 6;

/** `work` on every item, in the items' order, at most `width` under way. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width = WIDTH,
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += width) {
    results.push(...(await Promise.all(items.slice(i, i + width).map(work))));
  }
  return results;
}

/**
 * The items of any number of keys, strongly consistent, in no order; keys without an item are left out.
 * @param only the attributes that are wanted, if not all; `width`: how many requests are under way
 * @throws Refusal TRY_AGAIN when the table left some unread to the end
 */
export async function readAll(
  db: Db,
  table: string,
  keys: readonly Record<string, string>[],
  { only, width = WIDTH }: { readonly only?: readonly string[]; readonly width?: number } = {},
): Promise<Item[]> {
  const projection = only && {
    ProjectionExpression: only.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(only.map((name) => [`#${name}`, name])),
  };
  const batches = Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, i) => keys.slice(i * KEYS, (i + 1) * KEYS));
  const readBatch = async (batch: readonly Record<string, string>[]) => {
    const items: Item[] = [];
    let left: Record<string, unknown>[] = [...batch];
    for (let tries = 1; left.length > 0; tries++) {
      if (tries > TRIES) throw new Refusal(common.TRY_AGAIN, {}, 1);
      if (tries > 1) await jitter(tries);
      const request = { RequestItems: { [table]: { Keys: left, ConsistentRead: true, ...projection } } };
      const { Responses, UnprocessedKeys } = await db.send(new BatchGetCommand(request));
      items.push(...(Responses?.[table] ?? []));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  };
  return (await inParallel(batches, readBatch, width)).flat();
}
