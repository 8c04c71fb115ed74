// The live map as an admitted buyer asks for it: page by page, what changed since a version, or as bits.
import { admittedDate, type CatalogReads } from '../catalog/reads.ts';
import { fromCursor, toCursor } from '../shared/cursor.ts';
import { Refusal } from '../shared/refusal.ts';
import { Reply } from '../shared/reply.ts';
import { refusals } from './contract.ts';
import { statusOfCode } from './domain.ts';
import { LARGE_SEATS } from './domain-map.ts';
import { areasOf, binaryOf, bitsOf, indexesOn, pageFrom, type SectionPage } from './domain-map-view.ts';
import { type Plan, planOf } from './domain-plan.ts';
import type { MapReads } from './reads-map.ts';

export interface MapTools {
  readonly catalog: CatalogReads;
  readonly maps: MapReads;
}

interface DateAsked {
  readonly place: { readonly concertId: string };
  readonly concertId: string;
  readonly scheduleId?: string | undefined;
  readonly date?: string | undefined;
  readonly now: number;
}

/** The index of the section that a page begins with, and the version of the first page. */
const CURSOR = /^(\d{1,3}) ([\w.-]{1,2048})$/;

/** The date that is meant, and its map now; `seen`: a version that the client has. */
async function lookAt({ catalog, maps }: MapTools, asked: DateAsked, seen: string | undefined) {
  const { schedule } = await admittedDate(catalog, asked.place, asked);
  const { scheduleId, layoutId, prices } = schedule;
  const plan = planOf(await catalog.layout(layoutId));
  const look = await maps.look(schedule, plan, { now: asked.now, seen });
  const head = { scheduleId, layoutId, version: look.version };
  return { plan, prices, look, head, areas: areasOf(plan, look.statuses, prices) };
}

/**
 * Every seat of a date of the concert that one was admitted to, in pages of whole sections where there are many; with
 * `since` those that changed, unless that version is not known any more or almost all did: then the first page. A
 * `cursor` goes on with a list of all seats, whatever `since` says: each page is of its own moment, and all name the
 * version of the first, so that who goes on from there misses nothing.
 * @throws Refusal SECTION_NOT_FOUND, INVALID_REQUEST for a cursor that no page gave, and as `admittedDate`
 */
export async function seatMap(
  tools: MapTools,
  asked: DateAsked & {
    readonly since?: string | undefined;
    readonly section?: string | undefined;
    readonly cursor?: string | undefined;
  },
) {
  const { section, cursor, since } = asked;
  const [, begin = '0', first] = CURSOR.exec(fromCursor(cursor, CURSOR) ?? '') ?? [];
  const { plan, prices, look, head, areas } = await lookAt(tools, asked, first ?? since);
  const page = pageOf(plan, section, Number(begin));
  const seatsAt = (indexes: readonly number[]) =>
    indexes.flatMap((index) => {
      const { seatNo, section, row, grade } = plan.seats[index] ?? {};
      if (seatNo === undefined || section === undefined || row === undefined || grade === undefined) return [];
      return [{ seatNo, section, row, grade, price: prices[grade] ?? 0, status: statusOfCode(look.statuses[index]) }];
    });
  const { changed } = look;
  if (first === undefined && since !== undefined && changed && changed.length <= LARGE_SEATS) {
    const wanted = section === undefined ? undefined : new Set(indexesOn(plan, page));
    const seats = seatsAt(wanted ? changed.filter((index) => wanted.has(index)) : changed);
    const etag = tagOf(head.version, plan, section === undefined ? undefined : page);
    return new Reply({ ...head, since, seats, areas }, { etag, notModified: changed.length === 0 });
  }
  const isLast = section !== undefined || page.to >= plan.sections.length;
  const version = first ?? head.version;
  const more = isLast ? {} : { cursor: toCursor(`${page.to} ${version}`) };
  return new Reply(
    { ...head, version, seats: seatsAt(indexesOn(plan, page)), areas, ...more },
    { etag: tagOf(head.version, plan, page) },
  );
}

/** @throws Refusal SECTION_NOT_FOUND */
function pageOf(plan: Plan, section: string | undefined, begin: number): SectionPage {
  if (section === undefined) return pageFrom(plan, begin);
  const from = plan.sections.findIndex((one) => one.section === section);
  if (from === -1) throw new Refusal(refusals.SECTION_NOT_FOUND);
  return { from, to: from + 1 };
}

/** What a part of a map is called beside the version of the whole. */
function tagOf(version: string, { sections }: Plan, page: SectionPage | undefined): string {
  const isWhole = page === undefined || (page.from === 0 && page.to >= sections.length);
  return isWhole ? version : `${version}.${page.from}-${page.to}`;
}

/**
 * Every numbered seat of a date in two bits, as `contract-map.ts` has them.
 * @throws Refusal as `admittedDate`
 */
export async function seatBitmap(
  tools: MapTools,
  asked: DateAsked & { readonly format?: 'base64' | 'binary' | undefined },
) {
  const { plan, look, head, areas } = await lookAt(tools, asked, undefined);
  const { seats, bits } = bitsOf(plan, look.statuses);
  const body = { ...head, seats, bits: Buffer.from(bits).toString('base64'), areas };
  const binary = { type: 'application/octet-stream', content: binaryOf(bits, areas) };
  return new Reply(body, { etag: head.version, ...(asked.format === 'binary' ? { raw: binary } : {}) });
}
