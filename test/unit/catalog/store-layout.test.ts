// The catalogue's store of layouts: named by their content, and small enough for an item.
import { gzipSync } from 'node:zlib';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LAYOUT, type Layout, type LayoutContent } from '../../../functions/catalog/domain.ts';
import { canonical } from '../../../functions/catalog/domain-layout.ts';
import { layoutIdOf } from '../../../functions/catalog/keys.ts';
import { createCatalogStore } from '../../../functions/catalog/store.ts';
import { makeHall } from '../../../scripts/layout/hall.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createCatalogStore({ db: client as unknown as DynamoDBDocumentClient, CATALOG_TABLE: 'catalog' });
const at = 1_700_000_000_000;

beforeEach(() => client.reset());

/** The item as it is put, read again. */
async function readBack(content: LayoutContent): Promise<Layout | undefined> {
  client.on(PutCommand).resolves({});
  await store.putLayout({ ...content, seats: 0, createdAt: at });
  const { Item = {} } = client.commandCalls(PutCommand)[0]?.args[0].input ?? {};
  client.on(GetCommand).resolves({ Item });
  return store.layout(String(Item.layoutId));
}

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

  it('keeps the id that it had before layouts could say more', () => {
    expect(layoutIdOf(DEFAULT_LAYOUT)).toBe('lay_RXtcvjR3wCCc');
  });

  it('is one however its fields are ordered, and what says nothing is left out', async () => {
    client.on(PutCommand).resolves({});
    const row = { row: '1', grade: 'VIP' as const, from: 5, to: 6 };
    const plain = { name: 'Hall', focus: { x: 1, y: 2 }, sections: [{ section: 'A', rows: [row] }] };
    const wordy = {
      sections: [
        { rows: [{ accessible: [], labels: ['5', '6'], to: 6, from: 5, grade: row.grade, row: '1' }], section: 'A' },
      ],
      focus: { y: 2, x: 1 },
      name: 'Hall',
    };
    const stored = await Promise.all([plain, wordy].map((one) => store.putLayout({ ...one, seats: 2, createdAt: at })));
    expect(stored[1]).toEqual(stored[0]);
    expect(stored[0]).toEqual({ ...plain, layoutId: layoutIdOf(plain), seats: 2, createdAt: at });
  });

  it('of another focus is another layout', async () => {
    client.on(PutCommand).resolves({});
    const ids = await Promise.all(
      [undefined, { x: 1, y: 2 }, { x: 2, y: 1 }].map((focus) =>
        store.putLayout({ ...content, ...(focus ? { focus } : {}) }),
      ),
    );
    expect(new Set(ids.map((one) => (one === 'too-large' ? one : one.layoutId))).size).toBe(3);
  });

  it('comes back as it was stored, with all that it can say', async () => {
    const { content: hall } = makeHall('Arena', { sections: 3, rows: 4, seats: 25, standing: 60, seed: 7 });
    expect(await readBack(hall)).toMatchObject(canonical(hall));
  });

  it('of before is read, too: packed with gzip', async () => {
    const { sections } = DEFAULT_LAYOUT;
    const Item = { pk: 'LAYOUT#lay_1', sk: 'LAYOUT', layoutId: 'lay_1', packed: gzipSync(JSON.stringify(sections)) };
    client.on(GetCommand).resolves({ Item });
    expect(await store.layout('lay_1')).toEqual({ layoutId: 'lay_1', sections });
  });

  it('without its sections is an error, and none is none', async () => {
    client
      .on(GetCommand)
      .resolvesOnce({ Item: { pk: 'LAYOUT#lay_1', sk: 'LAYOUT', layoutId: 'lay_1' } })
      .resolves({});
    await expect(store.layout('lay_1')).rejects.toThrow('layout lay_1 has no sections');
    expect(await store.layout('lay_1')).toBeUndefined();
  });

  it('of 50,000 seats that are drawn takes a fifth of an item; scattered at random they still fit', async () => {
    client.on(PutCommand).resolves({});
    const { content: hall } = makeHall('Arena', { sections: 20, rows: 50, seats: 50, standing: 0, seed: 1 });
    await store.putLayout({ ...hall, seats: 50_000, createdAt: at });
    const packed = client.commandCalls(PutCommand)[0]?.args[0].input.Item?.squeezed as Uint8Array;
    expect(packed.length).toBeLessThan(80_000);
    let random = 1;
    const anywhere = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random % 1_000_000;
    };
    const sections = hall.sections.map((section) => ({
      ...section,
      rows: (section.rows ?? []).map((row) => ({ ...row, x: row.x?.map(anywhere), y: row.y?.map(anywhere) })),
    }));
    expect(await store.putLayout({ ...hall, sections, seats: 50_000, createdAt: at })).toMatchObject({ seats: 50_000 });
  });
});
