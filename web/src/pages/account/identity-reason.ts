// Why the server did not count a verification.
import { IDENTITY_REASONS, type IdentityReason } from '../../../../functions/auth/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';

/** @returns undefined when it was refused for something else, or not at all; `NOT_FOUND` for a reason that is new */
export function identityReason(error: Error | null): IdentityReason | undefined {
  if (!(error instanceof ApiError) || error.code !== 'IDENTITY_NOT_VERIFIED') return undefined;
  return IDENTITY_REASONS.find((reason) => reason === error.problem.reason) ?? 'NOT_FOUND';
}
