// Watching a date live: the ticket that an admitted buyer gets, and the events that it opens.
import type { TokenSigner } from '../auth/writes.ts';
import { refusals as catalogRefusals } from '../catalog/contract-refusals.ts';
import { admittedDate, type CatalogReads } from '../catalog/reads.ts';
import { refusals as queue } from '../queue/contract.ts';
import { admission, type PlaceReads } from '../queue/reads.ts';
import { leaseEnd } from '../queue/reads-recent.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import type { Buyer, Place } from '../shared/http.ts';
import { type FindKey, verifyToken } from '../shared/jwt.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { routes } from './contract-map.ts';
import { planOf } from './domain-plan.ts';
import { documentOf, eventsOf, type Round, seenVersion } from './domain-stream.ts';
import { readTicket, STREAM_TICKET, type StreamTicket, toClaims } from './domain-stream-ticket.ts';
import type { MapReads } from './reads-map.ts';

type Catalog = Pick<CatalogReads, 'concert' | 'layout'>;

/**
 * A ticket for the stream of a date: it ends with the lease.
 * @throws Refusal NOT_ADMITTED, and as `admittedDate`
 */
export async function streamTicket(
  tools: { readonly catalog: Pick<Catalog, 'concert'>; readonly places: PlaceReads; readonly signer: TokenSigner },
  asked: {
    readonly buyer: Pick<Buyer, 'userId' | 'personId'>;
    readonly place: Place;
    readonly concertId: string;
    readonly scheduleId?: string | undefined;
    readonly now: number;
  },
): Promise<{ readonly ticket: string; readonly url: string; readonly expiresAt: string }> {
  const { buyer, concertId, now } = asked;
  const { seq } = asked.place;
  const { schedule } = await admittedDate(tools.catalog, asked.place, asked);
  const place = await tools.places.place(concertId, seq);
  const reason = admission(place, seq, now);
  const until = leaseEnd(place.value);
  if (reason !== 'ACTIVE' || until === undefined) throw new Refusal(queue.NOT_ADMITTED, { reason });
  const { userId, personId } = buyer;
  const claims = toClaims({ userId, personId, concertId, seq, scheduleId: schedule.scheduleId });
  const ticket = await tools.signer.sign({ ...STREAM_TICKET, claims, issuedAt: now, expiresAt: until });
  const path = routes.stream.path.replace('{concertId}', concertId);
  return { ticket, url: `${path}?${new URLSearchParams({ ticket })}`, expiresAt: toIso(until) };
}

export interface StreamTools {
  readonly findKey: FindKey;
  /** May be a few seconds old: so much later a stream ends whose viewer left or bought. */
  readonly places: PlaceReads;
  readonly catalog: Catalog;
  readonly maps: MapReads;
  readonly clock: Clock;
  /** Waits between two rounds; who takes one round only never gets there. */
  pause(): Promise<void>;
}

export interface StreamAsked {
  readonly concertId: string;
  readonly ticket: string;
  readonly lastEventId: string | undefined;
}

const RETRY_MS = 1_000;

/**
 * A browser's EventSource gives up for good on any status but 200 (WHATWG HTML §9.2), so a busy table must not be one:
 * viewers are told to come back over these seconds.
 */
const BUSY_MS = 3_000;
const BUSY_SPREAD_MS = 4_000;

/**
 * The rounds of a stream, with pauses between them, until the lease ends or its place is given up; no round at all, where
 * that is over already. One round is a whole answer; all of them are a stream.
 * @throws Refusal STREAM_TICKET_INVALID, CONCERT_NOT_FOUND, SCHEDULE_NOT_FOUND
 */
export async function* seatEvents(tools: StreamTools, asked: StreamAsked): AsyncGenerator<Round, void, undefined> {
  for (let seen = seenVersion(asked.lastEventId); ; ) {
    const round = await whileBusy(() => nextRound(tools, asked, seen));
    if (!round) return;
    yield round;
    seen = round.events.at(-1)?.id ?? seen;
    await tools.pause();
  }
}

/** One round as a complete document of the media type `text/event-stream`; undefined when the stream is over. */
export async function streamDocument(
  tools: Omit<StreamTools, 'pause'>,
  asked: StreamAsked,
): Promise<string | undefined> {
  for await (const round of seatEvents({ ...tools, pause: async () => {} }, asked)) return documentOf(round);
  return undefined;
}

async function nextRound(tools: StreamTools, asked: StreamAsked, seen: string | undefined): Promise<Round | undefined> {
  const now = tools.clock();
  const ticket = await goodTicket(tools, asked, now);
  if (!ticket) return undefined;
  const { concertId, seq, scheduleId } = ticket;
  if (admission(await tools.places.place(concertId, seq), seq, now) !== 'ACTIVE') return undefined;
  const date = await dateOf(tools.catalog, concertId, scheduleId);
  const plan = planOf(await tools.catalog.layout(date.layoutId));
  const look = await tools.maps.look(date, plan, { now, ...(seen === undefined ? {} : { seen }) });
  return { retryMs: RETRY_MS, events: eventsOf(look, plan, date, seen) };
}

/** The ticket, or undefined when it is over. @throws Refusal STREAM_TICKET_INVALID */
async function goodTicket(
  { findKey }: Pick<StreamTools, 'findKey'>,
  { ticket, concertId }: StreamAsked,
  now: number,
): Promise<StreamTicket | undefined> {
  // By a clock at 0 no ticket is over yet: its end is ours to tell apart from a ticket that is not genuine.
  const payload = await verifyToken(ticket, { ...STREAM_TICKET, findKey, now: 0 });
  const found = readTicket(payload, { concertId, now });
  switch (found.reading) {
    case 'good':
      return found.ticket;
    case 'over':
      return undefined;
    case 'invalid':
      throw new Refusal(refusals.STREAM_TICKET_INVALID);
    default:
      return found satisfies never;
  }
}

/** The date of a ticket, be it on sale still or not; one that this instance does not know yet is looked up. */
async function dateOf(catalog: Catalog, concertId: string, scheduleId: string) {
  const named = (schedule: { readonly scheduleId: string }) => schedule.scheduleId === scheduleId;
  const known = (await catalog.concert(concertId))?.schedules.find(named);
  if (known) return known;
  const concert = await catalog.concert(concertId, 0);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const found = concert.schedules.find(named);
  if (!found) throw new Refusal(catalogRefusals.SCHEDULE_NOT_FOUND);
  return found;
}

async function whileBusy(round: () => Promise<Round | undefined>): Promise<Round | undefined> {
  try {
    return await round();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind.code !== common.TRY_AGAIN.code) throw error;
    return { retryMs: BUSY_MS + Math.floor(Math.random() * BUSY_SPREAD_MS), events: [] };
  }
}
