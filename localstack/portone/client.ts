// Plays a person's identity verification at the stand-in: for the demo, the tests and the crowds.
import { randomUUID } from 'node:crypto';

export interface VerifiedAs {
  readonly name: string;
  /** yyyy-MM-dd */
  readonly birthDate: string;
}

/** What else the stand-in can be told; see play-identity.ts. */
export interface HowVerified {
  readonly action?: 'verify' | 'fail' | 'cancel';
  readonly channelKey?: string;
  readonly withCi?: boolean;
  readonly withDi?: boolean;
  /** ISO 8601 */
  readonly verifiedAt?: string;
}

const ANSWERS_WITHIN_MS = 10_000;

/** @returns the identityVerificationId, as the browser would have it */
export async function verifyIdentity(portoneUrl: string, person: VerifiedAs & HowVerified): Promise<string> {
  const id = `idv-${randomUUID()}`;
  const response = await fetch(`${portoneUrl}/play/identity-verifications/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  }).catch((cause: unknown) => {
    throw new Error(`The stand-in for PortOne at ${portoneUrl} does not answer: is npm start still running?`, {
      cause,
    });
  });
  if (!response.ok) throw new Error(`The stand-in for PortOne answers ${response.status}: ${await response.text()}`);
  return id;
}
