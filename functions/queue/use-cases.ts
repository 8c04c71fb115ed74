// What a person can ask of the line: join it, ask for the place, leave; and what a purchase does to it.

import type { TokenSigner } from '../auth/writes.ts';
import { refusals as catalogRefusals } from '../catalog/contract.ts';
import { type ConcertFacts, isOnSale, saleWindow } from '../catalog/reads.ts';
import { toIso } from '../shared/clock.ts';
import type { Buyer } from '../shared/http.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { newLine, TICKS_AHEAD_MS } from './domain.ts';
import { lastSoldOutAt, type Waiting, waitingAt } from './domain-pace.ts';
import { admission, isOver, leaseEnd, leaseFrom, SKEW_MS } from './domain-places.ts';
import { QUEUE_TOKEN, type QueueClaims, toClaims, tokenExpiry } from './domain-token.ts';
import { ensureTicks, type Line } from './use-cases-admit.ts';

/** Reads a queue token; undefined for one that is missing or not genuine (reads.ts, verifyQueueToken). */
export type ReadToken = (token: string | undefined, now: number) => Promise<QueueClaims | undefined>;

export type Standing =
  /** `soldOutAt`: ISO 8601. */
  | ({ readonly status: 'WAITING'; readonly soldOutAt?: string } & Waiting)
  /** `activeUntil`: ISO 8601. */
  | { readonly status: 'ACTIVE'; readonly queuePosition: 0; readonly activeUntil: string };

type Place = Pick<QueueClaims, 'concertId' | 'seq'>;

/** Looking at a place sends nobody a tick. */
type Looking = Pick<Line, 'store' | 'catalog'>;

/** How old a fact of the catalog may be that somebody is turned away by. */
const REFUSING_FACT_MS = 1_000;
/** People turned away by a busy counter come back over this many seconds. */
const BUSY_SPREAD_SECONDS = 5;
/** Seconds that a ticket outlives its token. */
const TICKET_KEPT_SECONDS = 86_400;

/**
 * Joins a concert's line, or finds the place already had; one whose place ended gets a new one at the end.
 * @throws Refusal NOT_YOU, CONCERT_NOT_FOUND, SALE_NOT_OPEN, TRY_AGAIN, QUEUE_TOKEN_ENDED
 */
export async function join(
  line: Line & { readonly signer: TokenSigner },
  asked: { buyer: Buyer; concertId: string; userId: string | undefined; now: number },
): Promise<Standing & { readonly token: string }> {
  const { buyer, concertId, now } = asked;
  if (asked.userId !== undefined && asked.userId !== buyer.userId) throw new Refusal(refusals.NOT_YOU);
  const concert = await concertOnSale(line, concertId, now);
  const expiresAt = tokenExpiry(saleWindow(concert).closesAt, concert.settings);
  const seq = await placeFor(line, { concert, personId: buyer.personId, now, expiresAt });
  const claims = { userId: buyer.userId, personId: buyer.personId, concertId, seq };
  const [standing, token] = await Promise.all([
    standingOf(line, { concertId, seq }, now),
    line.signer.sign({ ...QUEUE_TOKEN, claims: toClaims(claims), issuedAt: now, expiresAt }),
  ]);
  return { token, ...standing };
}

async function concertOnSale({ catalog }: Line, concertId: string, now: number): Promise<ConcertFacts> {
  let concert = await catalog.concert(concertId);
  if (concert && !isOnSale(concert, now)) concert = await catalog.concert(concertId, REFUSING_FACT_MS);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  if (!isOnSale(concert, now)) throw new Refusal(catalogRefusals.SALE_NOT_OPEN);
  return concert;
}

/** The place of a person in this line: the ticket's while it is good, else the next one. */
async function placeFor(
  line: Line,
  asked: { concert: ConcertFacts; personId: string; now: number; expiresAt: number },
): Promise<number> {
  const { store } = line;
  const { concert, personId, now, expiresAt } = asked;
  const { concertId } = concert;
  // Before anything else: a line that was taken off the list after its close goes on for those in it, too.
  const recent = await store.recentState(concertId);
  const state = recent?.phase === 'OPEN' ? recent : await store.open(concertId, newLine(concert.settings, now), now);
  const known = await store.ticket(concertId, personId);
  if (known !== undefined) {
    const place = await store.place(concertId, known);
    if (!isOver(place, known, now)) {
      whileEnding(leaseEnd(place.value), now);
      return known;
    }
  }
  const seq = await store.takePlace(concertId);
  if (seq === 'busy') throw new Refusal(common.TRY_AGAIN, {}, 1 + Math.floor(Math.random() * BUSY_SPREAD_SECONDS));
  const ttl = Math.ceil(expiresAt / 1000) + TICKET_KEPT_SECONDS;
  const kept = await store.keepTicket({ concertId, personId }, { seq, ended: known, joinedAt: now, ttl });
  if (kept !== seq) {
    // Another request of the same person was first: this place is nobody's, and the line passes over it.
    await store.depart(concertId, seq, 'NOT_CLAIMED');
    return kept;
  }
  const mayGoAtOnce = seq <= state.watermark + state.capacity;
  if (mayGoAtOnce && state.ticksUntil < now + TICKS_AHEAD_MS) await ensureTicks(line, concertId, now);
  return seq;
}

/** A lease that is over by this clock, and perhaps not by another's: a new place must wait until it is by all. */
function whileEnding(until: number | undefined, now: number): void {
  if (until === undefined || until > now) return;
  throw new Refusal(common.TRY_AGAIN, {}, Math.ceil((until + SKEW_MS - now) / 1000));
}

/**
 * The place that a token stands for; the first call after its admission claims it.
 * @throws Refusal QUEUE_TOKEN_INVALID, QUEUE_TOKEN_ENDED
 */
export async function status(
  line: Looking & { readonly readToken: ReadToken },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<Standing> {
  return standingOf(line, await ownPlace(line, asked), asked.now);
}

/** Gives the place up for good. @throws Refusal QUEUE_TOKEN_INVALID */
export async function leave(
  line: Line & { readonly readToken: ReadToken },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<void> {
  const { concertId, seq } = await ownPlace(line, asked);
  await line.store.depart(concertId, seq, 'LEFT');
  await ensureTicks(line, concertId, asked.now);
}

/** A purchase was completed: its place goes to the next person. Repeating it changes nothing. */
export async function endPlace(line: Line, { concertId, seq }: Place, now: number): Promise<void> {
  await line.store.depart(concertId, seq, 'BOUGHT');
  await ensureTicks(line, concertId, now);
}

async function ownPlace(
  { readToken }: { readonly readToken: ReadToken },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<Place> {
  const claims = await readToken(asked.queueToken, asked.now);
  if (claims?.userId !== asked.buyer.userId) throw new Refusal(refusals.QUEUE_TOKEN_INVALID);
  return claims;
}

/** While waiting this needs neither a read nor a write: the state is a second old at most. */
async function standingOf(line: Looking, { concertId, seq }: Place, now: number): Promise<Standing> {
  const { store } = line;
  const state = await store.recentState(concertId);
  if (!state) throw new Error(`a place in the line of ${concertId}, which has no state`);
  const position = seq - state.watermark;
  if (position > 0) {
    const soldOutAt = lastSoldOutAt(state, await datesWaitedFor(line, concertId, now), now);
    const told = soldOutAt === undefined ? {} : { soldOutAt: toIso(soldOutAt) };
    return { status: 'WAITING', ...waitingAt(position, state, now), ...told };
  }
  let place = await store.place(concertId, seq);
  if (admission(place, seq, now) === 'WAITING') {
    place = await store.claim(concertId, seq, leaseFrom(now, state.leaseSeconds));
  }
  const found = admission(place, seq, now);
  if (found === 'WAITING') throw new Error(`place ${seq} of ${concertId} was claimed and has no value`);
  if (found !== 'ACTIVE') throw new Refusal(refusals.QUEUE_TOKEN_ENDED, { reason: found });
  return { status: 'ACTIVE', queuePosition: 0, activeUntil: toIso(leaseEnd(place.value) ?? now) };
}

/** @throws Refusal QUEUE_TOKEN_ENDED when the sale is over */
async function datesWaitedFor({ catalog }: Looking, concertId: string, now: number) {
  const isClosed = (known: ConcertFacts | undefined) => known !== undefined && now >= saleWindow(known).closesAt;
  let concert = await catalog.concert(concertId);
  if (isClosed(concert)) concert = await catalog.concert(concertId, REFUSING_FACT_MS);
  if (isClosed(concert)) throw new Refusal(refusals.QUEUE_TOKEN_ENDED, { reason: 'SALE_ENDED' });
  return concert?.schedules ?? [];
}
