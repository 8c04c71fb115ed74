// The stand-in's refusals: statuses and bodies as PortOne's REST API has them.
// https://developers.portone.io/api/rest-v2/payment
import type { Context } from 'hono';
import type { Env } from './env.ts';

const STATUS = {
  INVALID_REQUEST: 400,
  INVALID_PAYMENT_TOKEN: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  IDENTITY_VERIFICATION_NOT_FOUND: 404,
  PAYMENT_NOT_FOUND: 404,
  NOT_FOUND: 404,
  IDENTITY_VERIFICATION_ALREADY_VERIFIED: 409,
  ALREADY_PAID: 409,
  INFORMATION_MISMATCH: 409,
  PAYMENT_NOT_PAID: 409,
  PAYMENT_ALREADY_CANCELLED: 409,
  CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN: 409,
  CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT: 409,
  PG_PROVIDER: 502,
} as const;

export type ErrorType = keyof typeof STATUS;

export const statusOf = <T extends ErrorType>(type: T) => STATUS[type];

/** @param more what this type has beside its message, such as the provider's own words */
export function refuse(
  c: Context<Env>,
  type: ErrorType,
  message: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ type, message, ...more }, STATUS[type]);
}
