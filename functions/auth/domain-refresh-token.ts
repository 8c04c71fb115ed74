// Refresh tokens: what their text holds, how ours are told from made-up ones, and which token follows which.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyRing, RingKey } from '../shared/key-ring.ts';

export interface RefreshToken {
  readonly userId: string;
  /** `ses_…` */
  readonly sessionId: string;
  /** 256 bits as 43 characters of base64url; taken as text, so that no second spelling passes for it. */
  readonly secret: string;
}

/** A text that has the form of a refresh token. Whether it is one, `isGenuine` says. */
export interface WrittenToken extends RefreshToken {
  /** Which key of the ring its tag was made with. */
  readonly kid: string;
  readonly tag: string;
}

/** User, session, secret, key id and tag, each of one width. */
const FORM = /^ort_([0-9a-f]{32})([0-9A-Za-z]{12})([\w-]{43})([0-9A-Za-z]{8})([\w-]{16})$/;

/** 96 bits: nobody hits one by trying, and it only has to keep made-up tokens away from the table. */
const TAG_LENGTH = 16;

export function parseRefreshToken(text: string): WrittenToken | undefined {
  const [, user, session, secret, kid, tag] = FORM.exec(text) ?? [];
  if (!user || !session || !secret || !kid || !tag) return undefined;
  const userId = user.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { userId, sessionId: `ses_${session}`, secret, kid, tag };
}

/** Whether we issued it: an altered or made-up token is none, and needs no look at the table. */
export function isGenuine(written: WrittenToken, ring: KeyRing): boolean {
  const key = ring.byId(written.kid);
  return key !== undefined && timingSafeEqual(Buffer.from(written.tag), Buffer.from(tagOf(written, key)));
}

export function refreshTokenText(token: RefreshToken, key: RingKey): string {
  const { userId, sessionId, secret } = token;
  return `ort_${userId.replaceAll('-', '')}${sessionId.slice('ses_'.length)}${secret}${key.kid}${tagOf(token, key)}`;
}

function tagOf({ userId, sessionId, secret }: RefreshToken, key: RingKey): string {
  return key.hash('refresh tag', userId, sessionId, secret).toString('base64url').slice(0, TAG_LENGTH);
}

/**
 * The one token that follows: derived, so that it can be given again though only its hash was kept.
 * @param salt random, another one for each use: the token and the key alone tell nothing
 */
export function successorOf({ userId, sessionId, secret }: RefreshToken, key: RingKey, salt: string): RefreshToken {
  const next = key.hash('refresh successor', userId, sessionId, secret, salt).toString('base64url');
  return { userId, sessionId, secret: next };
}

/** What is kept of a token. Its secret is random, so one round of SHA-256 hides it. */
export function hashOf({ secret }: RefreshToken): string {
  return createHash('sha256').update(secret).digest('base64url');
}
