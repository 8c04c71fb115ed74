// The version of a large date's map: how many deltas it is made of, and which blocks are newer than they say.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Plan, PlanBlock } from './domain-plan.ts';
import { readerOf, varints } from './domain-varint.ts';
import { isLapse, MOST_CHARACTERS, tagOf } from './domain-version.ts';

/** A state that a client has seen. */
export interface LargeVersion {
  /** The last delta's; 0: no map was kept, all is in `newer`. */
  readonly version: number;
  /** The last second at which a hold was over in it, 0 for none. */
  readonly lapse: number;
  /** Versions of the blocks that were read from the table itself, as the deltas did not have them yet. */
  readonly newer: ReadonlyMap<PlanBlock, number>;
}

/** `<tag>.<delta>.<lapse>`, and where blocks are newer `.<state>`: base64url of deflate of their versions, or 0. */
export function largeVersion(scheduleId: string, plan: Plan, { version, lapse, newer }: LargeVersion): string {
  const known = `${tagOf('L', scheduleId, plan)}.${version.toString(36)}.${lapse.toString(36)}`;
  if (newer.size === 0) return known;
  const vector = deflateRawSync(Uint8Array.from(varints(plan.blocks.map((block) => newer.get(block) ?? 0))));
  const whole = `${known}.${vector.toString('base64url')}`;
  return whole.length > MOST_CHARACTERS ? createHash('sha256').update(whole).digest('base64url') : whole;
}

/** What a version says, or undefined when it is of another date, of the future, or none of ours. */
export function readLarge(version: string, scheduleId: string, plan: Plan, now: number): LargeVersion | undefined {
  const pattern = /^([\w-]{8})\.([0-9a-z]{1,10})\.([0-9a-z]{1,7})(?:\.([\w-]+))?$/;
  const [, tag, delta = '', last = '', vector] = pattern.exec(version) ?? [];
  const lapse = Number.parseInt(last, 36);
  if (tag !== tagOf('L', scheduleId, plan) || !isLapse(lapse, now)) return undefined;
  const newer = vector === undefined ? new Map<PlanBlock, number>() : newerOf(vector, plan);
  return newer && { version: Number.parseInt(delta, 36), lapse, newer };
}

function newerOf(vector: string, plan: Plan): Map<PlanBlock, number> | undefined {
  try {
    const bytes = inflateRawSync(Buffer.from(vector, 'base64url'), { maxOutputLength: plan.blocks.length * 8 });
    const reader = readerOf(bytes);
    const all = plan.blocks.map((block) => [block, reader.next()] as const);
    return reader.ends ? new Map(all.filter(([, version]) => version > 0)) : undefined;
  } catch {
    return undefined;
  }
}
