// The rules of a place in line: where it is kept, what its value means, which blocks of places still matter.
import { PER_BLOCK, slotName } from '../shared/slots.ts';
import type { EndReason } from './contract.ts';

/** How far the clocks of two instances may be apart: a lease counts as active that much longer for the admitter. */
export const SKEW_MS = 10_000;

/** How a place was given up. `NOT_CLAIMED` here: nobody ever held it (its joiner already had another). */
export type Departure = 'LEFT' | 'BOUGHT' | 'NOT_CLAIMED';

const DEPARTED: Readonly<Record<Departure, string>> = { LEFT: '0', BOUGHT: '1', NOT_CLAIMED: '2' };

/** A place as its block holds it. */
export interface PlaceState {
  /** Absent: not claimed. One character: gone. Otherwise a lease. */
  readonly value: string | undefined;
  /** Unclaimed places up to this one can no longer be claimed. */
  readonly closedThrough: number;
}

/** Up to 48 places: the values of those that have one, by seq. */
export interface Block {
  readonly values: ReadonlyMap<number, string>;
  readonly closedThrough: number;
}

/** What a place is good for. `WAITING`: not claimed, and not closed yet. */
export type Admission = 'ACTIVE' | 'WAITING' | Exclude<EndReason, 'SALE_ENDED' | 'SOLD_OUT'>;

export const EMPTY_BLOCK: Block = { values: new Map(), closedThrough: 0 };

export function blockOf(seq: number): number {
  return Math.floor(seq / PER_BLOCK);
}

/** The one-character attribute of a place in its block. */
export function slotOf(seq: number): string {
  return slotName(seq % PER_BLOCK);
}

/** The first and the last place of a block; places count from 1. */
export function placesOf(block: number): { readonly first: number; readonly last: number } {
  const first = block * PER_BLOCK;
  return { first: Math.max(1, first), last: first + PER_BLOCK - 1 };
}

export function placeIn(block: Block, seq: number): PlaceState {
  return { value: block.values.get(seq), closedThrough: block.closedThrough };
}

/** A lease as blocks hold it: the epoch seconds it ends at, in 6 characters of base 36. */
export function leaseFrom(now: number, leaseSeconds: number): string {
  return (Math.ceil(now / 1000) + leaseSeconds).toString(36).padStart(6, '0');
}

export function departed(how: Departure): string {
  return DEPARTED[how];
}

/** When a lease ends, in epoch milliseconds; undefined for a value that is none. */
export function leaseEnd(value: string | undefined): number | undefined {
  return value === undefined || isGone(value) ? undefined : Number.parseInt(value, 36) * 1000;
}

export function isGone(value: string | undefined): boolean {
  return value?.length === 1;
}

/** Whether somebody took this place: holds it, held it, or bought. */
export function wasTaken(value: string): boolean {
  return !isGone(value) || value === DEPARTED.BOUGHT;
}

/** What the place `seq` is good for at `now` (epoch milliseconds). Only `ACTIVE` opens the gate. */
export function admission(place: PlaceState, seq: number, now: number): Admission {
  const { value, closedThrough } = place;
  if (value === undefined) return closedThrough >= seq ? 'NOT_CLAIMED' : 'WAITING';
  const until = leaseEnd(value);
  if (until !== undefined) return until > now ? 'ACTIVE' : 'LEASE_ENDED';
  if (value === DEPARTED.BOUGHT) return 'BOUGHT';
  return value === DEPARTED.LEFT ? 'LEFT' : 'NOT_CLAIMED';
}

/**
 * Whether the place is over for good, so that its person may have another. A lease is only over once it is for
 * everybody's clock: nobody is active twice.
 */
export function isOver(place: PlaceState, seq: number, now: number): boolean {
  const until = leaseEnd(place.value);
  if (until !== undefined) return until <= now - SKEW_MS;
  return isGone(place.value) || place.closedThrough >= seq;
}

/** Block numbers as the state keeps them: the lowest, and one bit for each from there on (2,084 blocks are 261 bytes). */
export interface PackedBlocks {
  readonly tail: number;
  readonly bits: Uint8Array;
}

/** @param blocks in ascending order */
export function packBlocks(blocks: readonly number[]): PackedBlocks {
  const tail = blocks[0] ?? 0;
  const span = (blocks.at(-1) ?? tail) - tail + 1;
  const bits = new Uint8Array(blocks.length === 0 ? 0 : Math.ceil(span / 8));
  for (const block of blocks) {
    const at = block - tail;
    bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return { tail, bits };
}

/** In ascending order. */
export function unpackBlocks({ tail, bits }: PackedBlocks): number[] {
  const blocks: number[] = [];
  for (const [byte, value] of bits.entries()) {
    for (let bit = 0; bit < 8; bit++) if (value & (1 << bit)) blocks.push(tail + byte * 8 + bit);
  }
  return blocks;
}
