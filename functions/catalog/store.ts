// The catalogue's own items: categories, concerts in the list of all, dates (layouts: store-layout.ts).
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import type { Category, Concert, Schedule } from './domain.ts';
import { categoryKey, codeKey, concertKey, listKey, padded, scheduleKey } from './keys.ts';
import { concertOf, readConcert, readSlice, type Slice, type WholeConcert, withoutKey } from './reads.ts';
import { type LayoutStore, layoutStore } from './store-layout.ts';

/** A concert, and the sort key of its place in the list of all. */
export interface Listed {
  readonly concert: Concert;
  readonly sk: string;
}

export interface ConcertChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
}

export interface CatalogStore extends LayoutStore {
  /** Condition `code-is-free`. */
  createCategory(category: Category): Promise<'created' | 'CODE_TAKEN'>;
  categories(slice: Slice): Promise<Category[]>;
  /** The category under its new name, or undefined if there is none. */
  renameCategory(category: { code: string; name: string; at: number }): Promise<Category | undefined>;

  /** `conflict`: another writer was at its category or code, try again. */
  createConcert(concert: Concert): Promise<'created' | 'CATEGORY_NOT_FOUND' | 'CODE_TAKEN' | 'conflict'>;
  /** A concert and its dates as they are now. */
  concert(concertId: string): Promise<WholeConcert | undefined>;
  /** Concerts by the end of their sale. */
  concerts(slice: Slice): Promise<Listed[]>;
  /** Where the concerts begin in that list whose sale is not over at `now`. */
  startOfOpen(now: number): string;
  /** The concert after the change, or undefined if there is none. */
  changeConcert(concertId: string, change: ConcertChange, at: number): Promise<Concert | undefined>;

  /** Adds a date and moves its concert from `seen` to `next`, in the list too. `moved`: read again. */
  addSchedule(added: { schedule: Schedule; seen: Concert; next: Concert }): Promise<'created' | 'moved'>;
}

export function createCatalogStore(table: { db: Db; CATALOG_TABLE: string }): CatalogStore {
  return { ...categoryStore(table), ...concertStore(table), ...scheduleStore(table), ...layoutStore(table) };
}

type Table = { readonly db: Db; readonly CATALOG_TABLE: string };

function categoryStore({ db, CATALOG_TABLE: TableName }: Table) {
  return {
    async createCategory(category) {
      const put = new PutCommand({
        TableName,
        Item: { ...categoryKey(category.code), ...category },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const written = await conditional(db.send(put));
      const isOwn = written.ok || isSame(written.old, { name: category.name, createdAt: category.createdAt });
      return isOwn ? 'created' : 'CODE_TAKEN';
    },

    async categories(slice) {
      return (await readSlice({ db, CATALOG_TABLE: TableName }, 'CATEGORY', slice)).map((item) => withoutKey(item));
    },

    async renameCategory({ code, name, at }) {
      const update = new UpdateCommand({
        TableName,
        Key: categoryKey(code),
        UpdateExpression: 'SET #name = :name, #updatedAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': 'name', '#updatedAt': 'updatedAt' },
        ExpressionAttributeValues: { ':name': name, ':at': at },
        ReturnValues: 'ALL_NEW',
      });
      const written = await conditional(db.send(update));
      return written.ok && written.item ? withoutKey<Category>(written.item) : undefined;
    },
  } satisfies Partial<CatalogStore>;
}

function concertStore(table: Table) {
  const { db, CATALOG_TABLE: TableName } = table;
  return {
    async createConcert(concert) {
      const { concertId, closesAt } = concert;
      const result = await transact(db, [
        {
          label: 'CATEGORY_NOT_FOUND',
          write: {
            ConditionCheck: {
              TableName,
              Key: categoryKey(concert.category),
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        },
        putNew(TableName, 'CODE_TAKEN', { ...codeKey(concert.code), concertId }),
        putNew(TableName, 'concert-is-new', { ...concertKey(concertId), ...concert }),
        putNew(TableName, 'place-is-new', { ...listKey(closesAt, concertId), concertId }),
      ]);
      if (result.outcome !== 'refused') return result.outcome === 'committed' ? 'created' : 'conflict';
      if (result.old?.concertId === concertId) return 'created';
      if (result.label === 'CATEGORY_NOT_FOUND' || result.label === 'CODE_TAKEN') return result.label;
      throw new Error(`a new concert's id ${concertId} is in use`);
    },

    concert: (concertId) => readConcert(table, concertId),

    async concerts(slice) {
      const places = await readSlice(table, 'CONCERTS', slice);
      const metas = await readAll(
        db,
        TableName,
        places.map((place) => concertKey(String(place.concertId))),
      );
      return places.flatMap(({ sk, concertId }) => {
        const meta = metas.find((item) => item.concertId === concertId);
        return meta ? [{ concert: concertOf(meta), sk: String(sk) }] : [];
      });
    },

    startOfOpen: padded,

    async changeConcert(concertId, change, at) {
      const sets = Object.entries({ ...change, updatedAt: at }).filter(([, value]) => value !== undefined);
      const update = new UpdateCommand({
        TableName,
        Key: concertKey(concertId),
        UpdateExpression: `SET ${sets.map(([name]) => `#${name} = :${name}`).join(', ')} ADD #version :one`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries([...sets, ['version']].map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries([...sets, ['one', 1]].map(([name, v]) => [`:${name}`, v])),
        ReturnValues: 'ALL_NEW',
      });
      const written = await conditional(db.send(update));
      return written.ok && written.item ? concertOf(written.item) : undefined;
    },
  } satisfies Partial<CatalogStore>;
}

function scheduleStore({ db, CATALOG_TABLE: TableName }: Table) {
  return {
    async addSchedule({ schedule, seen, next }) {
      const { concertId, scheduleId, startAt } = schedule;
      const writes: Labelled[] = [
        {
          label: 'concert-unchanged',
          write: {
            Put: {
              TableName,
              Item: { ...concertKey(concertId), ...next },
              ConditionExpression: '#version = :seen',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':seen': seen.version },
            },
          },
        },
        putNew(TableName, 'date-is-new', { ...scheduleKey(concertId, startAt, scheduleId), ...schedule }),
      ];
      if (next.closesAt !== seen.closesAt) {
        const Key = listKey(seen.closesAt, concertId);
        writes.push(
          { label: 'old-place', write: { Delete: { TableName, Key } } },
          putNew(TableName, 'place-is-new', { ...listKey(next.closesAt, concertId), concertId }),
        );
      }
      return (await transact(db, writes)).outcome === 'committed' ? 'created' : 'moved';
    },
  } satisfies Partial<CatalogStore>;
}

function putNew<L extends string>(TableName: string, label: L, item: Item): Labelled<L> {
  const write = {
    Put: {
      TableName,
      Item: item,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  return { label, write };
}

/** Whether a write that met its own earlier success meets it here. */
function isSame(old: Item | undefined, mine: Item): boolean {
  return Object.entries(mine).every(([name, value]) => old?.[name] === value);
}
