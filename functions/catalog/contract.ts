// What the outside may know of categories, concerts, schedules and layouts: routes and refusals.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { priceKrw, wholeNumber } from '../shared/money.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  CONCERT_NOT_FOUND: [404, '콘서트를 찾을 수 없습니다', 'There is no such concert'],
  CATEGORY_NOT_FOUND: [404, '카테고리를 찾을 수 없습니다', 'There is no such category'],
  LAYOUT_NOT_FOUND: [404, '좌석 배치도를 찾을 수 없습니다', 'There is no such layout'],
  SCHEDULE_NOT_FOUND: [404, '공연 일정을 찾을 수 없습니다', 'There is no such date'],
  SCHEDULE_REQUIRED: [
    400,
    '예매할 날짜를 선택해 주세요',
    'Several dates are on sale: name one with scheduleId or date',
  ],
  SALE_NOT_OPEN: [409, '지금은 예매할 수 없습니다', 'This is not on sale now'],
  CODE_TAKEN: [409, '이미 사용 중인 코드입니다', 'That code is already in use'],
});

export const GRADES = ['VIP', 'STANDARD', 'STANDING'] as const;
export const grade = z.enum(GRADES);
export type Grade = z.infer<typeof grade>;

/** The most seats one layout may have (requirements R2). */
export const MAX_SEATS = 50_000;

const between = (least: number, most: number) => wholeNumber.check(z.minimum(least), z.maximum(most));

/** The numbers that are configuration per concert (requirements, "Numbers that are configuration"). */
const settings = {
  /** People active at one time. */
  capacity: between(1, 100_000),
  /** People admitted a second; fractions are kept, 0.05 is one in 20 seconds. */
  ratePerSecond: z.number().check(z.minimum(0.001), z.maximum(1_000)),
  leaseSeconds: between(1, 86_400),
  claimSeconds: between(1, 3_600),
  holdSeconds: between(1, 3_600),
  seatsPerPerson: between(1, 1_000),
  /** Seconds a place takes before a rate was measured. */
  secondsPerPlace: between(1, 3_600),
};
export type Settings = { readonly [K in keyof typeof settings]: number };

export const DEFAULT_SETTINGS: Settings = {
  capacity: 100,
  ratePerSecond: 1,
  leaseSeconds: 3_600,
  claimSeconds: 90,
  holdSeconds: 300,
  seatsPerPerson: 4,
  secondsPerPlace: 30,
};

const optionalSettings = Object.fromEntries(
  Object.entries(settings).map(([name, schema]) => [name, z.optional(schema)]),
) as { [K in keyof typeof settings]: z.ZodMiniOptional<(typeof settings)[K]> };

const code = z.string().check(z.regex(/^[A-Z0-9_-]{1,40}$/));
const stamps = { createdAt: isoTime, updatedAt: isoTime };

const category = z.object({ code, name: z.string(), ...stamps });

const publicConcert = {
  concertId: z.string(),
  code,
  name: z.string(),
  description: z.string(),
  category: code,
  enabled: z.boolean(),
  bookingStartAt: isoTime,
  bookingEndAt: isoTime,
  holdSeconds: z.int(),
  seatsPerPerson: z.int(),
  ...stamps,
};
const concert = z.object(publicConcert);
const wholeConcert = z.object({ ...publicConcert, ...settings });

const gradeCount = z.object({ grade, price: z.int(), total: z.int(), available: z.int() });

/** UPCOMING before its sale opens, ONGOING while it is open, ENDED after. */
export const scheduleStatus = z.enum(['UPCOMING', 'ONGOING', 'ENDED']);

const schedule = z.object({
  scheduleId: z.string(),
  concertId: z.string(),
  layoutId: z.string(),
  startAt: isoTime,
  endAt: isoTime,
  saleStartAt: isoTime,
  saleEndAt: isoTime,
  status: scheduleStatus,
  total: z.int(),
  available: z.int(),
  grades: z.array(gradeCount),
  ...stamps,
});

/** A row: seats `from`–`to` of one grade, side by side in that order. */
const row = z.strictObject({ row: text(20), grade, from: between(1, 99_999), to: between(1, 99_999) });
const section = z.strictObject({ section: text(40), rows: z.array(row).check(z.minLength(1), z.maxLength(1_000)) });
const sections = z.array(section).check(z.minLength(1), z.maxLength(500));
export type Section = z.infer<typeof section>;

const layout = z.object({
  layoutId: z.string(),
  name: z.string(),
  seats: z.int(),
  sections,
  createdAt: isoTime,
  updatedAt: isoTime,
});

const concertPath = z.object({ concertId: anyId });

export const routes = {
  listAvailable: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/available',
    who: 'open',
    summary: 'The concerts that can be booked now',
    answer: z.object({ concerts: z.array(concert) }),
    cacheControl: 'public, max-age=1',
  }),
  getConcert: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}',
    who: 'open',
    summary: 'One concert',
    params: concertPath,
    answer: concert,
    refusals: [refusals.CONCERT_NOT_FOUND],
    cacheControl: 'public, max-age=1',
  }),
  listSchedules: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/schedules',
    who: 'open',
    summary: "A concert's dates, with total and available seats per grade",
    params: concertPath,
    answer: z.object({ schedules: z.array(schedule) }),
    refusals: [refusals.CONCERT_NOT_FOUND],
    cacheControl: 'public, max-age=1',
  }),
  config: defineRoute({
    method: 'GET',
    path: '/api/v1/config',
    who: 'open',
    summary: 'What a client must know of this deployment',
    answer: z.object({
      stage: z.string(),
      now: isoTime,
      paymentMethods: z.array(z.enum(['WALLET'])),
      directTopUp: z.boolean(),
      defaults: z.object(settings),
      limits: z.object({ seatsPerLayout: z.int(), idempotencyKeyLength: z.int(), bodyBytes: z.int() }),
    }),
    cacheControl: 'public, max-age=1',
  }),
};

export const adminRoutes = {
  createCategory: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/categories',
    who: 'operator',
    summary: 'Makes a category',
    body: z.strictObject({ code, name: text(100) }),
    status: 201,
    answer: category,
    refusals: [refusals.CODE_TAKEN],
  }),
  listCategories: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/categories',
    who: 'operator',
    summary: 'All categories',
    query: pageQuery,
    answer: z.object({ categories: z.array(category), cursor: z.optional(z.string()) }),
  }),
  changeCategory: defineRoute({
    method: 'PATCH',
    path: '/api/v1/admin/categories/{code}',
    who: 'operator',
    summary: "Changes a category's name",
    params: z.object({ code }),
    body: z.strictObject({ name: text(100) }),
    answer: category,
    refusals: [refusals.CATEGORY_NOT_FOUND],
  }),
  createConcert: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/concerts',
    who: 'operator',
    summary: 'Makes a concert; its booking window is the default of its dates',
    body: z.strictObject({
      code,
      category: code,
      name: text(200),
      description: z.optional(z.string().check(z.maxLength(4_000))),
      enabled: z.optional(z.boolean()),
      bookingStartAt: isoTime,
      bookingEndAt: isoTime,
      ...optionalSettings,
    }),
    status: 201,
    answer: wholeConcert,
    refusals: [refusals.CATEGORY_NOT_FOUND, refusals.CODE_TAKEN],
  }),
  listConcerts: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts',
    who: 'operator',
    summary: 'All concerts, by the end of their sale',
    query: pageQuery,
    answer: z.object({ concerts: z.array(wholeConcert), cursor: z.optional(z.string()) }),
  }),
  getConcert: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}',
    who: 'operator',
    summary: 'One concert with its configuration',
    params: concertPath,
    answer: wholeConcert,
    refusals: [refusals.CONCERT_NOT_FOUND],
  }),
  changeConcert: defineRoute({
    method: 'PATCH',
    path: '/api/v1/admin/concerts/{concertId}',
    who: 'operator',
    summary: "Changes a concert's name, description, or whether it is enabled",
    params: concertPath,
    body: z
      .strictObject({
        name: z.optional(text(200)),
        description: z.optional(z.string().check(z.maxLength(4_000))),
        enabled: z.optional(z.boolean()),
      })
      .check(z.refine((change: object) => Object.keys(change).length > 0, 'nothing to change')),
    answer: wholeConcert,
    refusals: [refusals.CONCERT_NOT_FOUND],
  }),
  createSchedule: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/concerts/{concertId}/schedules',
    who: 'operator',
    summary: 'Adds a date; without a layout it has seats 1–50 (1–10 VIP, 11–40 STANDARD, 41–50 STANDING)',
    params: concertPath,
    body: z.strictObject({
      startAt: isoTime,
      endAt: isoTime,
      saleStartAt: z.optional(isoTime),
      saleEndAt: z.optional(isoTime),
      layoutId: z.optional(anyId),
      prices: z.strictObject({
        VIP: z.optional(priceKrw),
        STANDARD: z.optional(priceKrw),
        STANDING: z.optional(priceKrw),
      }),
    }),
    status: 201,
    answer: schedule,
    refusals: [refusals.CONCERT_NOT_FOUND, refusals.LAYOUT_NOT_FOUND],
  }),
  listSchedules: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/schedules',
    who: 'operator',
    summary: "A concert's dates",
    params: concertPath,
    answer: z.object({ schedules: z.array(schedule) }),
    refusals: [refusals.CONCERT_NOT_FOUND],
  }),
  createLayout: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/layouts',
    who: 'operator',
    summary: 'Stores a layout; the same content has the same id',
    body: z.strictObject({ name: text(100), sections }),
    status: 201,
    answer: layout,
    maxBodyBytes: 1_000_000,
  }),
  getLayout: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/layouts/{layoutId}',
    who: 'operator',
    summary: 'One layout',
    params: z.object({ layoutId: anyId }),
    answer: layout,
    refusals: [refusals.LAYOUT_NOT_FOUND],
  }),
};
