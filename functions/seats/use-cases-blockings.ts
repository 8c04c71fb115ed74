// A date's blockings as they are: listing them, putting their seats back on sale, and why one seat is not for sale.
import { refusals as catalogRefusals } from '../catalog/contract-refusals.ts';
import type { CatalogReads, ScheduleFacts } from '../catalog/reads.ts';
import { jitter } from '../shared/aws.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { byBlock, parseAddress, type Seat, statusOf } from './domain.ts';
import { type Blocking, blockedSeats, chosenOf, madeAsItIs, told } from './domain-block.ts';
import { type Plan, planOf } from './domain-plan.ts';
import type { DateReads } from './reads.ts';
import type { BlockingStore } from './store-blockings.ts';
import { locate, type SeatWrites } from './writes.ts';

export interface BlockingTools {
  readonly store: BlockingStore;
  readonly seats: Pick<SeatWrites, 'block' | 'unblock'>;
  readonly dates: Pick<DateReads, 'blocks'>;
  readonly catalog: Pick<CatalogReads, 'concert' | 'layout'>;
  readonly clock: Clock;
}

/** One date of a concert, as a path names it. */
export interface DatePath {
  readonly concertId: string;
  readonly scheduleId: string;
}

/** How often it is tried in a row while a blocking is still being made. */
const TRIES = 8;

/** @throws Refusal CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND */
export async function findDate(
  catalog: Pick<CatalogReads, 'concert'>,
  { concertId, scheduleId }: DatePath,
): Promise<ScheduleFacts> {
  // A date may have been made a moment ago: only what is read now can say that there is none.
  for (const maxAgeMs of [undefined, 0]) {
    const concert = await catalog.concert(concertId, maxAgeMs);
    if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
    const found = concert.schedules.find((schedule) => schedule.scheduleId === scheduleId);
    if (found) return found;
  }
  throw new Refusal(catalogRefusals.SCHEDULE_NOT_FOUND);
}

/** @throws Refusal CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND */
export async function listBlockings(tools: BlockingTools, date: DatePath) {
  const plan = await planFor(tools, date);
  const [blockings, blocks] = await Promise.all([
    tools.store.blockings(date.scheduleId),
    tools.dates.blocks(date.scheduleId, plan.sections.length),
  ]);
  const blocked = blockedSeats(plan, blocks);
  const living = blockings.flatMap((blocking) => {
    const seats = blocked.get(blocking.blockingId);
    return seats ? [{ ...blockingView(blocking), ...told(seats) }] : [];
  });
  return { blockings: living.toSorted((a, b) => (a.at < b.at ? -1 : 1)) };
}

export interface UnblockAsked extends DatePath {
  readonly blockingId: string;
  readonly body?: Chosen | undefined;
}

/** Seats with these numbers; all of a blocking, and so all places of standing room, where none are said. */
export interface Chosen {
  readonly seatNos?: readonly number[] | undefined;
}

/**
 * Puts seats of a blocking back on sale. Asked again it finds none, and changes nothing.
 * @throws Refusal CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND, BLOCKING_NOT_FOUND, TRY_AGAIN
 */
export async function unblockSeats(tools: BlockingTools, { blockingId, body = {}, ...date }: UnblockAsked) {
  const plan = await planFor(tools, date);
  const begun = await tools.store.blocking(date.scheduleId, blockingId);
  if (!begun) throw new Refusal(refusals.BLOCKING_NOT_FOUND);
  const blocking = await closed(tools, plan, begun);
  return { unblocked: told(await putBack(tools, plan, blocking, body)) };
}

/**
 * A blocking that takes no more seats: one whose maker died is closed as it is.
 * @throws Refusal TRY_AGAIN while its maker goes on
 */
async function closed({ store, dates }: BlockingTools, plan: Plan, begun: Blocking): Promise<Blocking> {
  const { scheduleId, blockingId } = begun;
  let seen: Blocking | undefined = begun;
  for (let tries = 1; seen && tries <= TRIES; tries++) {
    if (seen.made) return seen;
    const made = madeAsItIs(plan, seen, await dates.blocks(scheduleId, plan.sections.length));
    if (await store.close(seen, made, undefined)) return { ...seen, made };
    await jitter(tries);
    seen = await store.blocking(scheduleId, blockingId);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** Puts back what a closed blocking has of the chosen seats; with its last one it has ended. @returns those put back */
export async function putBack(
  { store, seats, dates, clock }: BlockingTools,
  plan: Plan,
  blocking: Blocking,
  chosen: Chosen,
): Promise<readonly Seat[]> {
  const { scheduleId, blockingId } = blocking;
  const own = blockedSeats(plan, await dates.blocks(scheduleId, plan.sections.length)).get(blockingId) ?? [];
  const wanted = chosenOf(own, chosen.seatNos);
  const free = new Set<string>();
  for (const { ref, slots } of byBlock(wanted.map(({ at }) => at))) {
    const freed = await seats.unblock(scheduleId, ref, { blockingId, slots });
    for (const slot of freed) free.add(`${ref.section}.${ref.block}.${slot}`);
  }
  if (wanted.length === own.length) await store.end(blocking, clock());
  return wanted.filter(({ at }) => free.has(at));
}

/** @throws Refusal CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND, SEAT_NOT_FOUND */
export async function seatForOperators(
  tools: BlockingTools,
  { seatNo, now, ...date }: DatePath & { readonly seatNo: number; readonly now: number },
) {
  const { plan } = await planFor(tools, date);
  const seat = locate(plan, seatNo);
  if (!seat) throw new Refusal(refusals.SEAT_NOT_FOUND, { seatNo });
  const { section, row } = seat;
  const { slot, ...ref } = parseAddress(seat.at);
  const taken = (await tools.seats.block(date.scheduleId, ref)).seats[slot];
  const shown = { seatNo, section, row, status: statusOf(taken, now) };
  switch (taken?.status) {
    case undefined:
      return shown;
    case 'HOLD':
      return { ...shown, reservationId: taken.holder, heldUntil: toIso(taken.untilMs) };
    case 'SOLD':
      return { ...shown, reservationId: taken.holder };
    case 'BLOCKED': {
      const blocking = await tools.store.blocking(date.scheduleId, taken.holder);
      return { ...shown, ...(blocking ? { blocking: blockingView(blocking) } : {}) };
    }
    default:
      return taken satisfies never;
  }
}

async function planFor({ catalog }: BlockingTools, date: DatePath): Promise<Plan> {
  return planOf(await catalog.layout((await findDate(catalog, date)).layoutId));
}

/** A blocking as an operator sees it. */
export function blockingView({ blockingId, kind, reason, by, at }: Blocking) {
  return { blockingId, kind, reason, by, at: toIso(at) };
}
