// The catalogue's store of layouts: named by their content, and small enough for an item.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LAYOUT } from '../../../functions/catalog/domain.ts';
import { createCatalogStore } from '../../../functions/catalog/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createCatalogStore({ db: client as unknown as DynamoDBDocumentClient, CATALOG_TABLE: 'catalog' });
const at = 1_700_000_000_000;

beforeEach(() => client.reset());

describe('a layout', () => {
  const content = { ...DEFAULT_LAYOUT, seats: 50, createdAt: at };

  it('has the same id for the same content, and another for any other', async () => {
    client.on(PutCommand).resolves({});
    const [first, again, other] = [
      await store.putLayout(content),
      await store.putLayout({ ...content, createdAt: at + 1 }),
      await store.putLayout({ ...content, name: 'Another' }),
    ].map((layout) => (layout === 'too-large' ? layout : layout.layoutId));
    expect(first).toMatch(/^lay_[0-9A-Za-z]{12}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const { ConditionExpression, Item } = client.commandCalls(PutCommand)[0]?.args[0].input ?? {};
    expect(ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(Item).toMatchObject({ pk: `LAYOUT#${first}`, sk: 'LAYOUT', layoutId: first, seats: 50, createdAt: at });
  });

  it('that was stored before keeps the time of then', async () => {
    const Item = marshall({ createdAt: at - 5 });
    client.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', Item }));
    expect(await store.putLayout(content)).toMatchObject({ createdAt: at - 5, sections: DEFAULT_LAYOUT.sections });
  });

  it('of 50,000 seats in rows of five fits an item; one of endless random names does not', async () => {
    client.on(PutCommand).resolves({});
    const rows = (count: number, name: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => ({
        row: name(n),
        grade: 'VIP' as const,
        from: n * 5 + 1,
        to: n * 5 + 5,
      }));
    const usual = Array.from({ length: 10 }, (_, s) => ({ section: `구역 ${s}`, rows: rows(1_000, (n) => `${n}열`) }));
    expect(await store.putLayout({ ...content, sections: usual })).toMatchObject({ seats: 50 });
    let random = 1;
    const letter = () => {
      random = (random * 48_271) % 2_147_483_647;
      return String.fromCodePoint(0xac00 + (random % 11_172));
    };
    const long = () => Array.from({ length: 20 }, letter).join('');
    const endless = Array.from({ length: 12 }, (_, s) => ({ section: `${s}`, rows: rows(1_000, long) }));
    expect(await store.putLayout({ ...content, sections: endless })).toBe('too-large');
  });
});
