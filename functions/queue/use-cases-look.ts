// How a line looks: to everybody who waits, to caches in front of us, and to operators.
import { refusals as catalogRefusals } from '../catalog/contract-refusals.ts';
import { saleWindow } from '../catalog/reads.ts';
import { toIso } from '../shared/clock.ts';
import { Refusal } from '../shared/refusal.ts';
import { Reply } from '../shared/reply.ts';
import type { SalePhase } from './contract.ts';
import type { LineView } from './contract-admin.ts';
import { isPassing, type LineState, newLine, paceOf } from './domain.ts';
import { NO_CONTROLS } from './domain-controls.ts';
import { placesPerSecond, waitedByNext, waitingAt } from './domain-eta.ts';
import { admittedPerSecond, noShowShare, waitOf } from './domain-flow.ts';
import { failedShare, type Health } from './domain-pressure.ts';
import { type Sale, saleOf, ticksFrom } from './domain-sale.ts';
import { censusNow, type Line } from './use-cases-admit.ts';

/**
 * How old a fact of the catalog may be that those who wait are told by, so that waiting costs no reads: nobody is let in
 * or turned away by it.
 */
export const WAITING_FACT_MS = 60_000;
/** And one that somebody is turned away by. */
export const REFUSING_FACT_MS = 1_000;
/** How often those may look who wait for nothing. */
const OVER_POLL_SECONDS = 30;

/** What everybody who waits may know. Times are ISO 8601. */
export interface Notices {
  readonly phase: SalePhase;
  readonly opensAt?: string;
  readonly paused?: true;
  readonly passThrough?: true;
  readonly soldOutAt?: string;
  readonly message?: string;
}

export function noticesOf(state: LineState, sale: Sale, now: number): Notices {
  const { phase, admits, opensAt, soldOutAt } = sale;
  const { message, paused } = state.controls;
  const isBefore = phase === 'NOT_STARTED' || phase === 'EARLY';
  const admitsAny = admits && (state.ratePerSecond > 0 || isPassing(state, now));
  return {
    phase,
    ...(isBefore && opensAt !== undefined ? { opensAt: toIso(opensAt) } : {}),
    ...(paused || (phase === 'OPEN' && !admitsAny) ? { paused: true } : {}),
    ...(admits && isPassing(state, now) ? { passThrough: true } : {}),
    ...(soldOutAt === undefined ? {} : { soldOutAt: toIso(soldOutAt) }),
    ...(message === undefined ? {} : { message }),
  };
}

/** A place as it is told to its person: the pace is a header, too (RFC 9110 §10.2.3). */
export function paced<Told extends object & { readonly pollAfterSeconds?: number }>(told: Told): Reply<Told> {
  const { pollAfterSeconds } = told;
  return new Reply(
    told,
    pollAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(pollAfterSeconds) } },
  );
}

/** A line as everybody may see it, a second old at most. @throws Refusal CONCERT_NOT_FOUND */
export async function lineForAll({ store, catalog }: Pick<Line, 'store' | 'catalog'>, concertId: string, now: number) {
  const [concert, recent] = await Promise.all([
    catalog.concert(concertId, WAITING_FACT_MS),
    store.recentLine(concertId),
  ]);
  // Who waits for a concert that was taken off sale goes on seeing the line.
  if (!concert || !(concert.enabled || recent)) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const { state, joined } = recent ?? { state: newLine(concert.settings, NO_CONTROLS, now), joined: 0 };
  let sale = saleOf(concert, state, now);
  if (isOver(sale)) {
    sale = saleOf((await catalog.concert(concertId, REFUSING_FACT_MS)) ?? concert, state, now);
  }
  // The counter may have been read before the state was.
  const waiting = Math.max(0, joined - state.watermark);
  const perSecond = placesPerSecond(state, now);
  return {
    concertId,
    ...noticesOf(state, sale, now),
    closesAt: toIso(saleWindow(concert).closesAt),
    ...(state.controls.draining ? { draining: true as const } : {}),
    servingUpTo: state.watermark,
    waiting,
    ...(perSecond === undefined ? {} : { placesPerSecond: perSecond }),
    pollAfterSeconds: isOver(sale)
      ? OVER_POLL_SECONDS
      : waitingAt(waiting + 1, { line: state, sale }, now).pollAfterSeconds,
    version: state.version + state.controls.version,
  };
}

const isOver = ({ phase }: Sale) => phase === 'CLOSED' || phase === 'SOLD_OUT';

/** A line as operators see it. @throws Refusal CONCERT_NOT_FOUND */
export async function lineForOperators(
  { store, catalog }: Pick<Line, 'store' | 'catalog'>,
  concertId: string,
  now: number,
): Promise<LineView> {
  const concert = await catalog.concert(concertId, 0);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const [seen, health] = await Promise.all([store.line(concertId), store.health(now)]);
  const { state, joined } = seen ?? {
    state: newLine(concert.settings, await store.controls(concertId), now),
    joined: 0,
  };
  const { active } = await censusNow(store, concertId, state, now);
  const sale = saleOf(concert, state, now);
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, watermark, controls, version } = state;
  const { paused, draining, closed, message, passThroughUntil } = controls;
  const waiting = Math.max(0, joined - watermark);
  return {
    concertId,
    phase: sale.phase,
    paused,
    draining,
    closed,
    ...(now < passThroughUntil ? { passThroughUntil: toIso(passThroughUntil) } : {}),
    ...(sale.soldOutAt === undefined ? {} : { soldOutAt: toIso(sale.soldOutAt) }),
    ...(message === undefined ? {} : { message }),
    ...{ capacity, ratePerSecond, leaseSeconds, claimSeconds, joined, watermark, waiting, active },
    ...flowView(state, now),
    ticks: ticksView(state, waiting > 0 && ticksFrom(sale, state, now) === now ? (sale.opensAt ?? 0) : undefined, now),
    backpressure: pressureView(state, health),
    ...(state.flow.admitted === 0 ? {} : { lastAdmitAt: toIso(state.lastAdmitAt) }),
    version,
    controlsVersion: controls.version,
  };
}

function flowView(state: LineState, now: number) {
  const { flow } = state;
  const perSecond = admittedPerSecond(flow, now);
  const share = noShowShare(flow);
  const [p50, p90] = [waitOf(flow, 0.5), waitOf(flow, 0.9)];
  const waited = waitedByNext(state, now);
  return {
    admitted: flow.admitted,
    ...(perSecond === undefined
      ? {}
      : { admittedPerMinute: rounded(perSecond * 60), measuredRatePerSecond: rounded(perSecond) }),
    noShows: flow.noShows,
    ...(share === undefined ? {} : { noShowShare: rounded(share) }),
    ...(p50 === undefined || p90 === undefined ? {} : { wait: { p50, p90 } }),
    ...(waited === undefined ? {} : { waitOfNext: waited }),
  };
}

/** @param wantedSince since when ticks can admit somebody (epoch ms); undefined while they cannot */
function ticksView(
  { ticked, ticksUntil, lastAdmitAt, controls }: LineState,
  wantedSince: number | undefined,
  now: number,
) {
  // Before any tick is known to have run: since the line began, which its first admission counts from.
  const since = ticked?.ranAt ?? Math.max(wantedSince ?? 0, lastAdmitAt, controls.rateSince);
  return {
    ...(ticked
      ? { lastRanAt: toIso(ticked.ranAt), lastLateSeconds: rounded((ticked.ranAt - ticked.dueAt) / 1000) }
      : {}),
    ...(ticksUntil > now ? { sentUntil: toIso(ticksUntil) } : {}),
    ...(wantedSince === undefined ? {} : { oldestSeconds: Math.max(0, Math.floor((now - since) / 1000)) }),
  };
}

function pressureView(state: LineState, health: Health) {
  const { factor, at } = state.pressure;
  return {
    factor,
    ratePerSecond: paceOf(state),
    ...(at === 0 ? {} : { since: toIso(at) }),
    calls: health.calls,
    failedShare: rounded(failedShare(health)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
