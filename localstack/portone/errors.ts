// The stand-in's refusals: statuses and bodies as PortOne's REST API has them.
import type { Context } from 'hono';
import type { Env } from './env.ts';

const STATUS = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  IDENTITY_VERIFICATION_NOT_FOUND: 404,
  NOT_FOUND: 404,
  IDENTITY_VERIFICATION_ALREADY_VERIFIED: 409,
} as const;

export type ErrorType = keyof typeof STATUS;

export const statusOf = <T extends ErrorType>(type: T) => STATUS[type];

export function refuse(c: Context<Env>, type: ErrorType, message: string): Response {
  return c.json({ type, message }, STATUS[type]);
}
