// What an admitted buyer may ask of the map: all of it, what changed, as bits, and as a stream of events.
import * as z from 'zod/mini';
import { grade } from '../catalog/contract-layout.ts';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { refusals as queue } from '../queue/contract.ts';
import { anyId } from '../shared/ids.ts';
import { common } from '../shared/refusal.ts';
import { defineRoute, isoTime, text } from '../shared/route.ts';
import { refusals, scheduleQuery, seatStatus } from './contract.ts';

/** Standing room: `available` of `capacity` places. */
const area = z.object({
  section: z.string(),
  grade,
  price: z.int(),
  capacity: z.int(),
  available: z.int(),
});

/** What one look at a map is of. `version` names exactly this state of every seat. */
const head = { scheduleId: z.string(), layoutId: z.string(), version: z.string() };

/** A map's version as a client gives it back; whether it means anything is for the service to say. */
const seenVersion = z.string().check(z.regex(/^[\w.-]{1,2048}$/));

const refused = [
  catalog.CONCERT_NOT_FOUND,
  catalog.SCHEDULE_NOT_FOUND,
  catalog.SCHEDULE_REQUIRED,
  catalog.SALE_NOT_OPEN,
  queue.NOT_ADMITTED,
];

const concertPath = z.object({ concertId: anyId });

/** Two bits a seat, four seats a byte, the first in the highest bits: 0 AVAILABLE, 1 HOLD, 2 SOLD, 3 BLOCKED. */
export const bitmap = z.object({
  ...head,
  seats: z.int().check(z.describe('How many seats with a number the layout has, in its order: so many pairs of bits')),
  bits: z
    .string()
    .check(
      z.describe(
        'Base64. Two bits a seat, four seats a byte, the first seat in the highest bits: 0 AVAILABLE, 1 HOLD, 2 SOLD, 3 BLOCKED',
      ),
    ),
  areas: z.array(area),
});

export const routes = {
  map: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/seats',
    who: 'admitted',
    summary:
      'Every seat of a date, in pages of whole sections above 2,000 seats, which all name the version of the first: ask `since` it once you have them. With `since` those that changed, if that version is still known; 304 when none did',
    params: concertPath,
    query: z.object({
      ...scheduleQuery.shape,
      since: z.optional(seenVersion),
      section: z.optional(text(40)),
      cursor: z.optional(z.string().check(z.maxLength(4_096))),
    }),
    answer: z.object({
      ...head,
      /** There when these are the changes since then, and not all seats. */
      since: z.optional(z.string()),
      seats: z.array(
        z.object({
          seatNo: z.int(),
          section: z.string(),
          row: z.string(),
          grade,
          price: z.int(),
          status: seatStatus,
        }),
      ),
      /** All of the date's standing room, whatever the page. */
      areas: z.array(area),
      cursor: z.optional(z.string()),
    }),
    refusals: [...refused, common.NOT_ACCEPTABLE],
    cacheControl: 'private, max-age=1',
    etag: true,
  }),
  bitmap: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/seats/bitmap',
    who: 'admitted',
    summary:
      'Every seat of a date in two bits: as JSON with base64; with `format=binary` the bytes alone, and behind them for each standing room, in the order of the layout, how many places are free (4 bytes, the highest first)',
    params: concertPath,
    query: z.object({ ...scheduleQuery.shape, format: z.optional(z.enum(['base64', 'binary'])) }),
    answer: bitmap,
    media: ['application/octet-stream'],
    refusals: refused,
    cacheControl: 'private, max-age=1',
    etag: true,
  }),
  streamTicket: defineRoute({
    method: 'POST',
    path: '/api/v1/concerts/{concertId}/seats/stream-ticket',
    who: 'admitted',
    summary: 'A ticket for the stream of a date, good until the lease ends, as an EventSource cannot send headers',
    params: concertPath,
    body: z.optional(z.strictObject({ scheduleId: z.optional(anyId) })),
    status: 201,
    answer: z.object({ ticket: z.string(), url: z.string(), expiresAt: isoTime }),
    refusals: refused,
  }),
  stream: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/seats/stream',
    who: 'open',
    summary:
      'Server-sent events: `init` with the whole map, then `update` with what changed; 204 when the lease is over',
    params: concertPath,
    query: z.object({ ticket: z.string().check(z.maxLength(2_048)) }),
    headers: { 'Last-Event-ID': 'The version that the client has: what it gets is what it missed' },
    answer: z.string(),
    media: ['text/event-stream'],
    refusals: [refusals.STREAM_TICKET_INVALID, catalog.CONCERT_NOT_FOUND, catalog.SCHEDULE_NOT_FOUND],
  }),
};
