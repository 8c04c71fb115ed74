// Holding seats: claim them, count them against the limit, write the reservation (docs/design/data-model.md, Hold).
import { refusals as seatRefusals } from '../seats/contract.ts';
import { jitter } from '../shared/aws.ts';
import { common, Refusal, type RefusalKind } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { decideRepeat, hasEnded, isTombstone, type Kept, pending, type Reservation, type Standing } from './domain.ts';
import { decideStanding, lapsedEntries } from './domain-hold.ts';
import { listedIn, settle } from './use-cases.ts';
import { claimAll, groupsOf, type HoldAsked, type HoldTools } from './use-cases-claim.ts';

/** How often a standing is tried that others change at the same time. */
const STANDING_TRIES = 10;

/**
 * Holds seats and makes their reservation; sent again with the same id it answers the same, wherever the first one died.
 * @throws Refusal SEAT_TAKEN (with all of the seats that are), LIMIT_REACHED, RESERVATION_EXPIRED,
 *   IDEMPOTENCY_KEY_REUSED, TRY_AGAIN
 */
export async function hold(tools: HoldTools, asked: HoldAsked): Promise<Reservation> {
  const { store } = tools;
  const { kept, standing } = await store.keptAndStanding(asked.reservationId, asked);
  if (kept) return answerFrom(tools, asked, kept);
  const claimed = await claimAll(tools, asked, standing);
  if (claimed.outcome === 'own') return resume(tools, asked);
  if (claimed.outcome === 'refused') {
    if (!claimed.hasClaimed) throw claimed.refusal;
    return giveBack(tools, asked, claimed.refusal);
  }
  const refusal = await refusedBy(takeStanding(tools, asked, standing, claimed.untilMs));
  if (refusal) return giveBack(tools, asked, refusal);
  const reservation = pending(asked, { expiresAt: claimed.untilMs, now: asked.now, cause: asked.cause });
  const there = await store.create(reservation);
  if (!there) return reservation;
  await releaseUnlisted(tools, asked, there);
  // It was cancelled meanwhile: the entry that this request wrote must not count until the hold's time is over.
  if (hasEnded(there)) await store.endEntry(asked, asked.reservationId);
  // Or some of its seats were given up.
  else if (!isTombstone(there)) await store.shrinkEntry(asked, asked.reservationId, there.seats.length);
  return answerFrom(tools, asked, there);
}

/** What tells whether a reservation that is there is a request's own. */
type Repeated = Pick<HoldAsked, 'userId' | 'reservationId' | 'requestHash' | 'now' | 'cause'>;

/** What refused requests are told again. */
const REMEMBERED: Readonly<Record<string, RefusalKind>> = {
  SEAT_TAKEN: seatRefusals.SEAT_TAKEN,
  LIMIT_REACHED: refusals.LIMIT_REACHED,
  IDEMPOTENCY_KEY_REUSED: common.IDEMPOTENCY_KEY_REUSED,
};

/** The answer of a request whose reservation is there already. @throws Refusal when it is not this request's, or over */
export async function answerFrom(
  { store }: Pick<HoldTools, 'store'>,
  asked: Repeated,
  kept: Kept,
): Promise<Reservation> {
  const { reservationId, now, cause } = asked;
  const decided = decideRepeat(kept, asked, now);
  switch (decided.decision) {
    case 'answer':
      return decided.reservation;
    case 'settle': {
      const living = await settle(store, reservationId, { now, causationId: cause.causationId });
      if (living) return living;
      throw new Refusal(refusals.RESERVATION_EXPIRED);
    }
    case 'IDEMPOTENCY_KEY_REUSED':
      throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
    case 'RESERVATION_EXPIRED':
      throw new Refusal(refusals.RESERVATION_EXPIRED);
    case 'refuse-again': {
      const { code, fields } = decided.refusal;
      throw new Refusal(REMEMBERED[code] ?? refusals.RESERVATION_EXPIRED, fields);
    }
    default:
      return decided satisfies never;
  }
}

/** Goes on where an earlier request of the same reservation ended: with its answer, or with 410 and nothing held. */
async function resume(tools: HoldTools, asked: HoldAsked): Promise<Reservation> {
  const { reservationId, scheduleId, now, cause } = asked;
  const living = await settle(tools.store, reservationId, { now, causationId: cause.causationId });
  if (living) return answerFrom(tools, asked, living);
  for (const { ref } of groupsOf(asked)) await tools.seats.releaseOwn(scheduleId, ref, { reservationId });
  throw new Refusal(refusals.RESERVATION_EXPIRED);
}

/** Writes the reservation into its person's standing. @returns the refusal, when that is not allowed */
async function takeStanding(
  { store }: HoldTools,
  asked: HoldAsked,
  first: Standing,
  untilMs: number,
): Promise<Refusal | undefined> {
  const { reservationId, requestHash, seatsPerPerson, now, cause } = asked;
  const wish = { reservationId, seats: asked.seats.length, reservedAt: now, until: untilMs, requestHash };
  let seen = first;
  for (let tries = 1; tries <= STANDING_TRIES; tries++) {
    const lapsed = await Promise.all(
      lapsedEntries(seen, reservationId, now).map(async (id) => {
        const living = await settle(store, id, { now, causationId: cause.causationId });
        return [id, living?.seats.length ?? 0] as const;
      }),
    );
    const decided = decideStanding(seen, wish, new Map(lapsed), seatsPerPerson);
    switch (decided.decision) {
      case 'IDEMPOTENCY_KEY_REUSED':
        return new Refusal(common.IDEMPOTENCY_KEY_REUSED);
      case 'LIMIT_REACHED':
        return new Refusal(refusals.LIMIT_REACHED, { limit: seatsPerPerson, seats: decided.seats });
      case 'write': {
        const there = await store.writeStanding(asked, seen, decided.next);
        if (!there) return undefined;
        seen = there;
        await jitter(tries);
        break;
      }
      default:
        decided satisfies never;
    }
  }
  return new Refusal(common.TRY_AGAIN, {}, 1);
}

async function refusedBy(step: Promise<Refusal | undefined>): Promise<Refusal | undefined> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/**
 * Refuses after something was claimed. Who may ask again under the same key, and is told to, finds the claim again.
 * Otherwise first the tombstone, so that no twin of this request can make a reservation of
 * seats that are given back; only then the seats. A reservation that a twin made before is the answer.
 */
async function giveBack(tools: HoldTools, asked: HoldAsked, refusal: Refusal): Promise<Reservation> {
  if (refusal.kind.code === common.TRY_AGAIN.code && asked.hasKey) throw refusal;
  const { reservationId, requestHash, now } = asked;
  const remembered = refusal.kind.code in REMEMBERED && { code: refusal.kind.code, fields: refusal.fields };
  const there = await tools.store.entomb(
    { reservationId, tombstone: true, status: 'FAILED', requestHash, ...(remembered ? { refusal: remembered } : {}) },
    now,
  );
  await releaseUnlisted(tools, asked, there);
  const isAnswer = there && !isTombstone(there) && !hasEnded(there) && there.requestHash === requestHash;
  if (isAnswer) return answerFrom(tools, asked, there);
  throw refusal;
}

/** Frees what this reservation has in the asked blocks, but for the seats that a living one lists. */
async function releaseUnlisted({ seats }: HoldTools, asked: HoldAsked, there: Kept | undefined): Promise<void> {
  const { reservationId, scheduleId } = asked;
  for (const { ref } of groupsOf(asked)) {
    await seats.releaseOwn(scheduleId, ref, { reservationId, keep: listedIn(there, ref) });
  }
}
