// The rules of seats: where each is kept, what a stored value means, and what a seat reads as (requirements R3).
import { bare } from '../shared/ids.ts';
import { PER_BLOCK, slotName } from '../shared/slots.ts';
import type { Grade, Point, SeatStatus } from './contract.ts';

/** A row's run of neighbours; what a layout may say beside that is in the catalogue's contract-layout.ts. */
export interface PlanRow {
  readonly row: string;
  readonly grade: Grade;
  readonly from: number;
  readonly to: number;
  readonly x?: readonly number[] | undefined;
  readonly y?: readonly number[] | undefined;
  readonly accessible?: readonly number[] | undefined;
  readonly companion?: readonly number[] | undefined;
}

/** Rows, or standing room. */
export interface PlanSection {
  readonly section: string;
  readonly focus?: Point | undefined;
  readonly rows?: readonly PlanRow[] | undefined;
  readonly standing?:
    | { readonly capacity: number; readonly outline?: { readonly y: number; readonly height: number } | undefined }
    | undefined;
}

/** A layout as seats are kept by; its order is the order of addresses, and never changes. */
export interface SeatPlan {
  readonly focus?: Point | undefined;
  readonly sections: readonly PlanSection[];
}

/** A seat, or a place in standing room, which has neither number nor row. */
export interface Seat {
  readonly seatNo?: number;
  readonly section: string;
  /** Empty in standing room. */
  readonly row: string;
  readonly grade: Grade;
  /** Where it is kept: `<section>.<block>.<slot>`, all from 0; the slot is one character, the attribute's name. */
  readonly at: string;
}

export interface BlockRef {
  /** The section's index in its layout. */
  readonly section: number;
  readonly block: number;
}

/** A seat that is not free; an available one is absent. A blocked one's holder is the blocking that took it off sale. */
export type Taken =
  | { readonly status: 'HOLD'; readonly holder: string; readonly untilMs: number; readonly exact: string }
  | { readonly status: 'SOLD' | 'BLOCKED'; readonly holder: string; readonly exact: string };

/** `seats` by slot. */
export interface Block {
  readonly version: number;
  readonly seats: Readonly<Record<string, Taken>>;
}

/** Every seat and standing place of a layout, in its order. */
export function* everySeat(plan: SeatPlan): Generator<Seat> {
  for (const [index, { section, rows = [], standing }] of plan.sections.entries()) {
    let position = 0;
    for (const { row, grade, from, to } of rows) {
      for (let seatNo = from; seatNo <= to; seatNo++, position++) {
        yield { seatNo, section, row, grade, at: addressOf(index, position) };
      }
    }
    for (let place = 0; place < (standing?.capacity ?? 0); place++, position++) {
      yield { section, row: '', grade: 'STANDING', at: addressOf(index, position) };
    }
  }
}

/** How many seats and standing places a section has. */
export function sizeOfSection({ rows = [], standing }: PlanSection): number {
  return rows.reduce((sum, { from, to }) => sum + to - from + 1, standing?.capacity ?? 0);
}

/** How many seats and standing places a layout has. */
export function sizeOf({ sections }: SeatPlan): number {
  return sections.reduce((sum, section) => sum + sizeOfSection(section), 0);
}

/** The seat with that number, or undefined. */
export function locate(plan: SeatPlan, seatNo: number): (Seat & { readonly seatNo: number }) | undefined {
  for (const [index, { section, rows = [] }] of plan.sections.entries()) {
    let before = 0;
    for (const { row, grade, from, to } of rows) {
      if (from <= seatNo && seatNo <= to) {
        return { seatNo, section, row, grade, at: addressOf(index, before + seatNo - from) };
      }
      before += to - from + 1;
    }
  }
  return undefined;
}

function addressOf(section: number, position: number): string {
  return addressIn({ section, block: Math.floor(position / PER_BLOCK) }, slotName(position % PER_BLOCK));
}

/** The address of a slot of a block. */
export function addressIn({ section, block }: BlockRef, slot: string): string {
  return `${section}.${block}.${slot}`;
}

export function parseAddress(at: string): BlockRef & { readonly slot: string } {
  const [section = '', block = '', slot = ''] = at.split('.');
  return { section: Number(section), block: Number(block), slot };
}

/** Slots grouped by the block that keeps them, in the order that every writer takes blocks in. */
export function byBlock(
  addresses: readonly string[],
): readonly { readonly ref: BlockRef; readonly slots: readonly string[] }[] {
  const blocks = new Map<string, { ref: BlockRef; slots: string[] }>();
  for (const at of addresses) {
    const { section, block, slot } = parseAddress(at);
    const name = `${section}.${block}`;
    const group = blocks.get(name) ?? { ref: { section, block }, slots: [] };
    group.slots.push(slot);
    blocks.set(name, group);
  }
  return [...blocks.values()].sort((a, b) => a.ref.section - b.ref.section || a.ref.block - b.ref.block);
}

/** `H`, the second at which the hold ends as 6 characters of base 36 (until the year 2038), 12 characters of the holder. */
export function heldBy(reservationId: string, untilMs: number): string {
  return `H${(untilMs / 1000).toString(36).padStart(6, '0')}${bare(reservationId)}`;
}

/** `~` and 12 characters of the holder. */
export function soldTo(reservationId: string): string {
  return `~${bare(reservationId)}`;
}

/** `!` and 12 characters of the blocking. */
export function blockedBy(blockingId: string): string {
  return `!${bare(blockingId)}`;
}

/** @throws for a value that is none of the three: nothing else is ever written */
export function readValue(value: string): Taken {
  if (/^H[0-9a-z]{6}\w{12}$/.test(value)) {
    const untilMs = Number.parseInt(value.slice(1, 7), 36) * 1000;
    return { status: 'HOLD', holder: `rsv_${value.slice(7)}`, untilMs, exact: value };
  }
  if (/^~\w{12}$/.test(value)) return { status: 'SOLD', holder: `rsv_${value.slice(1)}`, exact: value };
  if (/^!\w{12}$/.test(value)) return { status: 'BLOCKED', holder: `blk_${value.slice(1)}`, exact: value };
  throw new Error(`a seat cannot hold ${value}`);
}

/** By the codes that bits and arrays of statuses have: 0 AVAILABLE, 1 HOLD, 2 SOLD, 3 BLOCKED. */
export const STATUSES: readonly SeatStatus[] = ['AVAILABLE', 'HOLD', 'SOLD', 'BLOCKED'];

/** The status of a code; of none, AVAILABLE. */
export function statusOfCode(code: number | undefined): SeatStatus {
  return STATUSES[code ?? 0] ?? 'AVAILABLE';
}

/** What a seat reads as: a hold whose time is over is as good as none. */
export function statusOf(taken: Taken | undefined, now: number): SeatStatus {
  if (!taken) return 'AVAILABLE';
  return taken.status === 'HOLD' && taken.untilMs <= now ? 'AVAILABLE' : taken.status;
}
