// Holding the best available seats: pick, hold, and on a refusal pick again (docs/adr/030-best-available.md).
import { refusals as seatRefusals } from '../seats/contract.ts';
import { bestSeats, codesOf, largestGroup, type Plan, type SeatGroup, type SeatWish } from '../seats/reads-best.ts';
import type { MapReads } from '../seats/reads-map.ts';
import { byBlock } from '../seats/writes.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { HeldSeat, Kept, Reservation } from './domain.ts';
import { chanceOf, choiceOf, chooseGroup, groupChosen, isOver, ROUNDS } from './domain-best.ts';
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
  /** As `idOf`, but where the seats of a round are kept. */
  readonly choiceIdOf: (round: number) => string;
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
    const groups = bestSeats(plan, await seen(tools, asked, learnt), { ...wish, chance });
    const group = await settleOn(tools, asked, round, chooseGroup(groups, round, chance));
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

/**
 * The seats of a round. Under a key they are those that came first, so that all who come under it claim the same ones and
 * find the claim of who died; a repeat may see no seats at all, as the map shows that claim.
 * @throws Refusal IDEMPOTENCY_KEY_REUSED
 */
async function settleOn(
  { store }: HoldTools,
  { choiceIdOf, requestHash, hasKey, now }: BestAsked,
  round: number,
  picked: SeatGroup | undefined,
): Promise<SeatGroup | undefined> {
  if (!hasKey) return picked;
  const choiceId = choiceIdOf(round);
  const there = picked ? await store.entomb(choiceOf(choiceId, picked, requestHash), now) : await store.kept(choiceId);
  if (!there) return picked;
  if (there.requestHash !== requestHash) throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
  return groupChosen(there);
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

type Round = Omit<BestAsked, 'wish' | 'plan' | 'idOf' | 'choiceIdOf' | 'seatAt'> & { readonly reservationId: string };

type Tried =
  | { readonly outcome: 'held'; readonly reservation: Reservation }
  | { readonly outcome: 'taken'; readonly refusal: Refusal };

/**
 * One round. Where a twin may be at the same round, its id is dead before anybody goes on: else both could end with a
 * reservation, of different rounds. Whatever the refusal, what is under the id decides: a twin's reservation is the answer,
 * and where a twin met seats that were taken its next round may be the very reason of this refusal.
 */
async function tryGroup(tools: HoldTools, asked: HoldAsked, isCounted: boolean): Promise<Tried> {
  const { reservationId, requestHash, hasKey } = asked;
  try {
    return { outcome: 'held', reservation: await hold(tools, asked) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isTaken = error.kind.code === seatRefusals.SEAT_TAKEN.code;
    if (!hasKey && isTaken) return { outcome: 'taken', refusal: error };
    if (!hasKey) throw error;
    const there = isTaken ? await endRound(tools, asked, error) : await tools.store.kept(reservationId);
    if (!there && !isTaken) throw error;
    if (there && !isOver(there, requestHash)) {
      return { outcome: 'held', reservation: await answerFrom(tools, asked, there) };
    }
    if (isCounted) await tools.store.endEntry(asked, reservationId);
    return { outcome: 'taken', refusal: error };
  }
}

/** Makes a round's id dead by its refusal, if nothing is under it. @returns what is */
function endRound({ store }: HoldTools, asked: HoldAsked, { kind, fields }: Refusal): Promise<Kept | undefined> {
  const { reservationId, requestHash, now } = asked;
  const refusal = { code: kind.code, fields };
  return store.entomb({ reservationId, tombstone: true, status: 'FAILED', requestHash, refusal }, now);
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
  // Of LIMIT_REACHED it is how many.
  const seats: readonly { readonly seatNo?: number }[] = Array.isArray(fields.seats) ? fields.seats : [];
  return seats.flatMap(({ seatNo }) => seatNo ?? []);
}
