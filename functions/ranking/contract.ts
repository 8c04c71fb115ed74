// What the outside may know of the ranking: its one route.
import * as z from 'zod/mini';
import { defineRoute, isoTime, pageQuery } from '../shared/route.ts';

export const routes = {
  hotConcerts: defineRoute({
    method: 'GET',
    path: '/api/v1/rankings/concerts',
    who: 'open',
    summary: 'The concerts that sell fastest, the hottest in front',
    query: z.pick(pageQuery, { limit: true }),
    answer: z.object({
      asOf: isoTime,
      concerts: z.array(
        z.object({
          /** From 1. */
          rank: z.int(),
          concertId: z.string(),
          code: z.string(),
          name: z.string(),
          /** Below 1 by the pace of its sale; above 1 once every date was sold out, the faster the more. */
          score: z.number(),
          /** Of all seats of all dates, 0 to 1. */
          soldShare: z.number(),
          /** Seats that nobody had when something was sold or held last. */
          available: z.int(),
          total: z.int(),
          /** Whether every date was sold out once; seats may have come back. */
          soldOut: z.boolean(),
          /** From the opening of a date's sale until its last seat was sold; of several dates the longest. */
          soldOutSeconds: z.optional(z.int()),
        }),
      ),
    }),
    cacheControl: 'public, max-age=10',
  }),
};
