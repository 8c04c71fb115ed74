// Making ids: at random, or derived with a secret so that a repeated request finds its own again.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { base62, type IdKind } from './ids.ts';

/** A new random id, e.g. `con_4k9ZtQ0aB1cD`. */
export function newId(kind: IdKind): string {
  return `${kind}_${base62(randomBytes(16))}`;
}

/** HMAC-SHA-256 over the length-prefixed parts: nobody without `secret` can aim at one. @returns 32 bytes */
export function keyedHash(secret: string, ...parts: readonly string[]): Buffer {
  const mac = createHmac('sha256', secret);
  for (const part of parts) mac.update(`${part.length}:${part}`);
  return mac.digest();
}

/** 12 characters of such a hash. */
export function keyedChars(secret: string, ...parts: readonly string[]): string {
  return base62(keyedHash(secret, ...parts));
}

/** A short fingerprint of a request body, to tell "the same key, another request" (api.md, Idempotency-Key). */
export function requestHash(request: unknown): string {
  return base62(createHash('sha256').update(JSON.stringify(request)).digest());
}

/** A short random value, e.g. for a correlation id. */
export function randomChars(): string {
  return base62(randomBytes(16));
}
