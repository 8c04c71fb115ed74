// What a queue token says: whose place in which line.

/** `typ` and audience of a queue token: it is never taken for an access token, nor the other way round. */
export const QUEUE_TOKEN = { typ: 'queue+jwt', audience: 'onsale-queue' } as const;

/** Whose place in which line. */
export interface QueueClaims {
  readonly userId: string;
  readonly personId: string;
  readonly concertId: string;
  readonly seq: number;
}

/** The claims as a token carries them. */
export function toClaims({ userId, ...place }: QueueClaims) {
  return { sub: userId, ...place };
}

/** The claims of a verified token; undefined when one of them is missing. */
export function claimsOf(payload: Readonly<Record<string, unknown>>): QueueClaims | undefined {
  const { sub, personId, concertId, seq } = payload;
  if (typeof sub !== 'string' || typeof personId !== 'string' || typeof concertId !== 'string') return undefined;
  if (!Number.isSafeInteger(seq) || Number(seq) < 1) return undefined;
  return { userId: sub, personId, concertId, seq: Number(seq) };
}

/** Epoch milliseconds: whoever was admitted in the last second can still use the lease, and pay for the last hold. */
export function tokenExpiry(
  closesAt: number,
  { leaseSeconds, holdSeconds }: { readonly leaseSeconds: number; readonly holdSeconds: number },
): number {
  return closesAt + (leaseSeconds + holdSeconds) * 1000;
}
