// The rules of a wallet's history: what failed and for how long it is told, and how two lists become one.
import { createHash } from 'node:crypto';
import { base62 } from '../shared/ids.ts';
import type { Krw } from '../shared/money.ts';

/** An attempt to move money that failed. */
export interface Failed {
  readonly type: 'PAYMENT_FAILED' | 'CHARGE_FAILED';
  /** When, and which: lists sort by it. */
  readonly mark: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly amount?: Krw;
  readonly reservationId?: string;
  readonly reason: string;
}

const DAY_SECONDS = 86_400;
/** Days that failed attempts are told. */
const TOLD_DAYS = 90;

/** Epoch seconds until which an attempt is told that failed at `at`. */
export function toldUntilSeconds(at: number): number {
  return Math.floor(at / 1000) + TOLD_DAYS * DAY_SECONDS;
}

/** Where a failed attempt is among the others: by its time, and one place for each event however often it is told. */
export function markOf(at: number, eventId: string): string {
  return `${timeMark(at)}#${base62(createHash('sha256').update(eventId).digest())}`;
}

/** Sorts before every attempt of `at` and after every earlier one. */
export function timeMark(at: number): string {
  return String(at).padStart(13, '0');
}

/** Where each of the two lists goes on; both only go down from there. */
export interface Places {
  /** Below this line number; undefined: from the newest. */
  readonly lineBelow: number | undefined;
  /** Below this mark. */
  readonly failedBelow: string;
}

/** What a list with failed attempts begins with. What fails from now on belongs to a list asked for later. */
export function firstPlaces(now: number): Places {
  return { lineBelow: undefined, failedBelow: timeMark(now + 1) };
}

/** What a cursor holds: a line number, and with failed attempts a mark as well. */
export const LINES_CURSOR = /^\d{1,10}$/;
export const BOTH_CURSOR = /^\d{1,10} \d{13}(#[0-9A-Za-z]{12})?$/;

export function packPlaces({ lineBelow = 1, failedBelow }: Places): string {
  return `${lineBelow} ${failedBelow}`;
}

/** @param packed a text that fits BOTH_CURSOR */
export function unpackPlaces(packed: string): Places {
  const [lineBelow, failedBelow = ''] = packed.split(' ');
  return { lineBelow: Number(lineBelow), failedBelow };
}

interface Numbered {
  readonly walletVersion: number;
  readonly at: number;
}

export interface Merged<L> {
  readonly shown: readonly (L | Failed)[];
  /** Where the next page begins; undefined when this was the last one. */
  readonly next: Places | undefined;
}

/**
 * The newest `size` of two lists, each newest first and read one further than `size`. Lines keep the order of their
 * numbers, whatever the clocks of those who wrote them said; failed attempts go between them by time.
 * @param from where both lists were read from
 */
export function merge<L extends Numbered>(
  lines: readonly L[],
  failed: readonly Failed[],
  from: Places,
  size: number,
): Merged<L> {
  const shown: (L | Failed)[] = [];
  let [nextLine, nextFailed] = [0, 0];
  while (shown.length < size) {
    const [line, attempt] = [lines[nextLine], failed[nextFailed]];
    if (line && (!attempt || line.at >= attempt.at)) {
      shown.push(line);
      nextLine += 1;
    } else if (attempt) {
      shown.push(attempt);
      nextFailed += 1;
    } else return { shown, next: undefined };
  }
  if (nextLine === lines.length && nextFailed === failed.length) return { shown, next: undefined };
  const first = lines[0];
  // A list of which nothing was shown has its place all the same, or what comes in newly would be told out of turn.
  const unshown = from.lineBelow ?? (first ? first.walletVersion + 1 : 1);
  const next = {
    lineBelow: lines[nextLine - 1]?.walletVersion ?? unshown,
    failedBelow: failed[nextFailed - 1]?.mark ?? from.failedBelow,
  };
  return { shown, next };
}
