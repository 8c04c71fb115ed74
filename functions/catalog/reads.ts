// What other services may know of a concert and its seats: slow facts, kept in memory for a few seconds.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { refusals as queue } from '../queue/contract.ts';
import type { Db, Item } from '../shared/aws.ts';
import { cached } from '../shared/cache.ts';
import { type Clock, toDay, toIso } from '../shared/clock.ts';
import { queryAll } from '../shared/pages.ts';
import { Refusal } from '../shared/refusal.ts';
import type { Point, Section } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';
import {
  type Concert,
  type ConcertFacts,
  chooseDate,
  type Schedule,
  type ScheduleFacts,
  statusOf,
  TERMS_BEFORE_SETTING,
} from './domain.ts';
import { concertKey } from './keys.ts';
import { readLayout } from './reads-layout.ts';

export type { ConcertFacts, ScheduleFacts };

/** A layout never changes under its id. Sections and rows are in their order of addresses. */
export interface LayoutFacts {
  readonly layoutId: string;
  readonly sections: readonly Section[];
  readonly focus?: Point | undefined;
  /** How many. */
  readonly seats: number;
}

export interface CatalogReads {
  /**
   * A concert with its dates, at most 5 seconds old; a concert that is not there is looked up again every time.
   * @param maxAgeMs how old it may be instead, e.g. for a decision that would refuse by an old fact; 0 reads it now
   */
  concert(concertId: string, maxAgeMs?: number): Promise<ConcertFacts | undefined>;
  /** @throws when there is none: a date's layout is stored before the date */
  layout(layoutId: string): Promise<LayoutFacts>;
}

/** A concert as this service's own answers need it. */
export interface WholeConcert extends Concert {
  readonly schedules: readonly Schedule[];
}

export interface OwnCatalogReads extends CatalogReads {
  concert(concertId: string, maxAgeMs?: number): Promise<WholeConcert | undefined>;
}

/** How long a change of a concert may take to reach an instance; how many concerts it keeps. */
const CONCERT_MS = 5_000;
const CONCERTS = 200;
/** How many seats the layouts have together that an instance keeps; each counts for some besides. */
const SEATS = 200_000;
const SEATS_BESIDES = 1_000;

type Tools = Table & { readonly clock: Clock };

/** Concerts alone, for who never looks at seats. */
export function createConcertReads(tools: Tools): Pick<OwnCatalogReads, 'concert'> {
  const kept = { clock: tools.clock, forMs: CONCERT_MS, most: CONCERTS };
  return { concert: cached((id) => readConcert(tools, id), kept) };
}

export function createCatalogReads(tools: Tools): OwnCatalogReads {
  const layouts = cached((id) => readLayout(tools, id), {
    clock: tools.clock,
    forMs: Number.POSITIVE_INFINITY,
    most: SEATS,
    weigh: ({ seats }) => seats + SEATS_BESIDES,
  });
  return {
    ...createConcertReads(tools),
    async layout(layoutId) {
      const layout = await layouts(layoutId);
      if (!layout) throw new Error(`layout ${layoutId} is missing`);
      return layout;
    },
  };
}

type Table = { readonly db: Db; readonly CATALOG_TABLE: string };

/** A concert and its dates as they are now: they share a partition, so one strongly consistent query reads them. */
export async function readConcert({ db, CATALOG_TABLE }: Table, concertId: string): Promise<WholeConcert | undefined> {
  const items = await queryAll(db, {
    TableName: CATALOG_TABLE,
    KeyConditionExpression: 'pk = :concert',
    ExpressionAttributeValues: { ':concert': concertKey(concertId).pk },
    ConsistentRead: true,
  });
  const meta = items.find(({ sk }) => sk === 'META');
  const schedules = items.filter((item) => item !== meta).map((item) => withoutKey<Schedule>(item));
  return meta && { ...concertOf(meta), schedules };
}

/** Some of a list that is sorted by `sk`. */
export interface Slice {
  /** Where the list goes on: after this sort key. */
  readonly after?: string | undefined;
  readonly size: number;
}

export async function readSlice({ db, CATALOG_TABLE }: Table, pk: string, { after, size }: Slice): Promise<Item[]> {
  const { Items } = await db.send(
    new QueryCommand({
      TableName: CATALOG_TABLE,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': pk, ...(after === undefined ? {} : { ':after': after }) },
      ConsistentRead: true,
      Limit: size,
    }),
  );
  return Items ?? [];
}

/** A concert's item as the domain knows it: what could not be set yet when it was written is what applied then. */
export function concertOf(item: Item): Concert {
  const concert = withoutKey<Concert>(item);
  return { ...concert, settings: { ...TERMS_BEFORE_SETTING, ...concert.settings } };
}

/** An item as the domain knows it. */
export function withoutKey<T>({ pk: _pk, sk: _sk, ...rest }: Item): T {
  return rest as T;
}

/**
 * The one date on sale that a buyer means: named by its id or its day in Seoul, or the only one on sale.
 * @throws Refusal SCHEDULE_NOT_FOUND, SALE_NOT_OPEN, SCHEDULE_REQUIRED (with the dates to choose from)
 */
export function scheduleOnSale(
  concert: ConcertFacts,
  named: { readonly scheduleId?: string | undefined; readonly date?: string | undefined },
  now: number,
): ScheduleFacts {
  const chosen = chooseDate(concert, named, now, toDay);
  switch (chosen.choice) {
    case 'date':
      return chosen.schedule;
    case 'SCHEDULE_REQUIRED': {
      const schedules = chosen.among.map(({ scheduleId, startAt }) => ({ scheduleId, startAt: toIso(startAt) }));
      throw new Refusal(refusals.SCHEDULE_REQUIRED, { schedules });
    }
    case 'SCHEDULE_NOT_FOUND':
    case 'SALE_NOT_OPEN':
      throw new Refusal(refusals[chosen.choice]);
    default:
      return chosen satisfies never;
  }
}

/**
 * The date that an admitted buyer means: of the concert they were admitted to, and of no other.
 * @throws Refusal NOT_ADMITTED with reason OTHER_CONCERT, CONCERT_NOT_FOUND, and as `scheduleOnSale`
 */
export async function admittedDate(
  catalog: Pick<CatalogReads, 'concert'>,
  place: { readonly concertId: string },
  asked: {
    readonly concertId: string;
    readonly scheduleId?: string | undefined;
    readonly date?: string | undefined;
    readonly now: number;
  },
): Promise<{ readonly concert: ConcertFacts; readonly schedule: ScheduleFacts }> {
  const { concertId, scheduleId, now } = asked;
  const isElsewhere = (concert: ConcertFacts) =>
    scheduleId?.startsWith('sch_') && !concert.schedules.some((schedule) => schedule.scheduleId === scheduleId);
  if (place.concertId !== concertId) throw new Refusal(queue.NOT_ADMITTED, { reason: 'OTHER_CONCERT' });
  let concert = await catalog.concert(concertId);
  if (concert && isElsewhere(concert)) concert = await catalog.concert(concertId, 0);
  if (!concert) throw new Refusal(refusals.CONCERT_NOT_FOUND);
  if (isElsewhere(concert)) throw new Refusal(queue.NOT_ADMITTED, { reason: 'OTHER_CONCERT' });
  return { concert, schedule: scheduleOnSale(concert, asked, now) };
}

/** Whether at least one date can be bought now. */
export function isOnSale(concert: ConcertFacts, now: number): boolean {
  return concert.enabled && concert.schedules.some((schedule) => statusOf(schedule, now) === 'ONGOING');
}

/** From the first date's sale to the end of the last one's; the booking window while there are no dates. Epoch ms. */
export function saleWindow(concert: ConcertFacts): { readonly opensAt: number; readonly closesAt: number } {
  const { schedules, bookingStartAt, bookingEndAt } = concert;
  if (schedules.length === 0) return { opensAt: bookingStartAt, closesAt: bookingEndAt };
  return {
    opensAt: Math.min(...schedules.map(({ saleStartAt }) => saleStartAt)),
    closesAt: Math.max(...schedules.map(({ saleEndAt }) => saleEndAt)),
  };
}
