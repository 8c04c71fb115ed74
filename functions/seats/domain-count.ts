// The rules of counting a date: what its seats come to, and when it counts as sold out.
import { createHash } from 'node:crypto';
import type { Cause } from '../shared/event.ts';
import { append, type LogEntry } from '../shared/outbox.ts';
import type { Grade } from './contract.ts';
import { type Block, everySeat, parseAddress, type SeatPlan, statusOf, type Taken } from './domain.ts';

/** By `<section>.<block>`; a block that nobody wrote to is absent. */
export type Blocks = ReadonlyMap<string, Block>;

export interface GradeCount {
  readonly total: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  /** Taken off sale. */
  readonly blocked: number;
}

export type SeatCounts = Readonly<Record<Grade, GradeCount>>;

/** What of the seat at an address is stored; absent when it is free. */
export function takenAt(blocks: Blocks, at: string): Taken | undefined {
  const { section, block, slot } = parseAddress(at);
  return blocks.get(`${section}.${block}`)?.seats[slot];
}

/** How many seats each grade has, and what they read as at `now` (epoch milliseconds). */
export function countsOf(blocks: Blocks, plan: SeatPlan, now: number): SeatCounts {
  const none = () => ({ total: 0, available: 0, held: 0, sold: 0, blocked: 0 });
  const counts = { VIP: none(), STANDARD: none(), STANDING: none() };
  for (const { grade, at } of everySeat(plan)) {
    const count = counts[grade];
    count.total += 1;
    const status = statusOf(takenAt(blocks, at), now);
    if (status === 'AVAILABLE') count.available += 1;
    else if (status === 'HOLD') count.held += 1;
    else if (status === 'SOLD') count.sold += 1;
    else count.blocked += 1;
  }
  return counts;
}

/**
 * A fingerprint of who has bought which seat of a date that is sold out, or undefined: it is when every seat that is not
 * blocked is sold, and at least one is. Seats that came back and were sold or blocked again have other holders, as
 * neither a reservation that has ended nor a blocking that was lifted takes any again: so each sell-out has its own.
 */
export function holdersOf(blocks: Blocks, plan: SeatPlan): string | undefined {
  const hash = createHash('sha256');
  let sold = 0;
  for (const { at } of everySeat(plan)) {
    const taken = takenAt(blocks, at);
    if (taken?.status !== 'SOLD' && taken?.status !== 'BLOCKED') return undefined;
    if (taken.status === 'SOLD') sold += 1;
    hash.update(`${at}:${taken.holder} `);
  }
  return sold > 0 ? hash.digest('base64url') : undefined;
}

/** The reservations that have a seat, each once. */
export function buyersOf(blocks: Blocks): string[] {
  const taken = [...blocks.values()].flatMap(({ seats }) => Object.values(seats));
  return [...new Set(taken.flatMap(({ status, holder }) => (status === 'BLOCKED' ? [] : holder)))];
}

/** Whether nothing was written between two readings: then there was an instant at which all was as both say. */
export function isSameReading(one: Blocks, other: Blocks): boolean {
  return one.size === other.size && [...one].every(([name, { version }]) => other.get(name)?.version === version);
}

/** A sell-out that was told. Times are epoch milliseconds. */
export interface SoldOutFacts {
  /** The item's version that told it, as its log entry says. */
  readonly v: number;
  /** Which one of the date it was, from 1. */
  readonly no: number;
  readonly soldOutAt: number;
  readonly secondsSinceOpen: number;
}

/** What is known of a date's sell-outs. */
export interface Counts {
  readonly concertId: string;
  readonly version: number;
  readonly soldOutNo: number;
  /** The fingerprint of the last sell-out's holders. */
  readonly holders: string;
  /** Those that the log tells, the newest last. */
  readonly soldOuts: readonly SoldOutFacts[];
  readonly log: readonly LogEntry[];
}

/**
 * The counts after one more sell-out was found.
 * @param found `lastSaleAt`: when the last of its holders' seats was sold, or blocked after that, if it is known;
 *   `cause`: of the message that led here, which may be one of an older sale. Times are epoch milliseconds
 */
export function withSoldOut(
  counts: Counts | undefined,
  found: {
    readonly concertId: string;
    readonly holders: string;
    readonly saleStartAt: number;
    readonly lastSaleAt: number | undefined;
    readonly cause: Cause;
    readonly now: number;
  },
): Counts {
  const { concertId, holders, saleStartAt, cause, now, lastSaleAt = now } = found;
  const version = (counts?.version ?? 0) + 1;
  const soldOutNo = (counts?.soldOutNo ?? 0) + 1;
  // Clocks differ: no sell-out is told to be in the future, or before the one that it followed.
  const isPlausible = lastSaleAt > (counts?.soldOuts.at(-1)?.soldOutAt ?? 0) && lastSaleAt <= now;
  const soldOutAt = isPlausible ? lastSaleAt : now;
  const secondsSinceOpen = Math.max(0, Math.floor((soldOutAt - saleStartAt) / 1000));
  const log = append(counts?.log ?? [], version, 'SoldOut', now, cause);
  const soldOuts = [...(counts?.soldOuts ?? []), { v: version, no: soldOutNo, soldOutAt, secondsSinceOpen }];
  const told = soldOuts.filter(({ v }) => log.some((entry) => entry.v === v));
  return { concertId, version, soldOutNo, holders, soldOuts: told, log };
}
