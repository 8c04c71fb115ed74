// Which limit a charge would have gone over, as its refusal says.
import { ApiError } from '../../../functions/shared/client.ts';

const LIMITS = ['PER_CHARGE', 'PER_DAY', 'BALANCE'] as const;

export interface Limit {
  readonly limit: (typeof LIMITS)[number];
  /** In won; and the most that would be taken now. */
  readonly limitKrw: number;
  readonly remainingKrw: number;
}

/** @returns undefined for other refusals; reservations have a LIMIT_REACHED of their own, of seats */
export function limitIn(error: Error): Limit | undefined {
  if (!(error instanceof ApiError) || error.code !== 'LIMIT_REACHED') return undefined;
  const { limit: named, limitKrw, remainingKrw } = error.problem;
  const limit = LIMITS.find((one) => one === named);
  const isWhole = typeof limitKrw === 'number' && typeof remainingKrw === 'number';
  return limit && isWhole ? { limit, limitKrw, remainingKrw } : undefined;
}
