// What ticks and the schedule do with the line: admit, keep ticks coming, take a finished sale off the list.
import { type CatalogReads, saleWindow } from '../catalog/reads.ts';
import { inParallel } from '../shared/batch.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { count, log } from '../shared/log.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { allowance, dueTicks, isPassing, type LineState, type Ticked } from './domain.ts';
import { type Census, census, closings, move, walk } from './domain-admit.ts';
import { withJoins } from './domain-flow.ts';
import { type Block, blockOf, SKEW_MS } from './domain-places.ts';
import { type Health, press } from './domain-pressure.ts';
import { type Sale, saleOf, ticksFrom } from './domain-sale.ts';
import type { Lined, LineStore } from './store.ts';
import type { Listed } from './store-sales.ts';

/** What every use case of the line works with. */
export interface Line {
  readonly store: LineStore;
  readonly catalog: Pick<CatalogReads, 'concert'>;
  readonly sendTicks: SendMessages;
}

/** What the admitter works with. */
export interface Admitter extends Line {
  /** The share of holds and payments (0–1) above which the shop is overloaded. */
  readonly mostFailed: number;
}

/** One admission: places `from` + 1 to `to`; `active` were there before, and `admitted` of the places are somebody's. */
export interface Admission {
  readonly concertId: string;
  readonly from: number;
  readonly to: number;
  readonly admitted: number;
  readonly active: number;
  readonly capacity: number;
  /** Whether everybody was let through, whatever the capacity. */
  readonly passing: boolean;
}

/** Blocks read ahead in one tick: more people than this who left in a row are passed over by the next ticks. */
const MOST_BLOCKS_AHEAD = 500;
const BLOCKS_AT_ONCE = 100;

/**
 * Moves the watermark by as many as rate, capacity and the line allow: read, decide, one compare-and-set. Two at once,
 * or a late or repeated tick, do no harm. @returns the admission, if this call made one
 */
export async function admit(line: Admitter, concertId: string, now: number): Promise<Admission | undefined> {
  const { store, mostFailed } = line;
  const [seen, health] = await Promise.all([store.line(concertId), healthOf(line, now)]);
  if (!seen) return undefined;
  const { joined } = seen;
  const pressure = health ? press(seen.state.pressure, health, mostFailed, now) : seen.state.pressure;
  const state = { ...seen.state, pressure };
  const ending = closings(state, now);
  const waiting = joined - state.watermark;
  const sale = waiting > 0 ? await saleAt(line, concertId, state, now) : undefined;
  const usableSince = Math.max(sale?.opensAt ?? 0, state.controls.rateSince);
  const allowed = sale?.admits ? (isPassing(state, now) ? waiting : allowance(state, usableSince, now)) : 0;
  // Only these can move anything: who is active need not be counted otherwise.
  if (allowed === 0 && ending.size === 0 && pressure === seen.state.pressure) return undefined;

  const blocks = await liveBlocks(store, concertId, state, ending);
  const counted = census(state, blocks, now);
  const passing = isPassing(state, now);
  const wanted = passing ? allowed : Math.max(0, Math.min(allowed, state.capacity - counted.active));
  const walked = await walkAhead(store, concertId, { watermark: state.watermark, joined, wanted }, blocks);
  const moved = move(seen.state, { walk: walked, census: counted, blocks, joined, pressure, usableSince, now });
  if (!moved || !(await store.move(concertId, seen.state, moved, randomChars()))) return undefined;
  if (pressure.factor < seen.state.pressure.factor) {
    log.warn('pace halved', { concertId, factor: pressure.factor, ...health });
    count('paceHalved');
  }
  if (walked.to === state.watermark) return undefined;
  const { to, admitted } = walked;
  return { concertId, from: state.watermark, to, admitted, active: counted.active, capacity: state.capacity, passing };
}

/** A line does not stand still because a counter cannot be read: its pace stays as it is. */
async function healthOf({ store }: Line, now: number): Promise<Health | undefined> {
  try {
    return await store.health(now);
  } catch (error) {
    log.warn('health unread', { error: error as Error });
    return undefined;
  }
}

/** Closes what ended, and reads the rest; a closed block counts as the write returned it. */
async function liveBlocks(
  store: LineStore,
  concertId: string,
  state: LineState,
  ending: ReadonlyMap<number, number>,
): Promise<Map<number, Block>> {
  const closed = await store.closeBlocks(concertId, ending);
  const rest = await store.blocks(
    concertId,
    state.live.filter((block) => !closed.has(block)),
  );
  return new Map([...closed, ...rest]);
}

async function walkAhead(
  store: LineStore,
  concertId: string,
  line: { readonly watermark: number; readonly joined: number; readonly wanted: number },
  known: ReadonlyMap<number, Block>,
) {
  const blocks = new Map(known);
  const most = known.size + MOST_BLOCKS_AHEAD;
  for (;;) {
    const walked = walk(line, blocks);
    if (walked.missing === undefined || blocks.size >= most) return walked;
    const last = Math.min(blockOf(line.joined), walked.missing + BLOCKS_AT_ONCE - 1);
    const likely = Math.min(last, blockOf(walked.to + line.wanted - walked.admitted));
    const next = Array.from({ length: likely - walked.missing + 1 }, (_, i) => (walked.missing ?? 0) + i);
    for (const [number, block] of await store.blocks(concertId, next)) blocks.set(number, block);
  }
}

/** Where the sale is; undefined for a concert that is not there. */
async function saleAt(
  { catalog }: Pick<Line, 'catalog'>,
  concertId: string,
  state: LineState,
  now: number,
): Promise<Sale | undefined> {
  const concert = await catalog.concert(concertId);
  return concert && saleOf(concert, state, now);
}

/**
 * Sends the next ten ticks, if anybody waits for them and nobody sent them.
 * @param ticked the tick that this is part of, so that operators see when the last one ran
 */
export async function ensureTicks(line: Line, concertId: string, now: number, ticked?: Ticked): Promise<void> {
  const { store, sendTicks } = line;
  const seen = await store.line(concertId);
  if (!seen) return;
  const due = dueTicks(seen.state, { wantedFrom: await wantedFrom(line, concertId, seen, now), now });
  if (!due || !(await store.takeTicks(concertId, seen.state, { ...due, ticked }, randomChars()))) return;
  try {
    await sendTicks(due.ticks.map(({ at, delaySeconds }) => ({ body: { concertId, at }, delaySeconds })));
  } catch (error) {
    // Costs ten seconds; whoever asked had their own success already.
    log.error('ticks lost', { error: error as Error, concertId });
    count('ticksLost');
  }
}

async function wantedFrom(line: Line, concertId: string, { state, joined }: Lined, now: number) {
  if (joined <= state.watermark) return undefined;
  const sale = await saleAt(line, concertId, state, now);
  return sale && ticksFrom(sale, state, now);
}

/**
 * Each minute: sets the ticks of every open sale going again, and takes a closed one off the list once nobody in it is
 * active. One sale's failure does not keep the others waiting. @throws when some failed
 */
export async function startTicks(line: Line, now: number): Promise<{ readonly sales: number }> {
  const sales = await line.store.listed();
  const failed: unknown[] = [];
  await inParallel(sales, async (sale) => {
    try {
      await ensureTicks(line, sale.concertId, now);
      await noteJoins(line, sale.concertId, now);
      await retire(line, sale, now);
    } catch (error) {
      log.error('ticks not started', { error: error as Error, concertId: sale.concertId });
      failed.push(error);
    }
  });
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${sales.length} sales got no ticks`);
  return { sales: sales.length };
}

/** Before the open no admission notes how the line grows: how long people waited is told from this. */
async function noteJoins(line: Line, concertId: string, now: number): Promise<void> {
  const seen = await line.store.line(concertId);
  if (!seen) return;
  const { state, joined } = seen;
  if ((await saleAt(line, concertId, state, now))?.phase !== 'EARLY') return;
  if (state.flow.joins.at(-1)?.[1] === joined) return;
  const flow = withJoins(state.flow, { now, joined, watermark: state.watermark });
  await line.store.move(concertId, state, { ...state, flow }, randomChars());
}

/** How long after the close a sale is looked at: no clock may think it is still open. */
async function retire({ store, catalog }: Line, sale: Listed, now: number): Promise<void> {
  const concert = await catalog.concert(sale.concertId);
  if (!concert || now < saleWindow(concert).closesAt + SKEW_MS) return;
  const seen = await store.line(sale.concertId);
  if (seen) {
    const { active } = await censusNow(store, sale.concertId, seen.state, now);
    if (seen.state.windows.length > 0 || active > 0) return;
    if (!(await store.close(sale.concertId, seen.state, randomChars()))) return;
  }
  await store.delist(sale);
}

/** Who is active at this moment. */
export async function censusNow(store: LineStore, concertId: string, state: LineState, now: number): Promise<Census> {
  return census(state, await store.blocks(concertId, state.live), now);
}
