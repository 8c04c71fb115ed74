// What a person can ask of sessions: to begin one, to stay in it, to see them, and to end others.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../shared/clock.ts';
import type { KeyRing, ReadRing } from '../shared/key-ring.ts';
import { newId, randomChars } from '../shared/keyed-id.ts';
import { count, log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract-sessions.ts';
import { ACCESS_TOKEN, ACCESS_TOKEN_SECONDS, type Account, accessClaims } from './domain.ts';
import { isGenuine, parseRefreshToken, refreshTokenText, type WrittenToken } from './domain-refresh-token.ts';
import { decideRefresh, isAlive, newSession, type Session, untoldEvent } from './domain-session.ts';
import type { AccountStore } from './store.ts';
import type { SessionId, SessionStore } from './store-sessions.ts';
import type { TokenSigner } from './writes.ts';

/** How often a refresh is decided anew while others use the same token. */
const ROUNDS = 5;

/** How many sessions a list shows. */
const SHOWN = 100;

const SECRET_BYTES = 32;
const SALT_BYTES = 16;

export interface SessionTools {
  readonly sessions: SessionStore;
  /** What refresh tokens are made with. */
  readonly ring: ReadRing;
  readonly signer: TokenSigner;
}

/** The tokens of a session that goes on. */
export interface Opened {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  /** Epoch milliseconds: when the refresh token ends unless it is used before. */
  readonly refreshExpiresAt: number;
}

/** Begins a session of an account whose owner has just proved to be that. @param asked `device` as the `User-Agent` came */
export async function openSession(
  { sessions, ring, signer }: SessionTools,
  asked: { account: Account; device: string | undefined; now: number },
): Promise<Opened> {
  const { account, device, now } = asked;
  const { newest } = await ring();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const first = { userId: account.userId, sessionId: newId('ses'), secret };
  const session = newSession({ first, kid: newest.kid, stamp: account.securityStamp, device, now });
  const opened = await tokensOf({ account, session, refreshToken: refreshTokenText(first, newest) }, signer, now);
  await sessions.add(session);
  return opened;
}

async function tokensOf(
  given: { account: Account; session: Session; refreshToken: string },
  signer: TokenSigner,
  now: number,
): Promise<Opened> {
  const { account, session, refreshToken } = given;
  const accessToken = await signer.sign({
    ...ACCESS_TOKEN,
    claims: accessClaims(account, session.sessionId, randomChars()),
    issuedAt: now,
    expiresAt: now + ACCESS_TOKEN_SECONDS * 1000,
  });
  return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, refreshToken, refreshExpiresAt: session.expiresAt };
}

interface Family {
  readonly account: Account | undefined;
  readonly session: Session | undefined;
}

export interface FamilyReads {
  readonly accounts: Pick<AccountStore, 'account'>;
  readonly sessions: Pick<SessionStore, 'session'>;
}

/**
 * The account and one of its sessions as they were at one instant. A new password moves both stamps in one transaction,
 * and who read one before and one after must not take that for the end: two looks that found the same are believed.
 */
export async function readFamily({ accounts, sessions }: FamilyReads, id: SessionId): Promise<Family> {
  const look = async () => {
    const [account, session] = await Promise.all([accounts.account(id.userId), sessions.session(id)]);
    return { account, session };
  };
  const agree = ({ account, session }: Family) => !account || !session || account.securityStamp === session.stamp;
  let seen = await look();
  for (let rounds = 1; rounds < ROUNDS && !agree(seen); rounds++) {
    const { account, session } = seen;
    seen = await look();
    if (seen.account?.securityStamp === account?.securityStamp && seen.session?.stamp === session?.stamp) break;
  }
  return seen;
}

/** The account and the session of an access token, or undefined when that session is over: the token may outlive it. */
export async function livingSession(
  reads: FamilyReads,
  asked: { userId: string; sessionId: string | undefined; now: number },
): Promise<{ readonly account: Account; readonly session: Session } | undefined> {
  const { userId, sessionId, now } = asked;
  if (sessionId === undefined) return undefined;
  const { account, session } = await readFamily(reads, { userId, sessionId });
  return account && session && isAlive(session, account.securityStamp, now) ? { account, session } : undefined;
}

/** What a text says when we issued it; nothing is read of any table. */
export async function genuine(
  text: string,
  readRing: ReadRing,
): Promise<{ token: WrittenToken; ring: KeyRing } | undefined> {
  const token = parseRefreshToken(text);
  if (!token) return undefined;
  const ring = await readRing(token.kid);
  return isGenuine(token, ring) ? { token, ring } : undefined;
}

/**
 * The next tokens for a refresh token, which is used up by that; within ten seconds of its use, the same ones again.
 * @param asked `now`: when the request came, so that neither a slow answer nor a race makes a reuse of a retry
 * @throws Refusal TOKEN_EXPIRED; TOKEN_REUSED, when the token was used before, and its family ends; TRY_AGAIN
 */
export async function refreshSession(
  tools: SessionTools & Pick<FamilyReads, 'accounts'> & { readonly clock: Clock },
  { refreshToken, now }: { refreshToken: string; now: number },
): Promise<Opened> {
  const { sessions, signer } = tools;
  const shown = await genuine(refreshToken, tools.ring);
  if (!shown) throw new Refusal(refusals.TOKEN_EXPIRED);
  const { token } = shown;
  for (let rounds = 1; rounds <= ROUNDS; rounds++) {
    const { account, session } = await readFamily(tools, token);
    const ring = session ? await tools.ring(session.kid) : shown.ring;
    const salt = randomBytes(SALT_BYTES).toString('base64url');
    const decided = decideRefresh({ session, stamp: account?.securityStamp }, { token, ring, salt, now });
    switch (decided.decision) {
      case 'rotate':
      case 'repeat': {
        if (!account) throw new Error(`${token.sessionId} lives without its account`);
        // Signed before the token is used up: a failure here burns nothing.
        const opened = await tokensOf({ account, session: decided.session, refreshToken: decided.next }, signer, now);
        if (decided.decision === 'repeat') return opened;
        // The time for retries begins with the use, however long ago the request came.
        const at = tools.clock();
        const rotated = { ...decided.session, rotatedAt: at, lastUsedAt: at };
        if ((await sessions.rotate(rotated)).outcome === 'rotated') return opened;
        break;
      }
      case 'reused':
        // It was good when it was shown, and others were faster, twice: whoever holds the newer token by now is asked
        // to show that one, and who has only this one shows a used token with the next try.
        if (rounds > 1) throw new Refusal(common.TRY_AGAIN, {}, 1);
        throw new Refusal((await endByReuse(sessions, token, now)) ? refusals.TOKEN_REUSED : refusals.TOKEN_EXPIRED);
      case 'ended-by-reuse':
        tellAgain(session, now);
        throw new Refusal(refusals.TOKEN_REUSED);
      case 'ended':
        throw new Refusal(refusals.TOKEN_EXPIRED);
      default:
        decided satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** Ends the family; of all who see the reuse, one says so. @returns false for one that was logged out meanwhile */
export async function endByReuse(
  sessions: Pick<SessionStore, 'endByReuse'>,
  { userId, sessionId }: SessionId,
  now: number,
): Promise<boolean> {
  const event = randomChars();
  const met = await sessions.endByReuse({ userId, sessionId }, { id: event, at: now });
  if (met.outcome === 'refused') return met.session !== undefined;
  tellReuse({ userId, sessionId }, event);
  return true;
}

function tellReuse({ userId, sessionId }: SessionId, event: string): void {
  log.warn('security', { kind: 'REFRESH_TOKEN_REUSED', event, userId, sessionId });
  count('refreshTokensReused');
}

/** Tells an end by reuse again, while it is not sure that who ended the family lived to tell it. */
export function tellAgain(session: Session | undefined, now: number): void {
  const event = untoldEvent(session, now);
  if (session && event !== undefined) tellReuse(session, event);
}

/** Ends every session of the account, by one write. */
export async function logOutAll(
  { sessions }: { sessions: Pick<SessionStore, 'logOutAll'> },
  { userId, now }: { userId: string; now: number },
): Promise<void> {
  await sessions.logOutAll(userId, randomChars(), now);
}

/** The living sessions of an account, the last used first; the newest hundred. */
export async function listSessions(
  tools: { accounts: Pick<AccountStore, 'account'>; sessions: Pick<SessionStore, 'all'> },
  { userId, now }: { userId: string; now: number },
): Promise<Session[]> {
  const [account, sessions] = await Promise.all([tools.accounts.account(userId), tools.sessions.all(userId)]);
  const living = sessions.filter((session) => isAlive(session, account?.securityStamp, now));
  return living.toSorted((a, b) => b.lastUsedAt - a.lastUsedAt).slice(0, SHOWN);
}

/** @throws Refusal SESSION_NOT_FOUND */
export async function endSession(
  { sessions }: { sessions: Pick<SessionStore, 'end'> },
  { now, ...id }: SessionId & { now: number },
): Promise<void> {
  if ((await sessions.end(id, now)) === 'NOT_FOUND') throw new Refusal(refusals.SESSION_NOT_FOUND);
}
