// The catalogue's items of layouts: named by their content, and small enough for an item.
import { brotliCompressSync, constants } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import type { Layout, LayoutContent } from './domain.ts';
import { canonical, inSteps } from './domain-layout.ts';
import { layoutIdOf, layoutKey } from './keys.ts';
import { readLayout } from './reads-layout.ts';

/** The largest packed layout in bytes: an item holds 400 KB, with its names and its key. */
export const PACKED_BYTES = 390_000;

/** Brotli's quality: 9 takes a tenth of the time of 10, which is for what would not fit otherwise. */
const QUALITIES = [9, 10] as const;

export interface LayoutStore {
  /** Stores a layout under its content's id, once; `too-large` when its names do not fit an item. */
  putLayout(content: LayoutContent & { seats: number; createdAt: number }): Promise<Layout | 'too-large'>;
  layout(layoutId: string): Promise<Layout | undefined>;
}

/** Sections as an item keeps them; undefined when it cannot. */
export function pack(sections: LayoutContent['sections']): Uint8Array | undefined {
  const text = Buffer.from(JSON.stringify(inSteps(sections)));
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS } = constants;
  for (const quality of QUALITIES) {
    const params = {
      [BROTLI_PARAM_QUALITY]: quality,
      [BROTLI_PARAM_SIZE_HINT]: text.length,
      [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS,
    };
    const packed = brotliCompressSync(text, { params });
    if (packed.length <= PACKED_BYTES) return packed;
  }
  return undefined;
}

export function layoutStore(table: { readonly db: Db; readonly CATALOG_TABLE: string }): LayoutStore {
  return {
    async putLayout({ seats, createdAt, ...entered }) {
      const content = canonical(entered);
      const { name, focus, sections } = content;
      const layoutId = layoutIdOf(content);
      const squeezed = pack(sections);
      if (!squeezed) return 'too-large';
      const facts = { layoutId, name, ...(focus ? { focus } : {}), seats };
      const put = new PutCommand({
        TableName: table.CATALOG_TABLE,
        Item: { ...layoutKey(layoutId), ...facts, createdAt, squeezed },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const written = await conditional(table.db.send(put));
      return { ...facts, sections, createdAt: written.ok ? createdAt : Number(written.old?.createdAt) };
    },

    layout: (layoutId) => readLayout(table, layoutId),
  };
}
