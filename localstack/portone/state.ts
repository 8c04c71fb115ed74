// What the stand-in knows: in memory, one object, so that one call makes it forget everything.
import type {
  FailedIdentityVerification,
  ReadyIdentityVerification,
  VerifiedIdentityVerification,
} from '@portone/server-sdk/identityVerification';
import type { Fault } from './faults.ts';

export type KnownVerification = ReadyIdentityVerification | VerifiedIdentityVerification | FailedIdentityVerification;

export interface State {
  /** By the id that the shop chose. */
  readonly identityVerifications: Map<string, KnownVerification>;
  /** Waiting to be met, the oldest first. */
  readonly faults: Fault[];
}

export function createState(): State {
  return { identityVerifications: new Map(), faults: [] };
}

export function reset({ identityVerifications, faults }: State): void {
  identityVerifications.clear();
  faults.length = 0;
}
