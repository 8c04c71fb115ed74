// Operators at work at the same time: a code names one concert, and no date of a concert gets lost.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CatalogStore, createCatalogStore } from '../../../functions/catalog/store.ts';
import { listAvailable } from '../../../functions/catalog/use-cases.ts';
import {
  changeConcert,
  createCategory,
  createConcert,
  createSchedule,
  listCategories,
  listConcerts,
} from '../../../functions/catalog/use-cases-admin.ts';
import { createLayout, getLayout } from '../../../functions/catalog/use-cases-layout.ts';
import { toIso } from '../../../functions/shared/clock.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const HOUR = 3_600_000;
const now = 1_800_000_000_000;
const inHours = (hours: number) => toIso(now + hours * HOUR);
const booking = { bookingStartAt: inHours(-1), bookingEndAt: inHours(10) };
const prices = { VIP: 3, STANDARD: 2, STANDING: 1 };

let table: TestTable;
let store: CatalogStore;

beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  store = createCatalogStore({ db: table.db, CATALOG_TABLE: table.name });
  await createCategory(store, { code: 'CONCERT', name: '콘서트' }, now);
});

afterAll(() => table.drop());

const concertNamed = (code: string) => createConcert(store, { code, category: 'CONCERT', name: code, ...booking }, now);

/** Every concert of the list, read page by page. */
async function everyConcert(limit: number): Promise<string[]> {
  const codes: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConcerts(store, { limit, cursor });
    codes.push(...page.concerts.map(({ code }) => code));
    cursor = page.cursor;
  } while (cursor);
  return codes;
}

/** How each attempt ended: `made`, or the code of its refusal. */
async function outcomes(attempts: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(attempts);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return 'made';
    return each.reason instanceof Refusal ? each.reason.kind.code : String(each.reason);
  });
}

describe('a code', () => {
  it('names one concert when thirty are made with it at once', async () => {
    const ended = await outcomes(Array.from({ length: 30 }, () => concertNamed('SAME')));
    expect(ended.filter((end) => end === 'made')).toHaveLength(1);
    expect(ended.filter((end) => end === 'CODE_TAKEN')).toHaveLength(29);
    expect((await everyConcert(100)).filter((code) => code === 'SAME')).toHaveLength(1);
  });

  it('names one category when ten are made with it at once', async () => {
    const ended = await outcomes(
      Array.from({ length: 10 }, (_, n) => createCategory(store, { code: 'SPORTS', name: `스포츠 ${n}` }, now)),
    );
    expect(ended.filter((end) => end === 'made')).toHaveLength(1);
    expect(ended.filter((end) => end === 'CODE_TAKEN')).toHaveLength(9);
  });
});

describe('dates that are added to a concert at once', () => {
  it('are all there, with every sale, while somebody renames it; and the concert is listed once, by the last end', async () => {
    const { concertId } = await concertNamed('TOUR');
    const dates = Array.from({ length: 5 }, (_, n) =>
      createSchedule(store, {
        concertId,
        body: {
          startAt: inHours(20 + 10 * n),
          endAt: inHours(25 + 10 * n),
          saleStartAt: inHours(10 * n),
          saleEndAt: inHours(10 * n + 5),
          prices,
        },
        now,
      }),
    );
    await Promise.all([...dates, changeConcert(store, concertId, { name: '순회공연' }, now)]);
    const concert = await store.concert(concertId);
    expect(concert?.schedules.map(({ startAt }) => startAt)).toEqual([20, 30, 40, 50, 60].map((h) => now + h * HOUR));
    expect(concert?.sales).toEqual([0, 10, 20, 30, 40].map((h) => [now + h * HOUR, now + (h + 5) * HOUR]));
    expect(concert).toMatchObject({ name: '순회공연', version: 7, closesAt: now + 45 * HOUR });
    expect((await everyConcert(1)).filter((code) => code === 'TOUR')).toHaveLength(1);
  });

  it('are one date when the same comes ten times at once under one Idempotency-Key', async () => {
    const { concertId } = await concertNamed('TWICE');
    const body = { startAt: inHours(5), endAt: inHours(6), prices };
    const asked = { concertId, body, idempotencyKey: 'date-1' };
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) => createSchedule(store, { ...asked, now: now + n })),
    );
    expect(new Set(made.map(({ scheduleId }) => scheduleId)).size).toBe(1);
    expect((await store.concert(concertId))?.schedules).toHaveLength(1);
    const other = createSchedule(store, { ...asked, body: { ...body, endAt: inHours(7) }, now });
    await expect(other).rejects.toMatchObject({ kind: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('are available when one is on sale and the concert is enabled, and not otherwise', async () => {
    const { concertId } = await concertNamed('SHOW');
    const body = { startAt: inHours(5), endAt: inHours(6), prices };
    const available = async (at: number) =>
      (await listAvailable(store, at)).concerts.some((concert) => concert.concertId === concertId);
    expect(await available(now)).toBe(false);
    await createSchedule(store, { concertId, body, now });
    expect(await available(now)).toBe(true);
    expect(await available(now - HOUR - 1)).toBe(false);
    expect(await available(now + 6 * HOUR)).toBe(false);
    await changeConcert(store, concertId, { enabled: false }, now);
    expect(await available(now)).toBe(false);
  });
});

describe('a list', () => {
  it('shows each category once, whatever the size of its pages', async () => {
    await Promise.all(Array.from({ length: 7 }, (_, n) => createCategory(store, { code: `P${n}`, name: 'x' }, now)));
    const whole = await listCategories(store, {});
    const codes: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCategories(store, { limit: 2, cursor });
      codes.push(...page.categories.map(({ code }) => code));
      cursor = page.cursor;
    } while (cursor);
    expect(codes).toEqual(whole.categories.map(({ code }) => code));
    expect(new Set(codes).size).toBe(9);
  });
});

describe('a layout of 50,000 seats', () => {
  it('comes back as it was sent, under one id however often it is', async () => {
    const sections = Array.from({ length: 10 }, (_, s) => ({
      section: `${s + 1}구역`,
      rows: Array.from({ length: 1_000 }, (_, r) => {
        const from = s * 5_000 + r * 5 + 1;
        return { row: `${r + 1}열`, grade: 'STANDARD' as const, from, to: from + 4 };
      }),
    }));
    const asked = { body: { name: '경기장', sections }, now };
    const [first, again] = await Promise.all([1, 2].map(() => createLayout(store, asked)));
    expect(first).toEqual(again);
    expect(first).toMatchObject({ name: '경기장', seats: 50_000, createdAt: toIso(now) });
    expect(await getLayout(store, first?.layoutId ?? '')).toEqual(first);
  });
});
