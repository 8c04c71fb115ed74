// What clients say they have seen: versions are not signed, so what nobody wrote must not cost much.
import type { Clock } from '../shared/clock.ts';

/** For how long nothing is read because of what clients say, after something was read in vain. */
const IN_VAIN_MS = 500;

export interface Claims {
  /**
   * Reads what a client says that there is. A claim that holds brings the map on and costs each instance one reading of
   * what is new; after one that does not hold, no other is looked into for half a second: whoever makes it gets all.
   * @param work reads strongly, and says whether the claim held
   * @returns false also when it was not looked into
   */
  check(work: () => Promise<boolean>): Promise<boolean>;
}

/** The claims about one date. Only one is looked into at a time: the caller sees to that. */
export function createClaims(clock: Clock): Claims {
  let vainAt = Number.NEGATIVE_INFINITY;
  return {
    async check(work) {
      const at = clock();
      if (at >= vainAt && at - vainAt < IN_VAIN_MS) return false;
      // A reading that fails counts, too: a busy table is not asked again and again.
      vainAt = at;
      const holds = await work();
      if (holds) vainAt = Number.NEGATIVE_INFINITY;
      return holds;
    },
  };
}
