// The conditional writes that move seats, one update per block: claim, release, sell, block (docs/design/data-model.md, Hold).
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, jitter } from '../shared/aws.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { Labelled } from '../shared/transaction.ts';
import {
  addressIn,
  type Block,
  type BlockRef,
  blockedBy,
  byBlock,
  heldBy,
  locate,
  readValue,
  soldTo,
  type Taken,
} from './domain.ts';
import { blockKey } from './keys.ts';
import { blockOf } from './reads.ts';

export type { Block, BlockRef, Taken };
export { addressIn, byBlock, locate };

export type BlockWrite = { readonly ok: true } | { readonly ok: false; readonly old: Block };

export interface Hold {
  readonly reservationId: string;
  /** Epoch milliseconds, on a whole second. */
  readonly untilMs: number;
}

export interface SeatWrites {
  /** The block now. */
  block(scheduleId: string, ref: BlockRef): Promise<Block>;
  /**
   * Holds all of `slots`, if each is free, already held by this very hold, or still exactly what `over` says: the value
   * of a reservation that has ended. A blocked seat is never one of them, whatever `over` says.
   */
  claim(
    scheduleId: string,
    ref: BlockRef,
    claim: Hold & { readonly slots: readonly string[]; readonly over: Readonly<Record<string, string>> },
  ): Promise<BlockWrite>;
  /** Held to sold, if each of `slots` is held by this very hold or sold to it already. */
  sell(scheduleId: string, ref: BlockRef, sale: Hold & { readonly slots: readonly string[] }): Promise<BlockWrite>;
  /**
   * Frees what `reservationId` has in a block, held or sold, but for `keep`, by compare-and-set on the exact values.
   * @throws Refusal TRY_AGAIN when others kept changing those very seats
   */
  releaseOwn(
    scheduleId: string,
    ref: BlockRef,
    own: { readonly reservationId: string; readonly keep?: readonly string[] },
  ): Promise<void>;
  /**
   * Puts those of `slots` back on sale that this blocking keeps off it, by compare-and-set on the exact value.
   * @returns the slots that it put back
   * @throws Refusal TRY_AGAIN when others kept changing those very seats
   */
  unblock(
    scheduleId: string,
    ref: BlockRef,
    blocked: { readonly blockingId: string; readonly slots: readonly string[] },
  ): Promise<readonly string[]>;
}

const RELEASE_TRIES = 6;

export function createSeatWrites({ db, SEATS_TABLE }: { db: Db; SEATS_TABLE: string }): SeatWrites {
  /** One update of a block; `seats` says per slot what it becomes (absent: free), and which values it may have had. */
  async function write(scheduleId: string, ref: BlockRef, seats: readonly SlotChange[]): Promise<BlockWrite> {
    const outcome = await conditional(
      db.send(new UpdateCommand({ TableName: SEATS_TABLE, Key: blockKey(scheduleId, ref), ...updateOf(seats) })),
    );
    return outcome.ok ? { ok: true } : { ok: false, old: blockOf(outcome.old) };
  }

  async function block(scheduleId: string, ref: BlockRef): Promise<Block> {
    const Key = blockKey(scheduleId, ref);
    const { Item } = await db.send(new GetCommand({ TableName: SEATS_TABLE, Key, ConsistentRead: true }));
    return blockOf(Item);
  }

  /** Frees what `isOwn` knows, from whatever it holds. @returns the slots it freed */
  async function free(
    scheduleId: string,
    ref: BlockRef,
    isOwn: (slot: string, holder: string) => boolean,
  ): Promise<readonly string[]> {
    let seen = await block(scheduleId, ref);
    for (let tries = 1; tries <= RELEASE_TRIES; tries++) {
      const own = Object.entries(seen.seats).filter(([slot, { holder }]) => isOwn(slot, holder));
      if (own.length === 0) return [];
      const changes = own.map(([slot, { exact }]) => ({ slot, to: undefined, free: false, from: [exact] }));
      const released = await write(scheduleId, ref, changes);
      if (released.ok) return own.map(([slot]) => slot);
      seen = released.old;
      await jitter(tries);
    }
    throw new Refusal(common.TRY_AGAIN, {}, 1);
  }

  return {
    block,

    claim(scheduleId, ref, { reservationId, untilMs, slots, over }) {
      const mine = heldBy(reservationId, untilMs);
      const changes = slots.map((slot) => {
        const ended = over[slot];
        const isOver = ended !== undefined && readValue(ended).status !== 'BLOCKED';
        return { slot, to: mine, free: true, from: isOver ? [mine, ended] : [mine] };
      });
      return write(scheduleId, ref, changes);
    },

    sell(scheduleId, ref, { reservationId, untilMs, slots }) {
      const sold = soldTo(reservationId);
      const from = [heldBy(reservationId, untilMs), sold];
      return write(
        scheduleId,
        ref,
        slots.map((slot) => ({ slot, to: sold, free: false, from })),
      );
    },

    async releaseOwn(scheduleId, ref, { reservationId, keep = [] }) {
      await free(scheduleId, ref, (slot, holder) => holder === reservationId && !keep.includes(slot));
    },

    unblock(scheduleId, ref, { blockingId, slots }) {
      return free(scheduleId, ref, (slot, holder) => holder === blockingId && slots.includes(slot));
    },
  };
}

/** Takes all of `slots` off sale, if each is free or this very blocking's: a part of a transaction with its item. */
export function blockSlots(
  SEATS_TABLE: string,
  scheduleId: string,
  ref: BlockRef,
  { blockingId, slots }: { readonly blockingId: string; readonly slots: readonly string[] },
): Labelled<'seats-are-free'> {
  const off = blockedBy(blockingId);
  const changes = slots.map((slot) => ({ slot, to: off, free: true, from: [off] }));
  const Update = { TableName: SEATS_TABLE, Key: blockKey(scheduleId, ref), ...updateOf(changes) };
  return { label: 'seats-are-free', write: { Update } };
}

interface SlotChange {
  readonly slot: string;
  /** Its new value; undefined frees it. */
  readonly to: string | undefined;
  /** Whether it may be free now. */
  readonly free: boolean;
  /** The values it may have now. */
  readonly from: readonly string[];
}

function updateOf(changes: readonly SlotChange[]) {
  const names: Record<string, string> = { '#version': 'version' };
  const values: Record<string, unknown> = { ':one': 1 };
  const placeholders = new Map<string, string>();
  const placeholderOf = (value: string) => {
    const placeholder = placeholders.get(value) ?? `:v${placeholders.size}`;
    placeholders.set(value, placeholder);
    values[placeholder] = value;
    return placeholder;
  };
  const set: string[] = [];
  const remove: string[] = [];
  const conditions: string[] = [];
  for (const [i, { slot, to, free, from }] of changes.entries()) {
    const name = `#s${i}`;
    names[name] = slot;
    if (to === undefined) remove.push(name);
    else set.push(`${name} = ${placeholderOf(to)}`);
    const allowed = from.map((value) => `${name} = ${placeholderOf(value)}`);
    conditions.push([...(free ? [`attribute_not_exists(${name})`] : []), ...allowed].join(' OR '));
  }
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
    'ADD #version :one',
  ];
  return {
    UpdateExpression: clauses.join(' '),
    ConditionExpression: conditions.map((condition) => `(${condition})`).join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}
