// What an operator can ask of the catalogue (layouts: use-cases-layout.ts).
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod/mini';
import { jitter } from '../shared/aws.ts';
import { fromIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import { keyedChars, newId } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { faulty } from '../shared/request.ts';
import { DEFAULT_SETTINGS, type Settings } from './contract.ts';
import type { adminRoutes } from './contract-admin.ts';
import type { Grade } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';
import {
  type Category,
  type Concert,
  DEFAULT_LAYOUT,
  newConcert,
  newSchedule,
  type Schedule,
  seatsByGrade,
  withSale,
} from './domain.ts';
import { checkConcert, checkPrices, checkTimes } from './domain-checks.ts';
import type { CatalogStore, ConcertChange } from './store.ts';
import { concertView, findConcert, scheduleView, stampsView } from './use-cases.ts';
import { findLayout, storedLayout } from './use-cases-layout.ts';

type SeatsByGrade = ReturnType<typeof seatsByGrade>;
type Body<K extends keyof typeof adminRoutes> = z.output<(typeof adminRoutes)[K]['body']>;
type Page = { readonly limit?: number | undefined; readonly cursor?: string | undefined };

/** How often a change is tried while others change the same concert. */
const TRIES = 8;

/** Cursors of the two lists: a category's code, a concert's place in the list of all. */
const CATEGORY_CURSOR = /^[A-Z0-9_-]{1,40}$/;
const CONCERT_CURSOR = /^\d{14}#con_[0-9A-Za-z]{12}$/;

const categoryView = (category: Category) => ({
  code: category.code,
  name: category.name,
  ...stampsView(category),
});

const wholeView = (concert: Concert) => ({ ...concertView(concert), ...concert.settings });

/** @throws Refusal CODE_TAKEN */
export async function createCategory(store: CatalogStore, asked: Body<'createCategory'>, now: number) {
  const category = { code: asked.code, name: asked.name, createdAt: now, updatedAt: now };
  if ((await store.createCategory(category)) === 'CODE_TAKEN') throw new Refusal(refusals.CODE_TAKEN);
  return categoryView(category);
}

export async function listCategories(store: CatalogStore, { limit, cursor }: Page) {
  const size = pageSize(limit);
  const read = await store.categories({ after: fromCursor(cursor, CATEGORY_CURSOR), size: size + 1 });
  const { shown, ...more } = toPage(read, size, ({ code }) => code);
  return { categories: shown.map(categoryView), ...more };
}

/** @throws Refusal CATEGORY_NOT_FOUND */
export async function changeCategory(store: CatalogStore, code: string, { name }: { name: string }, now: number) {
  const category = await store.renameCategory({ code, name, at: now });
  if (!category) throw new Refusal(refusals.CATEGORY_NOT_FOUND);
  return categoryView(category);
}

/** @throws Refusal INVALID_REQUEST, CATEGORY_NOT_FOUND, CODE_TAKEN, TRY_AGAIN */
export async function createConcert(store: CatalogStore, asked: Body<'createConcert'>, now: number) {
  const concert = newConcert({
    concertId: newId('con'),
    code: asked.code,
    category: asked.category,
    name: asked.name,
    description: asked.description ?? '',
    enabled: asked.enabled ?? true,
    bookingStartAt: fromIso(asked.bookingStartAt),
    bookingEndAt: fromIso(asked.bookingEndAt),
    settings: settingsOf(asked),
    now,
  });
  const faults = checkConcert(concert);
  if (faults.length > 0) throw faulty(faults);
  return untilSettled(async () => {
    const outcome = await store.createConcert(concert);
    if (outcome === 'conflict') return undefined;
    if (outcome !== 'created') throw new Refusal(refusals[outcome]);
    return wholeView(concert);
  });
}

function settingsOf(asked: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings {
  const names = Object.keys(DEFAULT_SETTINGS) as (keyof Settings)[];
  const values = names.map((name) => [name, asked[name] ?? DEFAULT_SETTINGS[name]]);
  return Object.fromEntries(values) as Settings;
}

export async function listConcerts(store: CatalogStore, { limit, cursor }: Page) {
  const size = pageSize(limit);
  const read = await store.concerts({ after: fromCursor(cursor, CONCERT_CURSOR), size: size + 1 });
  const { shown, ...more } = toPage(read, size, ({ sk }) => sk);
  return { concerts: shown.map(({ concert }) => wholeView(concert)), ...more };
}

/** @throws Refusal CONCERT_NOT_FOUND */
export async function getConcert(store: CatalogStore, concertId: string) {
  return wholeView(await findConcert(store, concertId));
}

/** @throws Refusal CONCERT_NOT_FOUND */
export async function changeConcert(store: CatalogStore, concertId: string, change: ConcertChange, now: number) {
  const concert = await store.changeConcert(concertId, change, now);
  if (!concert) throw new Refusal(refusals.CONCERT_NOT_FOUND);
  return wholeView(concert);
}

/**
 * Adds a date; its sale is the concert's booking window, up to its own end, unless it says otherwise.
 * Sent again with its Idempotency-Key, it is one date.
 * @throws Refusal INVALID_REQUEST, CONCERT_NOT_FOUND, LAYOUT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED, TRY_AGAIN
 */
export async function createSchedule(
  store: CatalogStore,
  asked: { concertId: string; body: Body<'createSchedule'>; idempotencyKey?: string | undefined; now: number },
) {
  const { concertId, body, idempotencyKey, now } = asked;
  const scheduleId =
    idempotencyKey === undefined ? newId('sch') : `sch_${keyedChars(concertId, 'schedule', idempotencyKey)}`;
  const [first, layout] = await Promise.all([
    findConcert(store, concertId),
    body.layoutId === undefined ? DEFAULT_LAYOUT : findLayout(store, body.layoutId),
  ]);
  const seats = seatsByGrade(layout.sections);
  const schedule = newSchedule(first, {
    scheduleId,
    startAt: fromIso(body.startAt),
    endAt: fromIso(body.endAt),
    saleStartAt: body.saleStartAt === undefined ? undefined : fromIso(body.saleStartAt),
    saleEndAt: body.saleEndAt === undefined ? undefined : fromIso(body.saleEndAt),
    prices: withoutAbsent(body.prices),
    now,
  });
  const faults = [...checkTimes(schedule), ...checkPrices(schedule.prices, seats)];
  if (faults.length > 0) throw faulty(faults);
  const { layoutId } = await storedLayout(store, layout, now);
  const date = { ...schedule, layoutId };
  return untilSettled(async (tries) => {
    const seen = tries === 1 ? first : await findConcert(store, concertId);
    const { schedules, ...concert } = seen;
    const made = schedules.find((one) => one.scheduleId === scheduleId);
    if (made) return repeated(made, date, seats, now);
    const next = { ...withSale(concert, [date.saleStartAt, date.saleEndAt]), updatedAt: now };
    if ((await store.addSchedule({ schedule: date, seen: concert, next })) === 'moved') return undefined;
    return scheduleView(date, allFree(seats), now);
  });
}

/** The first answer again. @throws Refusal IDEMPOTENCY_KEY_REUSED when the key came with another date */
function repeated(made: Schedule, asked: Schedule, seats: SeatsByGrade, now: number) {
  const { createdAt, updatedAt } = made;
  if (!isDeepStrictEqual({ ...asked, createdAt, updatedAt }, made)) throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
  return scheduleView(made, allFree(seats), now);
}

function allFree(seats: SeatsByGrade) {
  return Object.fromEntries(Object.entries(seats).map(([grade, total]) => [grade, { total, available: total }]));
}

function withoutAbsent(prices: { readonly [K in Grade]?: number | undefined }): Partial<Record<Grade, number>> {
  return Object.fromEntries(Object.entries(prices).filter(([, price]) => price !== undefined));
}

/** Tries until `attempt` gives an answer. @throws Refusal TRY_AGAIN */
async function untilSettled<T>(attempt: (tries: number) => Promise<T | undefined>): Promise<T> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const answer = await attempt(tries);
    if (answer !== undefined) return answer;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}
