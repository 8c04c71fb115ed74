// The line as everybody may see it: one document for each sale, which caches in front of us may keep.
import * as z from 'zod/mini';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { anyId } from '../shared/ids.ts';
import { defineRoute, isoTime } from '../shared/route.ts';
import { notices } from './contract.ts';

export const routes = {
  line: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/queue',
    who: 'open',
    summary: "A sale's line for everybody, for caches: with the `seq` of one's queue token it tells one's own place",
    params: z.object({ concertId: anyId }),
    answer: z.object({
      concertId: z.string(),
      ...notices,
      closesAt: isoTime.check(z.describe('When the last sale ends.')),
      draining: z.optional(z.literal(true).check(z.describe('Nobody new gets a place.'))),
      servingUpTo: z
        .int()
        .check(z.describe('Everybody up to this `seq` was admitted: the place is seq - servingUpTo.')),
      waiting: z.int().check(z.describe('Places behind it, those of people who left included.')),
      placesPerSecond: z.optional(z.number().check(z.describe('Measured; absent before 30 seconds of it.'))),
      pollAfterSeconds: z.int().check(z.describe('When those at the end of the line may ask again.')),
      version: z.int().check(z.describe('Grows with every change that admissions and operators make.')),
    }),
    refusals: [catalog.CONCERT_NOT_FOUND],
    cacheControl: 'public, max-age=1, stale-while-revalidate=5',
    etag: true,
  }),
};
