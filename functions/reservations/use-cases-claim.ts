// Claiming seats for a hold: one conditional update per block, and what its refusal means.
import { refusals as seatRefusals } from '../seats/contract.ts';
import { addressIn, type BlockRef, byBlock, type SeatWrites, type Taken } from '../seats/writes.ts';
import type { Cause } from '../shared/event.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { type Beginning, holdUntil, type Standing } from './domain.ts';
import { decideClaim } from './domain-hold.ts';
import type { ReservationStore } from './store.ts';
import { settle } from './use-cases.ts';

export interface HoldTools {
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
}

/** A wish for 1 to 8 seats of one date, all or nothing. */
export interface HoldAsked extends Beginning {
  /** Whether the request came with an Idempotency-Key, so that it can be sent again. */
  readonly hasKey: boolean;
  readonly holdSeconds: number;
  readonly seatsPerPerson: number;
  readonly now: number;
  readonly cause: Cause;
}

/** How often a block is tried that others change at the same time. */
const CLAIM_TRIES = 8;

interface Group {
  readonly ref: BlockRef;
  readonly slots: readonly string[];
}

/** The asked seats by block. */
export function groupsOf({ seats }: HoldAsked): readonly Group[] {
  return byBlock(seats.map(({ at }) => at));
}

/** What became of a wish: `own` when an earlier request of the same reservation came as far as an end. */
export type Claimed =
  | { readonly outcome: 'claimed'; readonly untilMs: number }
  | { readonly outcome: 'own' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly hasClaimed: boolean };

/** Claims block after block, in the order that everybody takes them in, until one refuses. */
export async function claimAll(tools: HoldTools, asked: HoldAsked, standing: Standing): Promise<Claimed> {
  let untilMs = holdUntil(asked.now, asked.holdSeconds);
  let hasClaimed = false;
  for (const group of groupsOf(asked)) {
    const claim = await claimBlock(tools, asked, group, { untilMs, hasClaimed });
    switch (claim.outcome) {
      case 'claimed':
        untilMs = claim.untilMs;
        hasClaimed = true;
        break;
      case 'own':
        return claim;
      case 'taken': {
        const refusal = await seatTaken(tools, asked, standing, { ...group, ...claim });
        return { outcome: 'refused', refusal, hasClaimed };
      }
      case 'busy':
        return { outcome: 'refused', refusal: new Refusal(common.TRY_AGAIN, {}, 1), hasClaimed };
      default:
        claim satisfies never;
    }
  }
  return { outcome: 'claimed', untilMs };
}

type BlockClaim =
  | { readonly outcome: 'claimed'; readonly untilMs: number }
  /** An earlier request of the same reservation came as far as an end. */
  | { readonly outcome: 'own' }
  /** `living`: slots whose time is over, but whose reservations go on, as they are paid. */
  | { readonly outcome: 'taken'; readonly seats: Readonly<Record<string, Taken>>; readonly living: readonly string[] }
  | { readonly outcome: 'busy' };

async function claimBlock(
  { seats, store }: HoldTools,
  { reservationId, scheduleId, now, cause }: HoldAsked,
  { ref, slots }: Group,
  wish: { readonly untilMs: number; readonly hasClaimed: boolean },
): Promise<BlockClaim> {
  let { untilMs } = wish;
  let over: Readonly<Record<string, string>> = {};
  for (let tries = 1; tries <= CLAIM_TRIES; tries++) {
    const claim = await seats.claim(scheduleId, ref, { reservationId, untilMs, slots, over });
    if (claim.ok) return { outcome: 'claimed', untilMs };
    const refused = { reservationId, slots, untilMs, over, hasClaimed: wish.hasClaimed };
    const decided = decideClaim(claim.old.seats, refused, now);
    switch (decided.decision) {
      case 'own-sold':
      case 'own-lapsed':
        return { outcome: 'own' };
      case 'taken':
        return { outcome: 'taken', seats: claim.old.seats, living: [] };
      case 'again': {
        const settled = await Promise.all(
          decided.lapsed.map(async (seat) => {
            const living = await settle(store, seat.holder, { now, causationId: cause.causationId });
            // A claim that another request under the same key, or who gave the seat up, left behind and died is
            // nobody's: a reservation's seats only ever become fewer, so it can never sell one that it does not list.
            const isTaken = living?.seats.some(({ at }) => at === addressIn(ref, seat.slot)) ?? false;
            return { ...seat, isTaken };
          }),
        );
        const living = settled.filter(({ isTaken }) => isTaken).map(({ slot }) => slot);
        if (living.length > 0) return { outcome: 'taken', seats: claim.old.seats, living };
        over = { ...over, ...Object.fromEntries(settled.map(({ slot, exact }) => [slot, exact])) };
        untilMs = decided.untilMs;
        break;
      }
      default:
        decided satisfies never;
    }
  }
  return { outcome: 'busy' };
}

/** The refusal that names all of the asked seats that are taken, and says so when they are the buyer's own. */
async function seatTaken(
  { seats }: HoldTools,
  asked: HoldAsked,
  standing: Standing,
  refused: {
    ref: BlockRef;
    slots: readonly string[];
    seats: Readonly<Record<string, Taken>>;
    living: readonly string[];
  },
): Promise<Refusal> {
  const { reservationId, scheduleId, now } = asked;
  const found = await Promise.all(
    groupsOf(asked).map(async ({ ref, slots }) => {
      const isRefused = ref.section === refused.ref.section && ref.block === refused.ref.block;
      const block = isRefused ? refused : await seats.block(scheduleId, ref);
      return slots.flatMap((slot) => {
        const taken = block.seats[slot];
        if (!taken || (!isRefused && taken.holder === reservationId)) return [];
        const isOver = taken.status === 'HOLD' && taken.untilMs <= now;
        if (isOver && !(isRefused && refused.living.includes(slot))) return [];
        return [{ at: addressIn(ref, slot), ...taken }];
      });
    }),
  );
  const taken = new Map(found.flat().map((seat) => [seat.at, seat]));
  const yours = [...taken.values()].find(({ holder }) => standing.entries[holder] && !standing.entries[holder].ended);
  return new Refusal(seatRefusals.SEAT_TAKEN, {
    seats: asked.seats.flatMap(({ seatNo, at }) => {
      const seat = taken.get(at);
      return seat ? [{ seatNo, status: seat.status }] : [];
    }),
    ...(yours ? { yours: true, reservationId: yours.holder } : {}),
  });
}
