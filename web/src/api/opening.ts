// When the list of concerts is about to change by itself.

interface Listed {
  /** ISO 8601. */
  readonly opensAt: string;
}

const NEAR_MS = 30_000;

/** Whether a sale is about to open, or did and the list has not heard of it yet. @param now epoch ms */
export function isOpening(
  { upcoming = [] }: { readonly upcoming?: readonly Listed[] | undefined },
  now: number,
): boolean {
  return upcoming.some(({ opensAt }) => Math.abs(Date.parse(opensAt) - now) < NEAR_MS);
}
