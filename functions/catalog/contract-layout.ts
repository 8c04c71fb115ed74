// What a layout is: sections of rows or of standing room, with a place for each seat in the plane that maps are drawn in.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { defineRoute, isoTime, text } from '../shared/route.ts';
import { refusals } from './contract-refusals.ts';

export const GRADES = ['VIP', 'STANDARD', 'STANDING'] as const;
export const grade = z.enum(GRADES);
export type Grade = z.infer<typeof grade>;

/** The most seats and standing places one layout may have (requirements R2). */
export const MAX_SEATS = 50_000;

export const between = (least: number, most: number) => wholeNumber.check(z.minimum(least), z.maximum(most));

/** Centimetres: `x` to the right as one looks from the stage's back, `y` away from the stage, which is at the top. */
const coordinate = between(0, 1_000_000);
const extent = between(1, 1_000_000);
const point = z.strictObject({ x: coordinate, y: coordinate });
export type Point = z.infer<typeof point>;

/** A seat's number: one of its own in the whole layout. */
export const MAX_SEAT_NO = 99_999;
export const seatNo = between(1, MAX_SEAT_NO);

/**
 * Seats `from`–`to` of one grade, side by side in that order; where an aisle divides a row, or its grade changes, the
 * row goes on in an entry of the same name right behind.
 */
const row = z.strictObject({
  row: text(20),
  grade,
  from: seatNo,
  to: seatNo,
  /** What is printed on each seat, in order; the number, where there is none. */
  labels: z.optional(z.array(text(10)).check(z.maxLength(MAX_SEATS))),
  /** Where each seat stands, in order: both or neither, and so for all rows of a section. */
  x: z.optional(z.array(coordinate).check(z.maxLength(MAX_SEATS))),
  y: z.optional(z.array(coordinate).check(z.maxLength(MAX_SEATS))),
  /** Numbers of the places for wheelchairs, and of the seats beside them that are for those who come along. */
  accessible: z.optional(z.array(seatNo).check(z.maxLength(MAX_SEATS))),
  companion: z.optional(z.array(seatNo).check(z.maxLength(MAX_SEATS))),
});
export type Row = z.infer<typeof row>;

/** Room for so many, of grade STANDING, who have no numbers; its outline, where it is drawn. */
const standing = z.strictObject({
  capacity: between(1, MAX_SEATS),
  outline: z.optional(z.strictObject({ ...point.shape, width: extent, height: extent })),
});
export type Standing = z.infer<typeof standing>;

/** Either `rows` or `standing`. `focus`: the point that its best seats are nearest to; front middle unless it says so. */
const section = z.strictObject({
  section: text(40),
  focus: z.optional(point),
  rows: z.optional(z.array(row).check(z.minLength(1), z.maxLength(1_000))),
  standing: z.optional(standing),
});
export type Section = z.infer<typeof section>;

export const layoutContent = {
  name: text(100),
  /** The `focus` of every section without one of its own, e.g. the middle of the stage. */
  focus: z.optional(point),
  sections: z.array(section).check(z.minLength(1), z.maxLength(500)),
};

/** What a CSV brings along in the query. `focus`: "x,y". */
export const csvQuery = z.object({
  name: z.optional(text(100)),
  focus: z.optional(z.string().check(z.regex(/^\d{1,7},\d{1,7}$/))),
});

export const layout = z.object({
  layoutId: z.string(),
  seats: z.int(),
  ...layoutContent,
  createdAt: isoTime,
  updatedAt: isoTime,
});

export const layoutPath = z.object({ layoutId: anyId });

export const routes = {
  getLayout: defineRoute({
    method: 'GET',
    path: '/api/v1/layouts/{layoutId}',
    who: 'open',
    summary: "A layout by its content's hash, with where each seat stands; it never changes",
    params: layoutPath,
    answer: layout,
    refusals: [refusals.LAYOUT_NOT_FOUND],
    cacheControl: 'public, max-age=31536000, immutable',
    etag: true,
  }),
};
