// What a person can ask of the line: join it, ask for the place, leave.

import type { TokenSigner } from '../auth/writes.ts';
import { refusals as catalogRefusals } from '../catalog/contract-refusals.ts';
import { type ConcertFacts, saleWindow } from '../catalog/reads.ts';
import { toIso } from '../shared/clock.ts';
import type { Buyer } from '../shared/http.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { isPassing, type LineState, newLine } from './domain.ts';
import { type Waiting, waitingAt } from './domain-eta.ts';
import { admission, isOver, leaseEnd, leaseFrom, SKEW_MS } from './domain-places.ts';
import { type Sale, saleOf, ticksFrom } from './domain-sale.ts';
import { QUEUE_TOKEN, type QueueClaims, toClaims, tokenExpiry } from './domain-token.ts';
import type { Lined } from './store.ts';
import type { PollMemory } from './store-polls.ts';
import { ensureTicks, type Line } from './use-cases-admit.ts';
import { type Notices, noticesOf, REFUSING_FACT_MS, WAITING_FACT_MS } from './use-cases-look.ts';

/** Reads a queue token; undefined for one that is missing or not genuine (reads.ts, verifyQueueToken). */
export type ReadToken = (token: string | undefined, now: number) => Promise<QueueClaims | undefined>;

export type Standing =
  | ({ readonly status: 'WAITING' } & Notices & Waiting)
  /** `activeUntil`: ISO 8601. */
  | { readonly status: 'ACTIVE'; readonly queuePosition: 0; readonly activeUntil: string };

type Place = Pick<QueueClaims, 'concertId' | 'seq'>;

/** Looking at a place sends nobody a tick. */
type Looking = Pick<Line, 'store' | 'catalog'>;

/** People turned away by a busy counter come back over this many seconds. */
const BUSY_SPREAD_SECONDS = 30;
/** Seconds that a ticket outlives its token. */
const TICKET_KEPT_SECONDS = 86_400;

/**
 * Joins a concert's line, or finds the place already had; one whose place ended gets a new one at the end.
 * @throws Refusal NOT_YOU, CONCERT_NOT_FOUND, SALE_NOT_OPEN, JOINING_STOPPED, SOLD_OUT, TRY_AGAIN, QUEUE_TOKEN_ENDED
 */
export async function join(
  line: Line & { readonly signer: TokenSigner },
  asked: { buyer: Buyer; concertId: string; userId: string | undefined; now: number },
): Promise<Standing & { readonly token: string }> {
  const { buyer, concertId, now } = asked;
  if (asked.userId !== undefined && asked.userId !== buyer.userId) throw new Refusal(refusals.NOT_YOU);
  const { concert, refusal, state } = await askToJoin(line, concertId, now);
  // Before anybody joined there is no place to be found.
  if (refusal && !state) throw refusal;
  const expiresAt = tokenExpiry(saleWindow(concert).closesAt, {
    leaseSeconds: Math.max(concert.settings.leaseSeconds, state?.leaseSeconds ?? 0),
    holdSeconds: concert.settings.holdSeconds,
  });
  const seq = await placeFor(line, { concert, refusal, state, personId: buyer.personId, now, expiresAt });
  const claims = { userId: buyer.userId, personId: buyer.personId, concertId, seq };
  const [standing, token] = await Promise.all([
    standingOf(line, { concertId, seq }, now),
    line.signer.sign({ ...QUEUE_TOKEN, claims: toClaims(claims), issuedAt: now, expiresAt }),
  ]);
  return { token, ...standing };
}

/** The concert, its line as far as it is known, and why nobody new gets a place, if so. */
async function askToJoin(line: Looking, concertId: string, now: number) {
  let state = (await line.store.recentLine(concertId))?.state;
  let concert = await line.catalog.concert(concertId);
  if (concert && refusalOf(concert, state, now)) concert = await line.catalog.concert(concertId, REFUSING_FACT_MS);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  let refusal = refusalOf(concert, state, now);
  if (!state && !refusal) {
    state = (await lineNow(line, concertId))?.state;
    refusal = refusalOf(concert, state, now);
  }
  return { concert, state, refusal };
}

/** A line that began a moment ago is not missed because this instance remembers that there was none. */
async function lineNow({ store }: Looking, concertId: string): Promise<Lined | undefined> {
  return (await store.recentLine(concertId)) ?? store.recentLine(concertId, 0);
}

function refusalOf(concert: ConcertFacts, state: LineState | undefined, now: number): Refusal | undefined {
  const { phase, opensAt } = saleOf(concert, state, now);
  if (phase === 'SOLD_OUT') return new Refusal(refusals.SOLD_OUT);
  if (phase === 'CLOSED' || !concert.enabled) return new Refusal(catalogRefusals.SALE_NOT_OPEN);
  if (phase === 'NOT_STARTED') {
    if (opensAt === undefined) return new Refusal(catalogRefusals.SALE_NOT_OPEN);
    const joinFrom = opensAt - concert.settings.earlySeconds * 1000;
    return new Refusal(catalogRefusals.SALE_NOT_OPEN, { opensAt: toIso(opensAt), joinFrom: toIso(joinFrom) });
  }
  return state?.controls.draining ? new Refusal(refusals.JOINING_STOPPED) : undefined;
}

interface Joining {
  readonly concert: ConcertFacts;
  readonly state: LineState | undefined;
  /** Why nobody new gets a place; who has one keeps it. */
  readonly refusal: Refusal | undefined;
  readonly personId: string;
  readonly now: number;
  readonly expiresAt: number;
}

/** The place of a person in this line: the ticket's while it is good, else the next one. */
async function placeFor(
  line: Line,
  { concert, refusal, personId, now, expiresAt, ...known }: Joining,
): Promise<number> {
  const { store } = line;
  const { concertId } = concert;
  // Before anything else: a line that was taken off the list after its close goes on for those in it, too.
  const state = refusal || known.state?.phase === 'OPEN' ? known.state : await opened(line, concert, now);
  const had = await store.ticket(concertId, personId);
  if (had !== undefined) {
    const place = await store.place(concertId, had);
    if (!isOver(place, had, now)) {
      whileEnding(leaseEnd(place.value), now);
      return had;
    }
  }
  if (refusal || !state) throw refusal ?? new Error(`the line of ${concertId} has no state`);
  const seq = await store.takePlace(concertId);
  if (seq === 'busy') throw new Refusal(common.TRY_AGAIN, {}, 1 + Math.floor(Math.random() * BUSY_SPREAD_SECONDS));
  const ttl = Math.ceil(expiresAt / 1000) + TICKET_KEPT_SECONDS;
  const kept = await store.keepTicket({ concertId, personId }, { seq, ended: had, joinedAt: now, ttl });
  if (kept !== seq) {
    // Another request of the same person was first: this place is nobody's, and the line passes over it.
    await store.depart(concertId, seq, 'NOT_CLAIMED');
    return kept;
  }
  const mayGoAtOnce = seq <= state.watermark + state.capacity || isPassing(state, now);
  const from = mayGoAtOnce ? ticksFrom(saleOf(concert, state, now), state, now) : undefined;
  if (from !== undefined && state.ticksUntil < from + TICKS_SOON_MS) await ensureTicks(line, concertId, now);
  return seq;
}

/** Ticks that are known to be under way for so long need not be looked after by each who joins. */
const TICKS_SOON_MS = 5_000;

/** The line's state, put if there is none, and listed for the schedule. */
export async function opened({ store }: Pick<Line, 'store'>, concert: ConcertFacts, now: number): Promise<LineState> {
  const { concertId, settings } = concert;
  return store.open(concertId, newLine(settings, await store.controls(concertId), now), now);
}

/** A lease that is over by this clock, and perhaps not by another's: a new place must wait until it is by all. */
function whileEnding(until: number | undefined, now: number): void {
  if (until === undefined || until > now) return;
  throw new Refusal(common.TRY_AGAIN, {}, Math.ceil((until + SKEW_MS - now) / 1000));
}

/**
 * The place that a token stands for; the first call after its admission claims it.
 * @throws Refusal QUEUE_TOKEN_INVALID, NOT_YOU, POLLING_TOO_FAST, QUEUE_TOKEN_ENDED
 */
export async function status(
  line: Looking & { readonly readToken: ReadToken; readonly polls: PollMemory },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<Standing> {
  const place = await ownPlace(line, asked);
  const poller = `${place.concertId}/${place.seq}`;
  const waitSeconds = line.polls.tooEarly(poller, asked.now);
  if (waitSeconds !== undefined) throw new Refusal(refusals.POLLING_TOO_FAST, {}, waitSeconds);
  const standing = await standingOf(line, place, asked.now).catch((error: unknown) => {
    // Whose place is over has no reason to ask again, and each time costs a read.
    line.polls.polled(poller, OVER_POLL_SECONDS, asked.now);
    throw error;
  });
  if (standing.status === 'WAITING') line.polls.polled(poller, standing.pollAfterSeconds, asked.now);
  else line.polls.forget(poller);
  return standing;
}

/** How often somebody may ask, in seconds, whose place is over. */
const OVER_POLL_SECONDS = 1;

/** Gives the place up for good. @throws Refusal QUEUE_TOKEN_INVALID, NOT_YOU */
export async function leave(
  line: Line & { readonly readToken: ReadToken },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<void> {
  const { concertId, seq } = await ownPlace(line, asked);
  await line.store.depart(concertId, seq, 'LEFT');
  await ensureTicks(line, concertId, asked.now);
}

/** A place belongs to a person: every account of theirs may use a token of it. */
async function ownPlace(
  { readToken }: { readonly readToken: ReadToken },
  asked: { buyer: Buyer; queueToken: string | undefined; now: number },
): Promise<Place> {
  const claims = await readToken(asked.queueToken, asked.now);
  if (!claims) throw new Refusal(refusals.QUEUE_TOKEN_INVALID);
  if (claims.personId !== asked.buyer.personId) throw new Refusal(refusals.NOT_YOU);
  return claims;
}

/** While waiting this needs neither a read nor a write: line and concert are a few seconds old at most. */
async function standingOf(line: Looking, { concertId, seq }: Place, now: number): Promise<Standing> {
  const { store } = line;
  const recent = await lineNow(line, concertId);
  if (!recent) throw new Error(`a place in the line of ${concertId}, which has no state`);
  const { state } = recent;
  if (seq > state.watermark) {
    const sale = await saleWaitedFor(line, concertId, state, now);
    return {
      status: 'WAITING',
      ...waitingAt(seq - state.watermark, { line: state, sale }, now),
      ...noticesOf(state, sale, now),
    };
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

/** @throws Refusal QUEUE_TOKEN_ENDED when the sale is over, or all was sold: nobody waits for nothing */
async function saleWaitedFor({ catalog }: Looking, concertId: string, state: LineState, now: number): Promise<Sale> {
  const at = async (maxAgeMs: number) => {
    const concert = await catalog.concert(concertId, maxAgeMs);
    if (!concert) throw new Error(`a place in the line of ${concertId}, which is not in the catalog`);
    return saleOf(concert, state, now);
  };
  let sale = await at(WAITING_FACT_MS);
  if (sale.phase === 'CLOSED' || sale.phase === 'SOLD_OUT') sale = await at(REFUSING_FACT_MS);
  if (sale.phase === 'CLOSED') throw new Refusal(refusals.QUEUE_TOKEN_ENDED, { reason: 'SALE_ENDED' });
  if (sale.phase === 'SOLD_OUT') throw new Refusal(refusals.QUEUE_TOKEN_ENDED, { reason: 'SOLD_OUT' });
  return sale;
}
