// The rules of holding the best available seats: several tries, each with an id of its own, of which one may live.
import { BASE62, bare } from '../shared/ids.ts';
import { isTombstone, type Kept, type Tombstone } from './domain.ts';

/** How many groups of seats are tried before the answer is that there are not enough. */
export const ROUNDS = 4;

/**
 * Among how many of the best groups, which do not overlap, each round chooses: the first takes the best, and who collided
 * is spread the wider the oftener. Of fewer, a crowd at the open meets again and again; of more, two who meet by chance
 * would sit further back than they must.
 */
const CHOICES = [1, 32, 256, 1_024] as const;

/**
 * Whether a round's id is dead, and the next round may begin. A round ends by the tombstone with the refusal that it got,
 * so there is never anything under a later round's id while an earlier one's is not dead by it.
 */
export function isOver(kept: Kept, requestHash: string): boolean {
  if (!isTombstone(kept) || kept.status !== 'FAILED') return false;
  return kept.requestHash === requestHash && kept.refusal?.code === 'SEAT_TAKEN';
}

/**
 * Which seats a round is for, kept under an id of its own that nothing else is ever under. Whoever comes later under the
 * same key, a twin or a repeat, tries these and no others: a map would show them the seats that this very round claimed
 * as taken.
 * @param group by index of the plan
 */
export function choiceOf(choiceId: string, group: readonly number[], requestHash: string): Tombstone {
  const refusal = { code: CHOSEN, fields: { group } };
  return { reservationId: choiceId, tombstone: true, status: 'FAILED', requestHash, refusal };
}

const CHOSEN = 'CHOSEN';

/** @throws Error when there is something else */
export function groupChosen(kept: Kept): readonly number[] {
  const refusal = isTombstone(kept) ? kept.refusal : undefined;
  const { group } = refusal?.code === CHOSEN ? refusal.fields : {};
  if (!Array.isArray(group)) throw new Error(`${kept.reservationId} is no choice of seats`);
  return group.map(Number);
}

/** A number from 0 to less than 1 that is another one for each reservation. */
export function chanceOf(reservationId: string): number {
  const digits = [...bare(reservationId).slice(0, 6)].map((char) => Math.max(0, BASE62.indexOf(char)));
  return digits.reduce((sum, digit) => sum * BASE62.length + digit, 0) / BASE62.length ** digits.length;
}

/**
 * The group that a round tries.
 * @param groups best first
 * @param round from 0
 * @returns undefined when there are none
 */
export function chooseGroup<Group extends readonly number[]>(
  groups: Iterable<Group>,
  round: number,
  chance: number,
): Group | undefined {
  const target = Math.floor(chance * (CHOICES[round] ?? CHOICES[3]));
  const chosen: Group[] = [];
  const seats = new Set<number>();
  for (const group of groups) {
    if (group.some((seat) => seats.has(seat))) continue;
    if (chosen.length === target) return group;
    chosen.push(group);
    for (const seat of group) seats.add(seat);
  }
  return chosen[Math.floor(chance * chosen.length)];
}
