// The rules of accounts: who someone is, and what an access token says of them (requirements R6).

export type Role = 'buyer' | 'operator';

export interface Account {
  readonly userId: string;
  /** Who the limits per person count for; the account itself until identities are verified. */
  readonly personId: string;
  /** As its owner wrote it. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Signing up gives a buyer; operators are made by a command that needs AWS credentials, never over HTTP. */
export function newAccount(given: {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly at: number;
}): Account {
  const { userId, email, name, at } = given;
  return { userId, personId: userId, email, name, role: 'buyer', createdAt: at, updatedAt: at };
}

/** What makes a signed token an access token (RFC 9068). */
export const ACCESS_TOKEN = { typ: 'at+jwt', audience: 'onsale' };

/** So long, at most, a right that was taken away is still used. */
export const ACCESS_TOKEN_SECONDS = 900;

/** What an access token says of its owner. `jti` names this one token. */
export function accessClaims({ userId, personId, role }: Account, jti: string) {
  return { sub: userId, personId, role, jti };
}

/** A signed-in caller. */
export interface Access {
  readonly userId: string;
  readonly personId: string;
  readonly role: Role;
  /** Epoch seconds at which the token ends. */
  readonly exp: number;
}

/** Whom the claims of a genuine access token name; undefined when they are not such claims. */
export function accessOf(claims: Readonly<Record<string, unknown>>): Access | undefined {
  const { sub, personId, role, exp } = claims;
  if (typeof sub !== 'string' || typeof personId !== 'string' || typeof exp !== 'number') return undefined;
  if (role !== 'buyer' && role !== 'operator') return undefined;
  return { userId: sub, personId, role, exp };
}
