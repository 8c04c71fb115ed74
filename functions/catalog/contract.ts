// What the outside may know of concerts and schedules: their routes (an operator's: contract-admin.ts).
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { defineRoute, isoTime } from '../shared/route.ts';
import { between, grade } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';

/** The longest that a refund policy can speak of: ten years. */
const MOST_HOURS = 87_600;

/**
 * One entry of a refund policy: what a cancellation costs that comes `untilHoursBefore` hours or more before the date
 * starts, and no later than `withinHoursOfBuying` hours after it was paid, if the entry says so.
 */
const refundStep = z.strictObject({
  untilHoursBefore: between(0, MOST_HOURS),
  feePercent: between(0, 100),
  withinHoursOfBuying: z.optional(between(1, MOST_HOURS)),
});

/** What is configuration per concert (requirements, "Numbers that are configuration"). */
export const settings = {
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
  /** Before a sale opens, people may join its line for so long. */
  earlySeconds: between(0, 86_400),
  /** An admission ends with the purchase that makes so many. */
  purchasesPerAdmission: between(1, 1_000),
  /** Whether people go on waiting when all is sold, as seats may come back. */
  waitsWhenSoldOut: z.boolean(),
  /** Of the entries that apply the lowest fee counts; where none does, a ticket cannot be cancelled any more. */
  refundPolicy: z.array(refundStep).check(z.maxLength(20)),
  /** Whether a short balance ends a hold at once, instead of leaving time to top up. */
  releaseOnInsufficientBalance: z.boolean(),
};
export type Settings = { readonly [K in keyof typeof settings]: z.output<(typeof settings)[K]> };

/** The refund policy is the Korean standard for performances: free until 10 days before, not on the day itself. */
export const DEFAULT_SETTINGS: Settings = {
  capacity: 100,
  ratePerSecond: 1,
  leaseSeconds: 3_600,
  claimSeconds: 90,
  holdSeconds: 300,
  seatsPerPerson: 4,
  secondsPerPlace: 30,
  earlySeconds: 1_800,
  purchasesPerAdmission: 1,
  waitsWhenSoldOut: false,
  refundPolicy: [
    { untilHoursBefore: 240, feePercent: 0 },
    { untilHoursBefore: 168, feePercent: 10 },
    { untilHoursBefore: 72, feePercent: 20 },
    { untilHoursBefore: 24, feePercent: 30 },
    { untilHoursBefore: 72, feePercent: 0, withinHoursOfBuying: 24 },
  ],
  releaseOnInsufficientBalance: false,
};

export const optionalSettings = Object.fromEntries(
  Object.entries(settings).map(([name, schema]) => [name, z.optional(schema)]),
) as { [K in keyof typeof settings]: z.ZodMiniOptional<(typeof settings)[K]> };

export const code = z.string().check(z.regex(/^[A-Z0-9_-]{1,40}$/));
const stamps = { createdAt: isoTime, updatedAt: isoTime };

export const category = z.object({ code, name: z.string(), ...stamps });

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
  earlySeconds: z.int(),
  refundPolicy: settings.refundPolicy,
  ...stamps,
};
const concert = z.object(publicConcert);
export const wholeConcert = z.object({ ...publicConcert, ...settings });

const gradeCount = z.object({ grade, price: z.int(), total: z.int(), available: z.int() });

/** UPCOMING before its sale opens, ONGOING while it is open, ENDED after. */
export const scheduleStatus = z.enum(['UPCOMING', 'ONGOING', 'ENDED']);

export const schedule = z.object({
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

export const concertPath = z.object({ concertId: anyId });

export const routes = {
  listAvailable: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/available',
    who: 'open',
    summary: 'The concerts that can be booked now; with include=upcoming also those whose booking has not begun',
    query: z.object({ include: z.optional(z.enum(['upcoming'])) }),
    answer: z.object({
      concerts: z.array(concert),
      upcoming: z.optional(
        z
          .array(
            z.extend(concert, { opensAt: isoTime.check(z.describe('When the first of its dates comes on sale.')) }),
          )
          .check(z.describe('Those that open first in front; where asked for.')),
      ),
    }),
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
      paymentMethods: z.array(z.enum(['WALLET', 'CARD'])),
      /** What a card's checkout belongs to, and what may be charged by card: at once, in a day, and the balance after. */
      card: z.object({
        provider: z.enum(['PORTONE']),
        storeId: z.string(),
        channelKey: z.string(),
        charge: z.object({ perChargeKrw: z.int(), perDayKrw: z.int(), balanceKrw: z.int() }),
      }),
      /** What the browser asks the identity provider with, before signing up. */
      identity: z.object({ provider: z.enum(['PORTONE']), storeId: z.string(), channelKey: z.string() }),
      /** Where PortOne's browser SDK is loaded from. */
      browserSdkUrl: z.string(),
      /** To be accepted, by its version, when signing up. */
      terms: z.object({
        version: z.string(),
        url: z.optional(z.string().check(z.describe('Where they can be read.'))),
      }),
      minimumAge: z.int(),
      directTopUp: z.boolean(),
      defaults: z.object(settings),
      limits: z.object({ seatsPerLayout: z.int(), idempotencyKeyLength: z.int(), bodyBytes: z.int() }),
    }),
    cacheControl: 'public, max-age=1',
  }),
};
