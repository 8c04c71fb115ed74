// The version of a small date's map: all that any instance needs to say what changed since, without having seen it.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DateMarks } from './domain-map.ts';
import { differing, packed, type readAt, unpacked } from './domain-map.ts';
import type { Plan } from './domain-plan.ts';
import { readerOf, varints } from './domain-varint.ts';
import { isLapse, MOST_CHARACTERS, tagOf } from './domain-version.ts';

/** A state that a client has seen: each block's version in the plan's order, and what every seat read as. */
export interface SmallVersion {
  /** The last second at which a hold was over in it, 0 for none. */
  readonly lapse: number;
  readonly versions: readonly number[];
  readonly statuses: Uint8Array;
}

/**
 * `<tag>.<lapse>.<state>`, where state is base64url of deflate of the blocks' versions and two bits a seat. Where that
 * would be longer than a client may send back, nobody can go on from it.
 */
export function smallVersion(
  scheduleId: string,
  plan: Plan,
  { versions }: DateMarks,
  { statuses, lapse }: ReturnType<typeof readAt>,
): string {
  const vector = varints(plan.blocks.map((block) => versions.get(block) ?? 0));
  const state = deflateRawSync(Uint8Array.from([...vector, ...packed(statuses)]), { level: 9 });
  const version = `${tagOf('S', scheduleId, plan)}.${lapse.toString(36)}.${state.toString('base64url')}`;
  return version.length > MOST_CHARACTERS ? nameOf(version) : version;
}

/** Names a version that is too long, for entity tags. */
const nameOf = (version: string) => createHash('sha256').update(version).digest('base64url');

/** What a version says, or undefined when it is of another date, of the future, or none of ours. */
export function readSmall(version: string, scheduleId: string, plan: Plan, now: number): SmallVersion | undefined {
  const [, tag, lapse36 = '', state = ''] = /^([\w-]{8})\.([0-9a-z]{1,7})\.([\w-]*)$/.exec(version) ?? [];
  const lapse = Number.parseInt(lapse36, 36);
  if (tag !== tagOf('S', scheduleId, plan) || !isLapse(lapse, now)) return undefined;
  try {
    const most = plan.blocks.length * 8 + plan.seats.length;
    const reader = readerOf(inflateRawSync(Buffer.from(state, 'base64url'), { maxOutputLength: most }));
    const versions = plan.blocks.map(() => reader.next());
    const statuses = unpacked(reader.take(Math.ceil(plan.seats.length / 4)), plan.seats.length);
    return reader.ends ? { lapse, versions, statuses } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether some block is older than what was seen: then these marks must not be shown to whoever saw that. */
export function isBehind({ versions }: DateMarks, plan: Plan, seen: SmallVersion): boolean {
  return plan.blocks.some((block, i) => (versions.get(block) ?? 0) < (seen.versions[i] ?? 0));
}

export const changedSince = (seen: SmallVersion, statuses: Uint8Array) => differing(seen.statuses, statuses);
