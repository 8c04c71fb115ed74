// The stream of a date: what a viewer is told of a look, and how that is written (WHATWG HTML §9.2, server-sent events).
import type { Grade, SeatStatus } from './contract.ts';
import { statusOfCode } from './domain.ts';
import { type Area, areasOf, bitsOf } from './domain-map-view.ts';
import type { Plan } from './domain-plan.ts';

/** The whole map; as the route `bitmap` answers it. */
export interface Init {
  readonly scheduleId: string;
  readonly layoutId: string;
  readonly version: string;
  readonly seats: number;
  readonly bits: string;
  readonly areas: readonly Area[];
}

/**
 * What changed since the version that was seen. It is true of that one and of no other: a seat that was taken and given
 * back in between is not in it. HTTP gives every answer to its own request; a client that trusts nobody compares `since`
 * with the version it has, and opens a new stream if they differ.
 */
export interface Update {
  readonly since: string;
  readonly version: string;
  readonly seats: readonly { readonly seatNo: number; readonly status: SeatStatus }[];
  /** The standing rooms that changed; absent when none did. */
  readonly areas?: readonly Area[];
}

/** As a client listens to them; `id`: the version of the map that it has then. */
export type StreamEvent =
  | { readonly event: 'init'; readonly id: string; readonly data: Init }
  | { readonly event: 'update'; readonly id: string; readonly data: Update };

/** What is sent at once; `retryMs`: how long a client that was cut off waits before it comes back. */
export interface Round {
  readonly retryMs: number;
  readonly events: readonly StreamEvent[];
}

const VERSION = /^[\w.-]{1,2048}$/;

/** What a client says that it saw, as far as it can be a version at all. */
export function seenVersion(lastEventId: string | undefined): string | undefined {
  return lastEventId !== undefined && VERSION.test(lastEventId) ? lastEventId : undefined;
}

interface Seen {
  readonly version: string;
  readonly statuses: Uint8Array;
  readonly changed: readonly number[] | undefined;
}

/** The date that is watched. */
export interface Watched {
  readonly scheduleId: string;
  readonly layoutId: string;
  readonly prices: Readonly<Partial<Record<Grade, number>>>;
}

/** What a viewer who saw `seen` has to be told of a look: all of it, what changed, or nothing. */
export function eventsOf(look: Seen, plan: Plan, date: Watched, seen: string | undefined): StreamEvent[] {
  const { version, statuses, changed } = look;
  if (seen === undefined || changed === undefined) {
    const { scheduleId, layoutId, prices } = date;
    const { seats, bits } = bitsOf(plan, statuses);
    const map = { seats, bits: Buffer.from(bits).toString('base64'), areas: areasOf(plan, statuses, prices) };
    return [{ event: 'init', id: version, data: { scheduleId, layoutId, version, ...map } }];
  }
  if (changed.length === 0) return [];
  const seats = changed.flatMap((index) => {
    const seatNo = plan.seats[index]?.seatNo;
    return seatNo === undefined ? [] : [{ seatNo, status: statusOfCode(statuses[index]) }];
  });
  const areas = seats.length === changed.length ? [] : areasAmong(plan, statuses, date.prices, changed);
  return [
    { event: 'update', id: version, data: { since: seen, version, seats, ...(areas.length > 0 ? { areas } : {}) } },
  ];
}

/** The standing rooms that one of these places is in, as they are now. */
function areasAmong(plan: Plan, statuses: Uint8Array, prices: Watched['prices'], changed: readonly number[]): Area[] {
  const touched = new Set(changed.map((index) => plan.seats[index]?.section));
  return areasOf(plan, statuses, prices).filter(({ section }) => touched.has(section));
}

/**
 * A round as a complete part of an event stream. Whatever is cut off of it, a client takes each event whole or not at all.
 * @throws TypeError for an id that would break its line
 */
export function documentOf({ retryMs, events }: Round): string {
  const said = events.length === 0 ? ': nothing new\n\n' : events.map(written).join('');
  return `retry: ${retryMs}\n\n${said}`;
}

function written(told: StreamEvent): string {
  if (!VERSION.test(told.id)) throw new TypeError('an event may not have this id');
  const lines = JSON.stringify(told.data).split(/\r\n|\r|\n/);
  return `id: ${told.id}\nevent: ${told.event}\n${lines.map((line) => `data: ${line}\n`).join('')}\n`;
}
