// What an operator may do with categories, concerts, schedules and layouts.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { priceKrw } from '../shared/money.ts';
import { common } from '../shared/refusal.ts';
import { anyText, defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';
import { category, code, concertPath, optionalSettings, schedule, wholeConcert } from './contract.ts';
import { csvQuery, layout, layoutContent, layoutPath } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';

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
    maxBodyBytes: 65_536,
    body: z.strictObject({
      code,
      category: code,
      name: text(200),
      description: z.optional(anyText(4_000)),
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
    maxBodyBytes: 65_536,
    params: concertPath,
    body: z
      .strictObject({
        name: z.optional(text(200)),
        description: z.optional(anyText(4_000)),
        enabled: z.optional(z.boolean()),
      })
      .check(z.refine((change: object) => Object.keys(change).length > 0)),
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
    refusals: [refusals.CONCERT_NOT_FOUND, refusals.LAYOUT_NOT_FOUND, common.IDEMPOTENCY_KEY_REUSED],
    idempotent: true,
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
    summary: 'Stores a layout, from JSON or from CSV (with `name` in the query); the same content has the same id',
    query: csvQuery,
    body: z.optional(z.strictObject(layoutContent)),
    rawTypes: ['text/csv'],
    status: 201,
    answer: layout,
    maxBodyBytes: 5_000_000,
  }),
  getLayout: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/layouts/{layoutId}',
    who: 'operator',
    summary: 'One layout, as it was entered',
    params: layoutPath,
    answer: layout,
    refusals: [refusals.LAYOUT_NOT_FOUND],
  }),
};
