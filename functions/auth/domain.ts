// The rules of accounts: who someone is, and what an access token says of them (requirements R6).

export type Role = 'buyer' | 'operator';

export interface Account {
  readonly userId: string;
  /** Who the limits per person count for: one person has one, whatever account (docs/adr/013). */
  readonly personId: string;
  /** Normalised: NFKC, lower case. */
  readonly email: string;
  /** As the identity provider has it. */
  readonly name: string;
  readonly role: Role;
  /** Changes when every session shall end: a session is alive only while it carries the account's stamp. */
  readonly securityStamp: string;
  /** The keyed hashes of `PERSON#` items that name this account; none before identities were verified. */
  readonly persons: readonly string[];
  /** The terms of use that were accepted at sign-up. */
  readonly termsVersion: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The one form that addresses are compared and kept in, as the contract reads them. */
export function normalAddress(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/** Signing up gives a buyer; operators are made by a command that needs AWS credentials, never over HTTP. */
export function newAccount(given: {
  readonly userId: string;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly securityStamp: string;
  readonly persons: readonly string[];
  readonly termsVersion: string;
  readonly at: number;
}): Account {
  const { at, ...rest } = given;
  return { ...rest, role: 'buyer', createdAt: at, updatedAt: at };
}

/** What makes a signed token an access token (RFC 9068). */
export const ACCESS_TOKEN = { typ: 'at+jwt', audience: 'onsale' };

/** So long, at most, a right that was taken away is still used. */
export const ACCESS_TOKEN_SECONDS = 900;

/** What an access token says of its owner, and which session it came from. `jti` names this one token. */
export function accessClaims({ userId, personId, role }: Account, sessionId: string, jti: string) {
  return { sub: userId, personId, role, sid: sessionId, jti };
}

/** A signed-in caller. */
export interface Access {
  readonly userId: string;
  readonly personId: string;
  readonly role: Role;
  /** Absent in tokens of an older version. */
  readonly sessionId?: string;
  /** Epoch seconds at which the token ends. */
  readonly exp: number;
}

/** Whom the claims of a genuine access token name; undefined when they are not such claims. */
export function accessOf(claims: Readonly<Record<string, unknown>>): Access | undefined {
  const { sub, personId, role, sid, exp } = claims;
  if (typeof sub !== 'string' || typeof personId !== 'string' || typeof exp !== 'number') return undefined;
  if (role !== 'buyer' && role !== 'operator') return undefined;
  return { userId: sub, personId, role, ...(typeof sid === 'string' ? { sessionId: sid } : {}), exp };
}
