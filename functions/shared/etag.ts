// Entity tags: the name of a version, and whether a client has that version already (RFC 9110 §8.8.3, §13.1.2).
import { createHash } from 'node:crypto';

/** What a tag may have between its quotes, as far as it is ours. */
const VERSION = /^[\x21\x23-\x7e]+$/;

/** 22 characters (132 bits) of SHA-256: two answers with one hash do not happen. */
export function versionOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

/**
 * `W/"<version>"`: weak, as compressed and plain answers of one version differ in their bytes.
 * @throws TypeError for a version with a character that no tag may have, e.g. a quote or a space
 */
export function weakTag(version: string): string {
  if (!VERSION.test(version)) throw new TypeError('an entity tag may not have this version');
  return `W/"${version}"`;
}

/** Whether `If-None-Match` names this version, weakly compared, alone or in a list; `*` names every one. */
export function isKnown(ifNoneMatch: string | undefined, version: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(/"([^"]*)"/g)].some(([, known]) => known === version);
}
