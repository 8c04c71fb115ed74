// What a viewer of the live map costs in an hour, and how old its news are: answered at once, or when there is news.
import { gunzipSync } from 'node:zlib';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { createRecentPlaces } from '../functions/queue/reads-recent.ts';
import { routes } from '../functions/seats/contract-map.ts';
import type { SeatPlan } from '../functions/seats/domain.ts';
import type { BlockImage } from '../functions/seats/domain-map.ts';
import { encodeImages } from '../functions/seats/domain-map-codec.ts';
import { planOf } from '../functions/seats/domain-plan.ts';
import { documentOf } from '../functions/seats/domain-stream.ts';
import { STREAM_TICKET, toClaims } from '../functions/seats/domain-stream-ticket.ts';
import { deltaKey, snapshotKey } from '../functions/seats/keys.ts';
import { createMapReads } from '../functions/seats/reads-map.ts';
import { type StreamAsked, type StreamTools, seatEvents, streamDocument } from '../functions/seats/use-cases-stream.ts';
import type { Db, Item } from '../functions/shared/aws.ts';
import { http } from '../functions/shared/http.ts';
import { deriveSigningKey, signToken } from '../functions/shared/jwt.ts';
import { Reply } from '../functions/shared/reply.ts';
import { PER_BLOCK } from '../functions/shared/slots.ts';
import { eventOf } from '../test/support/http-event.ts';
import { concert, date } from '../test/unit/queue/samples.ts';
import { quietly } from './cpu.ts';
import { costOf, type Measured, PRICES } from './stream-cost.ts';
import { round, table } from './table.ts';

const SECONDS = 24;
const VIEWERS = 10;
const RATES = [0, 1, 200];
/** As DynamoDB answers from the same region, and as a browser is away from it. */
const STORE_MS = 5;
const NETWORK_MS = 20;
const RETRY_MS = 1_000;
/** How long an answer waits for news, and how often it looks. */
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 500;
/** A stream's poll brings what changed in a quarter of a second. */
const DELTA_MS = 250;
const ROWS = 100;
const SCHEDULE = 'sch_bench0000000';

const HALL: SeatPlan = {
  sections: Array.from({ length: ROWS }, (_, i) => ({
    section: String(i + 1),
    rows: [{ row: '1', grade: 'VIP', from: i * PER_BLOCK + 1, to: (i + 1) * PER_BLOCK }],
  })),
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function stream(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const changes of RATES) {
    for (const way of WAYS) {
      const measured = await measure(way, changes);
      const { requests, billedMs, gbSeconds, megabytes, reads, usd, running } = costOf(measured);
      const hour = [requests, round(billedMs, 0), round(gbSeconds, 1), round(reads, 0), round(megabytes, 2)];
      rows.push([changes, way.name, ...hour, round(usd * 1_000, 2), round(running * 1_000, 0), ...measured.ages]);
    }
  }
  const head = ['changes a second', 'answers', 'requests', 'billed ms of each', 'GB-s', 'read units', 'MB'];
  const rest = ['USD of 1,000 viewers', 'functions running for 1,000', 'age of news p50, ms', 'p99, ms'];
  return `${INTRODUCTION}\n\n${table([...head, ...rest], rows)}\n\n${PRICES}`;
}

const INTRODUCTION = `${VIEWERS} viewers of ${HALL.sections.length * PER_BLOCK} seats for ${SECONDS} s in each case, then reckoned for an hour of one viewer. A read of the store takes ${STORE_MS} ms, the way between browser and API ${NETWORK_MS} ms there and back, and a browser comes back after ${RETRY_MS / 1_000} s. One function serves all viewers that are answered at once, so they share its reads; an answer that waits has a function of its own, which looks every ${LOOK_EVERY_MS} ms.`;

/** A map of a large date that changes while it is read; every read takes `STORE_MS`. */
function createTable() {
  const deltas: Item[] = [];
  const plan = planOf(HALL);
  const images = plan.blocks.map(({ ref }): BlockImage => ({ ...ref, version: 1, marks: new Uint32Array(PER_BLOCK) }));
  const snapshot = { ...snapshotKey(SCHEDULE), version: 1, ttl: 4_000_000_000, images: encodeImages(images) };
  const writtenAt = new Map<number, number>();
  const state = { units: 0, next: 0 };
  return {
    state,
    writtenAt,
    /** Takes so many seats more, or gives them back, as one delta. */
    change(seats: number) {
      const changed = new Set<BlockImage>();
      for (let i = 0; i < seats; i++) {
        const index = (state.next++ * 7) % plan.seats.length;
        const [block, slot] = [Math.floor(index / PER_BLOCK), index % PER_BLOCK];
        const image = images[block];
        if (!image) continue;
        image.marks[slot] = image.marks[slot] === 0 ? 1 : 0;
        images[block] = { ...image, version: image.version + 1 };
        changed.add(images[block]);
      }
      const version = deltas.length + 2;
      deltas.push({ ...deltaKey(SCHEDULE, version), version, at: Date.now(), images: encodeImages(changed) });
      writtenAt.set(version, performance.now());
    },
    db: {
      async send(command: object) {
        await sleep(STORE_MS);
        state.units += 0.5;
        if (command instanceof GetCommand) {
          const isMap = String(command.input.Key?.pk).startsWith('MAP#');
          return { Item: isMap ? snapshot : { '7': 'zzzzzz', closedThrough: 0 } };
        }
        if (!(command instanceof QueryCommand)) throw new Error('the bench knows no such read');
        const first = String(command.input.ExpressionAttributeValues?.[':first']);
        return { Items: deltas.filter(({ sk }) => String(sk) >= first) };
      },
    } as unknown as Db,
  };
}

type Tools = Omit<StreamTools, 'pause'>;

interface Way {
  readonly name: string;
  /** Whether one function serves many viewers in turn, or is taken up by one. */
  readonly shared: boolean;
  answer(tools: Tools, asked: StreamAsked): Promise<string | undefined>;
}

const WAYS: readonly Way[] = [
  { name: 'at once', shared: true, answer: streamDocument },
  {
    name: `when there is news, at most ${WAIT_MS / 1_000} s`,
    shared: false,
    async answer(tools, asked) {
      const until = performance.now() + WAIT_MS;
      const pause = () => sleep(LOOK_EVERY_MS);
      for await (const found of seatEvents({ ...tools, pause }, asked)) {
        if (found.events.length > 0 || performance.now() + LOOK_EVERY_MS > until) return documentOf(found);
      }
      return undefined;
    },
  },
];

async function measure(way: Way, changesPerSecond: number): Promise<Measured> {
  const store = createTable();
  const key = await deriveSigningKey('a secret of the bench, and of nothing else');
  const issuedAt = Date.now();
  const viewer = { userId: 'u', personId: 'p', concertId: 'con_1', seq: 7, scheduleId: SCHEDULE };
  const claims = toClaims(viewer);
  const ticket = await signToken(key, { ...STREAM_TICKET, claims, issuedAt, expiresAt: issuedAt + 3_600_000 });
  const facts = concert({ schedules: [date(SCHEDULE, issuedAt - 1, issuedAt + 3_600_000)] });
  const instance = () => {
    const given = { db: store.db, QUEUE_TABLE: 'queue', SEATS_TABLE: 'seats', clock: () => Date.now() };
    const tools: Tools = {
      findKey: async () => key.publicJwk,
      places: createRecentPlaces(given),
      catalog: {
        concert: async () => facts,
        layout: async (layoutId) => ({ ...LAYOUT, layoutId }),
      },
      maps: createMapReads(given),
      clock: given.clock,
    };
    return http(routes.stream, async ({ params, query, caller }) => {
      const content = await way.answer(tools, { ...params, ...query, lastEventId: caller.lastEventId });
      return new Reply('', content === undefined ? { status: 204 } : { raw: { type: 'text/event-stream', content } });
    });
  };
  const one = instance();
  const serving = Array.from({ length: VIEWERS }, () => (way.shared ? one : instance()));
  return quietly(() => watched(serving, ticket, { store, changesPerSecond }));
}

const LAYOUT = { ...HALL, sections: HALL.sections as [], seats: planOf(HALL).seats.length };

type Handler = ReturnType<typeof http>;

interface Answer {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Viewers that come and go as a browser's EventSource does, while seats change. */
async function watched(
  serving: readonly Handler[],
  ticket: string,
  { store, changesPerSecond }: { store: ReturnType<typeof createTable>; changesPerSecond: number },
): Promise<Measured> {
  const begun = performance.now();
  const isOver = () => performance.now() - begun > SECONDS * 1_000;
  const sum = { requests: 0, billedMs: 0, bytes: 0 };
  const ages: number[] = [];

  const ask = async (handler: Handler, seen: string): Promise<string> => {
    const headers = { 'accept-encoding': 'gzip', ...(seen ? { 'last-event-id': seen } : {}) };
    const asked = { headers, params: { concertId: 'con_1' }, query: { ticket }, gate: null };
    const from = performance.now();
    const answer = (await handler(eventOf(routes.stream, asked), {} as Context)) as Answer;
    sum.requests += 1;
    sum.billedMs += Math.ceil(performance.now() - from);
    sum.bytes += answer.isBase64Encoded ? Buffer.byteLength(answer.body, 'base64') : answer.body.length;
    return /^id: (\S+)$/m.exec(textOf(answer))?.[1] ?? seen;
  };
  const watch = async (handler: Handler, place: number) => {
    await sleep((place * RETRY_MS) / VIEWERS);
    for (let seen = ''; !isOver(); await sleep(RETRY_MS)) {
      await sleep(NETWORK_MS / 2);
      const next = await ask(handler, seen);
      await sleep(NETWORK_MS / 2);
      for (let delta = deltaOf(seen) + 1; delta <= deltaOf(next); delta++) {
        ages.push(performance.now() - (store.writtenAt.get(delta) ?? 0));
      }
      seen = next;
    }
  };
  const everyMs = changesPerSecond > 4 ? DELTA_MS : 1_000;
  const change = async () => {
    for (let next = begun; changesPerSecond > 0 && !isOver(); next += everyMs) {
      store.change((changesPerSecond * everyMs) / 1_000);
      await sleep(Math.max(0, next + everyMs - performance.now()));
    }
  };
  const before = process.cpuUsage();
  await Promise.all([change(), ...serving.map(watch)]);
  const { user, system } = process.cpuUsage(before);
  const sorted = ages.sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? 0, 0);
  const viewerSeconds = ((performance.now() - begun) / 1_000) * VIEWERS;
  return {
    ...sum,
    viewerSeconds,
    cpuMs: (user + system) / 1_000,
    readUnits: store.state.units,
    ages: sorted.length === 0 ? ['–', '–'] : [at(0.5), at(0.99)],
  };
}

/** The delta that a version of a large date names. */
function deltaOf(version: string): number {
  return Number.parseInt(version.split('.')[1] ?? '', 36);
}

function textOf({ body, isBase64Encoded }: Answer): string {
  return isBase64Encoded ? gunzipSync(Buffer.from(body, 'base64')).toString() : body;
}
