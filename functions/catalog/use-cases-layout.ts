// Layouts: entered by operators as JSON or CSV, checked, stored under their content, and drawn for everybody.
import * as z from 'zod/mini';
import { toIso } from '../shared/clock.ts';
import type { Language, Sentence } from '../shared/problem.ts';
import { Refusal } from '../shared/refusal.ts';
import { type FieldFault, fault, faulty, MOST_FAULTS, tryParse } from '../shared/request.ts';
import type { adminRoutes } from './contract-admin.ts';
import { GRADES, layoutContent, MAX_SEAT_NO, MAX_SEATS } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';
import { countSeats, type Layout, type LayoutContent } from './domain.ts';
import { placed } from './domain-geometry.ts';
import { checkLayout } from './domain-layout-checks.ts';
import { readLayoutCsv } from './domain-layout-csv.ts';
import type { LayoutStore } from './store-layout.ts';

type Asked = (typeof adminRoutes)['createLayout'];

const REQUIRED: Sentence = { ko: '필수 항목입니다', en: 'is required' };
const FOR_CSV: Sentence = { ko: 'CSV에만 쓰입니다: 본문에 넣어 주세요', en: 'is for CSV only: say it in the body' };

const layoutView = ({ layoutId, name, focus, seats, sections, createdAt }: Layout) => {
  const at = toIso(createdAt);
  const facts = { layoutId, name, ...(focus ? { focus } : {}), seats };
  return { ...facts, sections: [...sections], createdAt: at, updatedAt: at };
};

/**
 * Stores what an operator entered, unless something is wrong with it: then nothing, and every fault is told.
 * @param asked `csv`: the body as it came, where it is no JSON
 * @throws Refusal INVALID_REQUEST
 */
export async function createLayout(
  store: LayoutStore,
  asked: {
    readonly query?: z.output<Asked['query']>;
    readonly body: z.output<Asked['body']>;
    readonly csv?: string | undefined;
    readonly language?: Language;
    readonly now: number;
  },
) {
  const { query = {}, body, csv, language = 'ko', now } = asked;
  const content = csv === undefined ? fromJson(body, query) : fromCsv(csv, query, language);
  return layoutView(await storedLayout(store, content, now));
}

function fromJson(body: z.output<Asked['body']>, query: z.output<Asked['query']>): LayoutContent {
  const misplaced = Object.entries(query).flatMap(([field, value]) =>
    value === undefined ? [] : [{ field, message: FOR_CSV }],
  );
  if (!body) throw faulty([...misplaced, { field: 'body', message: REQUIRED }]);
  const found = checkLayout(body.sections, MAX_SEATS).map(({ field, message }) => ({ field, message }));
  const faults = [...misplaced, ...found];
  if (faults.length > 0) throw faulty(faults);
  return body;
}

/** What the lines say is held against the very rules that JSON is, so that each fault is told, whichever it is of. */
function fromCsv(text: string, { name, focus }: z.output<Asked['query']>, language: Language): LayoutContent {
  const csv = readLayoutCsv(text, { grades: GRADES, mostSeatNo: MAX_SEAT_NO, mostFaults: MOST_FAULTS });
  const [x = Number.NaN, y = Number.NaN] = (focus ?? '').split(',').map(Number);
  const content = { name: name ?? '', ...(focus === undefined ? {} : { focus: { x, y } }), sections: csv.sections };
  const unnamed: FieldFault[] = name === undefined ? [{ field: 'name', message: REQUIRED }] : [];
  const read = tryParse(z.strictObject(layoutContent), { ...content, name: name ?? '-' }, language, 'body');
  const found = [...('faults' in read ? read.faults : []), ...checkLayout(csv.sections, MAX_SEATS)];
  const faults = [...unnamed, ...csv.faultsWith(found)];
  if (faults.length > 0 || !('data' in read)) throw faulty(faults, csv.more);
  return read.data;
}

/** As it was entered. @throws Refusal LAYOUT_NOT_FOUND */
export async function getLayout(store: Pick<LayoutStore, 'layout'>, layoutId: string) {
  return layoutView(await findLayout(store, layoutId));
}

/** With a place for each seat and an outline for standing room. @throws Refusal LAYOUT_NOT_FOUND */
export async function drawnLayout(store: Pick<LayoutStore, 'layout'>, layoutId: string) {
  const layout = await findLayout(store, layoutId);
  return layoutView({ ...layout, sections: placed(layout.sections) });
}

/** @throws Refusal LAYOUT_NOT_FOUND */
export async function findLayout(store: Pick<LayoutStore, 'layout'>, layoutId: string): Promise<Layout> {
  const layout = await store.layout(layoutId);
  if (!layout) throw new Refusal(refusals.LAYOUT_NOT_FOUND);
  return layout;
}

/** The layout under its id; written only if it is new. @throws Refusal INVALID_REQUEST when an item cannot hold it */
export async function storedLayout(store: LayoutStore, content: Layout | LayoutContent, now: number): Promise<Layout> {
  if ('layoutId' in content) return content;
  const stored = await store.putLayout({ ...content, seats: countSeats(content.sections), createdAt: now });
  if (stored !== 'too-large') return stored;
  throw fault('sections', {
    ko: '이름이 너무 길거나 많아 저장할 수 없습니다',
    en: 'has too many or too long names to be stored',
  });
}
