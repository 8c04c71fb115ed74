// How old the live map is on a deployed stack: from a change's commit to a viewer with a browser's EventSource.
import { routes as seats } from '../functions/seats/contract-map.ts';
import { type LiveDate, withLiveDate } from './live-date.ts';
import { PLAN } from './map-hall.ts';
import { changeSeats, type Lags, readLags } from './staleness-changes.ts';
import { type Viewer, watchDate } from './staleness-viewers.ts';
import { round, table } from './table.ts';

const VIEWERS = 5;
const WARM_UP_SECONDS = 5;
const SECONDS = 20;
/** What is not there by then never comes. */
const PATIENCE_SECONDS = 10;
const NEVER = Number.POSITIVE_INFINITY;
const AIM = { p50: 1_000, p99: 2_000 };

export function staleness(): Promise<string> {
  return withLiveDate(measure);
}

async function measure(live: LiveDate): Promise<string> {
  const { date } = live;
  const viewers: Viewer[] = [];
  try {
    for (let i = 0; i < VIEWERS; i++) viewers.push(watchDate(await viewerUrl(live), PLAN.indexOf));
    await Promise.all(viewers.map(({ opened }) => opened));
    await changeSeats(date, { seconds: WARM_UP_SECONDS, from: 0 });
    const changes = await changeSeats(date, { seconds: SECONDS, from: PLAN.seats.length / 2 });
    await untilSeen(viewers, [...changes.keys()]);
    return reportOf({ viewers, changes, lags: await readLags(date, changes) });
  } finally {
    for (const viewer of viewers) viewer.close();
  }
}

/** Where somebody who was admitted listens. */
async function viewerUrl({ people, sale, apiUrl }: LiveDate): Promise<string> {
  const { concertId } = sale;
  const buyer = await people.buyer();
  const queueToken = await people.admitted(buyer, concertId);
  const { accessToken } = buyer;
  const asked = { accessToken, queueToken, params: { concertId }, body: {} };
  return apiUrl + (await people.client.call(seats.streamTicket, asked)).url;
}

async function untilSeen(viewers: readonly Viewer[], indexes: readonly number[]): Promise<void> {
  const until = Date.now() + PATIENCE_SECONDS * 1_000;
  const isSeen = () => viewers.every(({ held }) => indexes.every((index) => held.has(index)));
  while (!isSeen() && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
}

interface Measured {
  readonly viewers: readonly Viewer[];
  /** By index of the seat: when its hold was committed. */
  readonly changes: ReadonlyMap<number, number>;
  readonly lags: Lags;
}

function reportOf({ viewers, changes, lags }: Measured): string {
  const told = [...changes].flatMap(([index, at]) => viewers.map(({ held }) => ({ index, at, ...held.get(index) })));
  const deltaAt = (index: number) => lags.writtenAt.get(index) ?? NEVER;
  const all = told.map(({ at, seenAt = NEVER }) => seenAt - at);
  const parts = {
    'from its commit to the viewer': all,
    '– from its commit to its delta': [...changes].map(([index, at]) => deltaAt(index) - at),
    '– from its delta to the request that brings it': told.map(
      ({ index, askedAt = NEVER }) => askedAt - deltaAt(index),
    ),
    '– that request': told.map(({ askedAt = NEVER, seenAt = NEVER }) => seenAt - askedAt),
  };
  const rows = Object.entries(parts).map(([what, ms]) => [
    what,
    ms.length,
    ...[0.5, 0.95, 0.99, 1].map((q) => at(ms, q)),
  ]);
  const [p50, p99] = [at(all, 0.5), at(all, 0.99)];
  const lost = all.filter((ms) => ms === NEVER).length;
  const isMet = p50 <= AIM.p50 && p99 <= AIM.p99 && lost === 0;
  const written = [...changes.values()];
  const perSecond = round(changes.size / ((Math.max(...written) - Math.min(...written)) / 1_000), 0);
  return [
    `${changes.size} holds of one seat each, ${perSecond} a second, of ${PLAN.seats.length}, in ${lags.deltas} deltas, and ${viewers.length} viewers of the stream, each with an EventSource that comes back a second after each answer. Milliseconds:`,
    table(['what', 'times', 'p50', 'p95', 'p99', 'most'], rows),
    `Aim: p50 <= ${AIM.p50}, p99 <= ${AIM.p99}, and nothing is missing: ${lost} are. ${isMet ? 'Met' : 'MISSED'}.`,
  ].join('\n\n');
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN, 0);
}
