// Layouts as operators enter them and everybody reads them: as JSON, as CSV, drawn, or not there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { routes } from '../../../functions/catalog/contract-layout.ts';
import { pack } from '../../../functions/catalog/store-layout.ts';
import { createLayout, drawnLayout, getLayout } from '../../../functions/catalog/use-cases-layout.ts';
import { toCsv } from '../../../scripts/layout/csv.ts';
import { ask } from '../../support/http-event.ts';
import { layouts, memoryLayouts, refusedWith } from './layouts.ts';

const now = 1_700_000_000_000;
const row = { row: '1', grade: 'VIP' as const, from: 1, to: 2 };
const body = { name: 'Hall', sections: [{ section: 'A', rows: [row] }] };

describe('a layout as JSON', () => {
  it('is stored under its content, and comes back as it was entered', async () => {
    const store = memoryLayouts();
    const made = await createLayout(store, { body, now });
    const at = '2023-11-15T07:13:20.000+09:00';
    expect(made).toEqual({ layoutId: made.layoutId, ...body, seats: 2, createdAt: at, updatedAt: at });
    expect(await getLayout(store, made.layoutId)).toEqual(made);
  });

  it('with faults is not stored, and all of them are told', async () => {
    const store = memoryLayouts();
    const sections = [...body.sections, { section: 'A', rows: [{ ...row, to: 0 }] }];
    const faults = await refusedWith(() => createLayout(store, { body: { ...body, sections }, now }));
    expect(faults.map(({ field }) => field)).toEqual(['sections.1.rows.0.to', 'sections.1.section']);
    expect(store.stored).toEqual([]);
  });

  it('has its name in its body: what a CSV says in the query is refused', async () => {
    const store = memoryLayouts();
    const query = { name: 'Other', focus: '1,2' };
    const faults = await refusedWith(() => createLayout(store, { query, body, now }));
    expect(faults.map(({ field }) => field)).toEqual(['name', 'focus']);
    const none = await refusedWith(() => createLayout(store, { query: {}, body: undefined, now }));
    expect(none.map(({ field }) => field)).toEqual(['body']);
  });
});

describe('a layout that both can say', () => {
  it('has one id, and reads the same, whether it came as JSON or as CSV', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async (content) => {
        const { name, focus, sections } = content;
        const query = { name, ...(focus ? { focus: `${focus.x},${focus.y}` } : {}) };
        const asked = { query, body: undefined, csv: toCsv(sections), now };
        const [asJson, asCsv] = [
          await createLayout(memoryLayouts(), { body: content, now }),
          await createLayout(memoryLayouts(), asked),
        ];
        expect(asCsv).toEqual(asJson);
      }),
      { numRuns: 300 },
    );
  });

  it('has a place of its own for each seat when it is drawn, and the ones that it came with', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async (content) => {
        const store = memoryLayouts();
        const { layoutId, sections } = await createLayout(store, { body: content, now });
        const drawn = (await drawnLayout(store, layoutId)).sections;
        const spots = drawn.flatMap(({ rows = [] }) =>
          rows.flatMap(({ x = [], y = [] }) => x.map((across, i) => `${across},${y[i]}`)),
        );
        const seats = drawn.flatMap(({ rows = [] }) => rows.map(({ from, to }) => to - from + 1));
        expect(new Set(spots).size).toBe(seats.reduce((sum, count) => sum + count, 0));
        expect(drawn).toMatchObject(sections);
        expect(drawn.filter(({ standing }) => standing && !standing.outline)).toEqual([]);
      }),
    );
  });
});

describe('docs/layouts.md', () => {
  it('shows one layout as JSON and as CSV', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/layouts.md'), 'utf8');
    const example = (type: string) => text.split(`\`\`\`${type}\n`)[1]?.split('```')[0] ?? '';
    const asJson = await createLayout(memoryLayouts(), { body: JSON.parse(example('json')), now });
    const query = { name: 'Small hall', focus: '150,0' };
    const asCsv = await createLayout(memoryLayouts(), { query, body: undefined, csv: example('csv'), now });
    expect(asCsv).toEqual(asJson);
    expect(asJson.seats).toBe(306);
  });
});

describe('GET /api/v1/layouts/{layoutId}', () => {
  const client = mockClient(DynamoDBDocumentClient);
  const { sections } = body;
  const Item = {
    pk: 'p',
    sk: 's',
    layoutId: 'lay_1',
    name: 'Hall',
    seats: 2,
    createdAt: now,
    squeezed: pack(sections),
  };
  const get = async (layoutId: string, headers = {}) => {
    const { handler } = await import('../../../functions/catalog/handlers/get-layout.ts');
    return ask(handler, routes.getLayout, { params: { layoutId }, headers, gate: null });
  };

  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'ap-northeast-2');
    vi.stubEnv('CATALOG_TABLE', 'catalog');
    client.reset();
    client.on(GetCommand).callsFake(({ Key }) => (Key.pk === 'LAYOUT#lay_1' ? { Item } : {}));
  });

  it('is kept by whoever has it, for ever, as the version that its id is', async () => {
    const answer = await get('lay_1');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      etag: 'W/"lay_1"',
    });
    expect(answer.body).toMatchObject({ sections: [{ rows: [{ ...row, x: [0, 100], y: [0, 0] }] }] });
    expect((await get('lay_1', { 'if-none-match': 'W/"lay_1"' })).status).toBe(304);
  });

  it('is 404 for what is not there, which nobody keeps, as it may come', async () => {
    const answer = await get('lay_2');
    expect(answer).toMatchObject({ status: 404, body: { code: 'LAYOUT_NOT_FOUND' } });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(answer.headers).not.toHaveProperty('etag');
    await get('lay_2');
    const asked = client.commandCalls(GetCommand).filter(({ args }) => args[0].input.Key?.pk === 'LAYOUT#lay_2');
    expect(asked).toHaveLength(2);
  });
});
