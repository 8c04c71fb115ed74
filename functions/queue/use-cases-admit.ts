// What ticks, the schedule and operators do with the line: admit, keep ticks coming, look at it.
import { refusals as catalogRefusals } from '../catalog/contract.ts';
import { type CatalogReads, isOnSale, saleWindow } from '../catalog/reads.ts';
import { inParallel } from '../shared/batch.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { count, log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import type { SalePhase } from './contract.ts';
import { allowance, type Census, census, closings, dueTicks, type LineState, move, newLine, walk } from './domain.ts';
import { type Block, blockOf, SKEW_MS } from './domain-places.ts';
import type { LineStore } from './store.ts';
import type { Listed } from './store-sales.ts';

/** What every use case of the line works with. */
export interface Line {
  readonly store: LineStore;
  readonly catalog: Pick<CatalogReads, 'concert'>;
  readonly sendTicks: SendMessages;
}

/** One admission: places `from` + 1 to `to`; `active` were there before, and `admitted` of the places are somebody's. */
export interface Admission {
  readonly concertId: string;
  readonly from: number;
  readonly to: number;
  readonly admitted: number;
  readonly active: number;
  readonly capacity: number;
}

/** Blocks read ahead in one tick: more people than this who left in a row are passed over by the next ticks. */
const MOST_BLOCKS_AHEAD = 500;
const BLOCKS_AT_ONCE = 100;

/**
 * Moves the watermark by as many as rate, capacity and the line allow: read, decide, one compare-and-set. Two at once,
 * or a late or repeated tick, do no harm. @returns the admission, if this call made one
 */
export async function admit(line: Line, concertId: string, now: number): Promise<Admission | undefined> {
  const { store } = line;
  const seen = await store.line(concertId);
  if (!seen) return undefined;
  const { state, joined } = seen;
  const ending = closings(state, now);
  const allowed = joined > state.watermark && (await isOpen(line, concertId, now)) ? allowance(state, now) : 0;
  // Only these two can move anything: who is active need not be counted otherwise.
  if (allowed === 0 && ending.size === 0) return undefined;

  const blocks = await liveBlocks(store, concertId, state, ending);
  const { active, dead } = census(state, blocks, now);
  const wanted = Math.max(0, Math.min(allowed, state.capacity - active));
  const walked = await walkAhead(store, concertId, { watermark: state.watermark, joined, wanted }, blocks);
  const moved = move(state, { walk: walked, dead, joined, now });
  if (!moved || !(await store.move(concertId, state, moved, randomChars()))) return undefined;
  if (walked.to === state.watermark) return undefined;
  const { to, admitted } = walked;
  return { concertId, from: state.watermark, to, admitted, active, capacity: state.capacity };
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

/** Whether people may go in: nobody is admitted to what cannot be bought. */
async function isOpen({ catalog }: Line, concertId: string, now: number): Promise<boolean> {
  const concert = await catalog.concert(concertId);
  return concert !== undefined && isOnSale(concert, now);
}

/** Sends the next ten ticks, if anybody waits for them and nobody sent them. */
export async function ensureTicks(line: Line, concertId: string, now: number): Promise<void> {
  const { store, sendTicks } = line;
  const seen = await store.line(concertId);
  if (!seen) return;
  const waiting = seen.joined > seen.state.watermark && (await isOpen(line, concertId, now));
  const due = dueTicks(seen.state, { waiting, now });
  if (!due || !(await store.takeTicks(concertId, seen.state, due, randomChars()))) return;
  try {
    await sendTicks(due.ticks.map(({ at, delaySeconds }) => ({ body: { concertId, at }, delaySeconds })));
  } catch (error) {
    // Costs ten seconds; whoever asked had their own success already.
    log.error('ticks lost', { error: error as Error, concertId });
    count('ticksLost');
  }
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
      await retire(line, sale, now);
    } catch (error) {
      log.error('ticks not started', { error: error as Error, concertId: sale.concertId });
      failed.push(error);
    }
  });
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${sales.length} sales got no ticks`);
  return { sales: sales.length };
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

async function censusNow(store: LineStore, concertId: string, state: LineState, now: number): Promise<Census> {
  return census(state, await store.blocks(concertId, state.live), now);
}

/** A sale's line as operators see it; times are epoch milliseconds. @throws Refusal CONCERT_NOT_FOUND */
export async function saleState({ store, catalog }: Pick<Line, 'store' | 'catalog'>, concertId: string, now: number) {
  const concert = await catalog.concert(concertId);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const { opensAt, closesAt } = saleWindow(concert);
  const { state, joined } = (await store.line(concertId)) ?? { state: newLine(concert.settings, now), joined: 0 };
  const { active } = await censusNow(store, concertId, state, now);
  return { concertId, phase: phaseOf(opensAt, closesAt, now), state, joined, active };
}

function phaseOf(opensAt: number, closesAt: number, now: number): SalePhase {
  if (now < opensAt) return 'NOT_STARTED';
  return now < closesAt ? 'OPEN' : 'CLOSED';
}
