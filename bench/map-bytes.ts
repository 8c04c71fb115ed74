// How large the map of 50,000 seats is: for a viewer, as a snapshot, and as what changed.
import { gzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { routes } from '../functions/seats/contract-map.ts';
import { type DateMarks, readAt, secondOf } from '../functions/seats/domain-map.ts';
import { encodeImages } from '../functions/seats/domain-map-codec.ts';
import { bitsOf } from '../functions/seats/domain-map-view.ts';
import type { PlanBlock } from '../functions/seats/domain-plan.ts';
import { documentOf, eventsOf } from '../functions/seats/domain-stream.ts';
import { largeVersion } from '../functions/seats/domain-version-large.ts';
import { deltaKey, snapshotKey } from '../functions/seats/keys.ts';
import { seatBitmap } from '../functions/seats/use-cases-map.ts';
import { http } from '../functions/shared/http.ts';
import { eventOf, passes } from '../test/support/http-event.ts';
import { chances } from '../test/support/rush.ts';
import { concert, date } from '../test/unit/queue/samples.ts';
import { quietly } from './cpu.ts';
import { type Fill, HALL, holdSome, imageAt, marksAt, PLAN } from './map-hall.ts';
import { itemBytes } from './read-units.ts';
import { table } from './table.ts';

const SCHEDULE = 'sch_bench0000000';
const CHANGES = [1, 50, 500];
/** Of a viewer's bitmap. */
const MOST_BYTES = 15_360;

const FILLS: readonly (readonly [string, Fill])[] = [
  ['60 % sold, 10 % held', { sold: 0.6, held: 0.1 }],
  ['all held', { sold: 0, held: 1 }],
];

export async function mapBytes(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [name, fill] of FILLS) {
    const now = Date.now();
    const marks = marksAt(PLAN, fill, now);
    const { statuses } = readAt(marks, secondOf(now));
    const raw = bitsOf(PLAN, statuses).bits.length;
    rows.push([name, 'bitmap, binary', raw, verdict(raw)]);
    const answered = await bitmapBytes(statuses);
    rows.push([name, 'bitmap, JSON with base64, as it is answered (gzip)', answered, verdict(answered)]);
    rows.push([name, 'SNAPSHOT item', snapshotBytes(marks), '']);
    for (const seats of CHANGES) rows.push(...changeRows(name, { marks, seats, now }));
  }
  return `What a map of ${PLAN.seats.length} seats in ${PLAN.blocks.length} blocks comes to; changed seats are new holds here and there, and where all are held, such as took over what had lapsed:\n\n${table(['seats', 'what', 'bytes', `aim <= ${MOST_BYTES}`], rows)}`;
}

const verdict = (bytes: number) => (bytes <= MOST_BYTES ? 'met' : 'MISSED');

function snapshotBytes(marks: DateMarks): number {
  const images = encodeImages(PLAN.blocks.map((block) => imageAt(marks, block)));
  return itemBytes({ ...snapshotKey(SCHEDULE), version: 12_345, ttl: 4_000_000_000, images });
}

/** The item of so many changed seats, and what a viewer is told of them. */
function changeRows(
  name: string,
  { marks, seats, now }: { readonly marks: DateMarks; readonly seats: number; readonly now: number },
): (string | number)[][] {
  const next = { marks: marks.marks.slice(), versions: new Map(marks.versions) };
  const blocks = holdSome(PLAN, next, { seats, now, chance: chances(seats) });
  const images = encodeImages(blocks.map((block) => imageAt(next, block)));
  const item = { ...deltaKey(SCHEDULE, 12_346), version: 12_346, at: now, ttl: 4_000_000_000, images };
  const told = Buffer.from(updateOf(next, marks, blocks, now));
  return [
    [name, `DELTA item of ${seats} changed seats (${blocks.length} blocks)`, itemBytes(item), ''],
    [name, `the update that a viewer gets of them (gzip)`, gzipSync(told).length, ''],
  ];
}

function updateOf(next: DateMarks, before: DateMarks, blocks: readonly PlanBlock[], now: number): string {
  const { statuses, lapse } = readAt(next, secondOf(now));
  const changed = blocks.flatMap(({ first, size }) =>
    Array.from({ length: size }, (_, i) => first + i).filter((index) => next.marks[index] !== before.marks[index]),
  );
  const version = largeVersion(SCHEDULE, PLAN, { version: 12_346, lapse, newer: new Map() });
  const look = { version, statuses, changed };
  const watched = { scheduleId: SCHEDULE, layoutId: 'lay_bench', prices: {} };
  return documentOf({ retryMs: 1_000, events: eventsOf(look, PLAN, watched, 'seen') });
}

/** The route's answer as it leaves the function. */
async function bitmapBytes(statuses: Uint8Array): Promise<number> {
  const now = Date.now();
  const facts = concert({ concertId: passes.concertId ?? '', schedules: [date(SCHEDULE, now - 1, now + 3_600_000)] });
  const version = largeVersion(SCHEDULE, PLAN, { version: 12_345, lapse: 0, newer: new Map() });
  const tools = {
    catalog: {
      concert: async () => facts,
      layout: async () => ({ ...HALL, layoutId: 'lay_1', seats: PLAN.seats.length }),
    },
    maps: { look: async () => ({ version, statuses, changed: undefined }) },
  };
  const handler = http(routes.bitmap, ({ params, query, place, now }) => {
    return seatBitmap(tools, { ...params, ...query, place, now });
  });
  const asked = { params: { concertId: facts.concertId }, headers: { 'accept-encoding': 'gzip' } };
  const answer = await quietly(async () => handler(eventOf(routes.bitmap, asked), {} as Context));
  const { body = '', isBase64Encoded = false } = answer as { body?: string; isBase64Encoded?: boolean };
  return Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
}
