// Holding the best available seats: pick, hold, and on a refusal pick again (docs/adr/030-best-available.md).
import { refusals as seatRefusals } from '../seats/contract.ts';
import { bestSeats, codesOf, largestGroup, type Plan, type SeatGroup, type SeatWish } from '../seats/reads-best.ts';
import type { MapReads } from '../seats/reads-map.ts';
import { byBlock } from '../seats/writes.ts';
import { Refusal } from '../shared/refusal.ts';
import type { HeldSeat, Kept, Reservation } from './domain.ts';
import { chanceOf, chooseGroup, isOver, ROUNDS } from './domain-best.ts';
import type { HoldAsked, HoldTools } from './use-cases-claim.ts';
import { answerFrom, hold } from './use-cases-hold.ts';

export interface BestTools extends HoldTools {
  readonly map: Pick<MapReads, 'look'>;
}

/** A wish for the best seats of one date. */
export interface BestAsked extends Omit<HoldAsked, 'reservationId' | 'seats'> {
  readonly wish: Omit<SeatWish, 'chance'>;
  readonly plan: Plan;
  /** The id of a round, from 0: the same ones again when the request comes again under its key. */
  readonly idOf: (round: number) => string;
  /** A seat of the plan with its price. */
  readonly seatAt: (index: number) => HeldSeat;
}

/**
 * Holds the best seats that are to be had, in at most four rounds; sent again under its key it answers the same.
 * @throws Refusal NOT_ENOUGH_SEATS with the `largest` group that can be had under the same wish, and as `hold` but for
 *   SEAT_TAKEN
 */
export async function holdBest(tools: BestTools, asked: BestAsked): Promise<Reservation> {
  const { plan, wish } = asked;
  const learnt = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const reservationId = asked.idOf(round);
    const before = await readRound(tools, { ...asked, reservationId });
    if (before.decision === 'answer') return answerFrom(tools, { ...asked, reservationId }, before.kept);
    if (before.decision === 'over') continue;
    const chance = chanceOf(reservationId);
    const group = chooseGroup(bestSeats(plan, await seen(tools, asked, learnt), { ...wish, chance }), round, chance);
    if (!group) break;
    const tried = await tryGroup(tools, { ...asked, reservationId, seats: group.map(asked.seatAt) }, before.isCounted);
    if (tried.outcome === 'held') return tried.reservation;
    for (const [index, code] of await learn(tools, asked, group, tried.refusal)) learnt.set(index, code);
  }
  const largest = largestGroup(plan, await seen(tools, asked, learnt), { ...wish, chance: 0 });
  throw new Refusal(seatRefusals.NOT_ENOUGH_SEATS, { largest });
}

/** The date as the map shows it, which may be a little old, and what refusals taught since. */
async function seen(
  { map }: BestTools,
  { scheduleId, plan, now }: BestAsked,
  learnt: ReadonlyMap<number, number>,
): Promise<Uint8Array> {
  const { statuses } = await map.look({ scheduleId }, plan, { now });
  if (learnt.size === 0) return statuses;
  const next = Uint8Array.from(statuses);
  for (const [index, code] of learnt) next[index] = code;
  return next;
}

/** `isCounted`: the person's standing counts this round, as an earlier request of it came that far. */
type RoundBefore =
  | { readonly decision: 'try'; readonly isCounted: boolean }
  | { readonly decision: 'over' }
  | { readonly decision: 'answer'; readonly kept: Kept };

/** What an earlier request under the same key left under a round's id: read before anything is picked or claimed. */
async function readRound({ store }: HoldTools, asked: Round): Promise<RoundBefore> {
  const { reservationId, hasKey, requestHash } = asked;
  if (!hasKey) return { decision: 'try', isCounted: false };
  const { kept, standing } = await store.keptAndStanding(reservationId, asked);
  const entry = standing.entries[reservationId];
  const isCounted = entry !== undefined && !entry.ended;
  if (!kept) return { decision: 'try', isCounted };
  if (!isOver(kept, requestHash)) return { decision: 'answer', kept };
  if (isCounted) await store.endEntry(asked, reservationId);
  return { decision: 'over' };
}

type Round = Omit<BestAsked, 'wish' | 'plan' | 'idOf' | 'seatAt'> & { readonly reservationId: string };

type Tried =
  | { readonly outcome: 'held'; readonly reservation: Reservation }
  | { readonly outcome: 'taken'; readonly refusal: Refusal };

/**
 * One round. Where a twin may be at the same round, its id is dead before anybody goes on: else both could end with a
 * reservation, of different rounds.
 */
async function tryGroup(tools: HoldTools, asked: HoldAsked, isCounted: boolean): Promise<Tried> {
  const { reservationId, requestHash, hasKey, now } = asked;
  try {
    return { outcome: 'held', reservation: await hold(tools, asked) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind.code !== seatRefusals.SEAT_TAKEN.code) throw error;
    if (!hasKey) return { outcome: 'taken', refusal: error };
    const refusal = { code: error.kind.code, fields: error.fields };
    const there = await tools.store.entomb(
      { reservationId, tombstone: true, status: 'FAILED', requestHash, refusal },
      now,
    );
    if (there && !isOver(there, requestHash)) {
      return { outcome: 'held', reservation: await answerFrom(tools, asked, there) };
    }
    if (isCounted) await tools.store.endEntry(asked, reservationId);
    return { outcome: 'taken', refusal: error };
  }
}

/** What a refusal teaches: its blocks as they are now, and that the refused seats are not to be had. */
async function learn(
  { seats }: HoldTools,
  { plan, scheduleId, now }: BestAsked,
  group: SeatGroup,
  refusal: Refusal,
): Promise<Map<number, number>> {
  const learnt = new Map<number, number>();
  for (const { ref } of byBlock(group.map((index) => plan.seats[index]?.at ?? ''))) {
    for (const [index, code] of codesOf(plan, ref, await seats.block(scheduleId, ref), now)) learnt.set(index, code);
  }
  // A hold whose time is over may still be somebody's who is paying it: only the refusal says so.
  const named = numbersIn(refusal).flatMap((seatNo) => plan.indexOf(seatNo) ?? []);
  const isKnown = named.length > 0 || group.some((index) => learnt.get(index) !== 0);
  for (const index of isKnown ? named : group) learnt.set(index, 1);
  return learnt;
}

function numbersIn({ fields }: Refusal): number[] {
  const seats = (fields.seats ?? []) as readonly { readonly seatNo?: number }[];
  return seats.flatMap(({ seatNo }) => seatNo ?? []);
}
