// A stored layout: its item holds the sections packed, as 50,000 seats with their places must fit 400 KB.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import type { Layout } from './domain.ts';
import { fromSteps } from './domain-layout.ts';
import { layoutKey } from './keys.ts';

/** What an item has beside its key. `packed`: gzip, of layouts stored before; `squeezed`: brotli, coordinates in steps. */
type Stored = Omit<Layout, 'sections'> & { readonly packed?: Uint8Array; readonly squeezed?: Uint8Array };

/** The layout, or undefined if there is none. */
export async function readLayout(
  { db, CATALOG_TABLE }: { readonly db: Db; readonly CATALOG_TABLE: string },
  layoutId: string,
): Promise<Layout | undefined> {
  const { Item } = await db.send(
    new GetCommand({ TableName: CATALOG_TABLE, Key: layoutKey(layoutId), ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { pk: _pk, sk: _sk, packed, squeezed, ...layout } = Item as Stored & { pk: string; sk: string };
  if (squeezed) return { ...layout, sections: fromSteps(JSON.parse(brotliDecompressSync(squeezed).toString())) };
  if (packed) return { ...layout, sections: JSON.parse(gunzipSync(packed).toString()) };
  throw new Error(`layout ${layoutId} has no sections`);
}
