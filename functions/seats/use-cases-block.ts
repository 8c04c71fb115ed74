// Taking seats of a date off sale: broken ones, and those that the house keeps.
import { jitter } from '../shared/aws.ts';
import type { Cause } from '../shared/event.ts';
import { keyedChars, newId, requestHash } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { fault } from '../shared/request.ts';
import { refusals } from './contract.ts';
import type { BlockingKind } from './contract-admin.ts';
import { type Blocking, decideBlocking, isStandingRoom, type Made, unknownSeats, type Wish } from './domain-block.ts';
import { type Plan, planOf } from './domain-plan.ts';
import type { BlockingStore } from './store-blockings.ts';
import { type BlockingTools, blockingView, type DatePath, findDate, putBack } from './use-cases-blockings.ts';
import type { SaleOfDate, Uncounted } from './use-cases-count.ts';
import { byBlock } from './writes.ts';

export interface BlockTools extends BlockingTools {
  /** Counts dates again: blocking the last free seats sells one out. */
  readonly count: (dates: readonly SaleOfDate[]) => Promise<readonly Uncounted<SaleOfDate>[]>;
}

export interface BlockAsked extends DatePath {
  readonly body: {
    readonly kind: BlockingKind;
    readonly reason: string;
    readonly seatNos?: readonly number[] | undefined;
    readonly standing?: { readonly section: string; readonly places: number } | undefined;
  };
  readonly by: string;
  readonly idempotencyKey: string | undefined;
  readonly cause: Cause;
}

/** How often it is tried in a row while others move the same seats. */
const TRIES = 8;

/**
 * Takes seats off sale: those that are free, or as many places of standing room as asked for, or none. Sent again with
 * its Idempotency-Key it goes on where it ended, and answers the same.
 * @throws Refusal INVALID_REQUEST, CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND, SEAT_NOT_FOUND, SECTION_NOT_FOUND,
 * SEAT_TAKEN, NOT_ENOUGH_SEATS, IDEMPOTENCY_KEY_REUSED, TRY_AGAIN
 */
export async function blockSeats(tools: BlockTools, asked: BlockAsked) {
  const { concertId, scheduleId, body, by, idempotencyKey, cause } = asked;
  const { kind, reason } = body;
  const wish = wishOf(body);
  const plan = planOf(await tools.catalog.layout((await findDate(tools.catalog, asked)).layoutId));
  checkWish(plan, wish);
  const hash = requestHash({ scheduleId, kind, reason, wish });
  const begun = await tools.store.begin({
    blockingId: idempotencyKey === undefined ? newId('blk') : `blk_${keyedChars(scheduleId, by, idempotencyKey)}`,
    scheduleId,
    kind,
    reason,
    by,
    at: tools.clock(),
    wish,
    requestHash: hash,
    version: 1,
  });
  if (begun.requestHash !== hash) throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
  const made = await make(tools, plan, begun);
  const at = begun.at;
  const blockedAt = made.outcome === 'blocked' ? { blockedAt: at } : {};
  // Also when it came to nothing: an earlier request may have blocked the last seats, and died before it counted.
  const [uncounted] = await tools.count([{ concertId, scheduleId, at, cause, ...blockedAt }]);
  if (uncounted) throw uncounted.error;
  switch (made.outcome) {
    case 'blocked': {
      const { seatNos, places, taken } = made;
      return { ...blockingView(begun), blocked: { seatNos: [...seatNos], places }, taken: [...taken] };
    }
    case 'SEAT_TAKEN':
      throw new Refusal(refusals.SEAT_TAKEN, { seats: made.taken });
    case 'NOT_ENOUGH_SEATS':
      throw new Refusal(refusals.NOT_ENOUGH_SEATS, { largest: made.largest });
    default:
      return made satisfies never;
  }
}

/** @throws Refusal INVALID_REQUEST unless it says exactly one of the two */
function wishOf({ seatNos, standing }: BlockAsked['body']): Wish {
  if (seatNos && !standing) return { seatNos: [...new Set(seatNos)].toSorted((a, b) => a - b) };
  if (standing && !seatNos) return { ...standing };
  throw fault('seatNos', {
    ko: 'seatNos와 standing 중 하나만 있어야 합니다',
    en: 'or standing is needed, and not both',
  });
}

/** @throws Refusal SEAT_NOT_FOUND with all of the numbers that are no seats, SECTION_NOT_FOUND */
function checkWish(plan: Plan, wish: Wish): void {
  if ('seatNos' in wish) {
    const missing = unknownSeats(plan, wish.seatNos);
    if (missing.length > 0) throw new Refusal(refusals.SEAT_NOT_FOUND, { seatNo: missing[0], seatNos: missing });
  } else if (!isStandingRoom(plan, wish.section)) {
    throw new Refusal(refusals.SECTION_NOT_FOUND, { section: wish.section });
  }
}

/** Brings a blocking to its end from wherever it is: what it came to is decided once. */
async function make(tools: BlockTools, plan: Plan, begun: Blocking): Promise<Made> {
  const { store, dates, clock } = tools;
  const { scheduleId, blockingId } = begun;
  for (let tries = 1; tries <= TRIES; ) {
    const seen = await store.blocking(scheduleId, blockingId);
    if (!seen) throw new Error(`blocking ${blockingId} is missing`);
    if (seen.made) return settled(tools, plan, seen, seen.made);
    const decided = decideBlocking(plan, seen, await dates.blocks(scheduleId, plan.sections.length));
    switch (decided.decision) {
      case 'take':
        if (await takeMost(store, seen, decided.addresses)) continue;
        break;
      case 'made': {
        const { made } = decided;
        const endedAt = made.outcome === 'blocked' ? undefined : clock();
        if (await store.close(seen, made, endedAt)) return settled(tools, plan, seen, made);
        break;
      }
      default:
        decided satisfies never;
    }
    await jitter(tries);
    tries += 1;
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** Block after block, until one refuses. @returns whether it took any */
async function takeMost(store: BlockingStore, from: Blocking, addresses: readonly string[]): Promise<boolean> {
  let seen = from;
  for (const { ref, slots } of byBlock(addresses)) {
    const taken = await store.take(seen, ref, slots);
    if (!taken) break;
    seen = taken;
  }
  return seen !== from;
}

/** What came to nothing keeps nothing: places that it had when the others were gone go back on sale. */
async function settled(tools: BlockTools, plan: Plan, blocking: Blocking, made: Made): Promise<Made> {
  if (made.outcome === 'NOT_ENOUGH_SEATS') await putBack(tools, plan, blocking, {});
  return made;
}
