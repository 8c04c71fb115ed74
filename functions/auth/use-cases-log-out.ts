// Signing out: by the refresh tokens that are shown, or by the access token.
import type { FindKey } from '../shared/jwt.ts';
import type { ReadRing } from '../shared/key-ring.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { RefreshToken } from './domain-refresh-token.ts';
import { standingOf } from './domain-session.ts';
import { verifyAccessToken } from './reads.ts';
import type { SessionStore } from './store-sessions.ts';
import { endByReuse, type FamilyReads, genuine, readFamily, tellAgain } from './use-cases-sessions.ts';

export interface LogOutTools extends Pick<FamilyReads, 'accounts'> {
  readonly sessions: Pick<SessionStore, 'session' | 'endByReuse' | 'logOut'>;
  readonly ring: ReadRing;
  readonly findKey: FindKey;
}

/**
 * Ends the session of each genuine refresh token, be it over or not; when there is none, that of the access token.
 * @param shown `now`: epoch milliseconds, when the request came
 * @throws Refusal UNAUTHENTICATED when no token is genuine
 */
export async function logOut(
  tools: LogOutTools,
  shown: { refreshTokens: readonly string[]; authorization: string | undefined; now: number },
): Promise<void> {
  const { refreshTokens, authorization, now } = shown;
  const found = await Promise.all(refreshTokens.map((text) => genuine(text, tools.ring)));
  const tokens = found.flatMap((each) => each?.token ?? []);
  for (const token of tokens) await leave(tools, token, now);
  if (tokens.length > 0) return;
  const bearer = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const access = bearer === undefined ? undefined : await verifyAccessToken(bearer, { findKey: tools.findKey, now });
  if (!access) throw new Refusal(common.UNAUTHENTICATED);
  const { userId, sessionId } = access;
  if (sessionId !== undefined) await tools.sessions.logOut({ userId, sessionId });
}

/** A used token tells of a theft here as it does at a refresh: an owner who leaves may be the only one who shows it. */
async function leave(tools: LogOutTools, token: RefreshToken, now: number): Promise<void> {
  const { account, session } = await readFamily(tools, token);
  const standing = standingOf({ session, stamp: account?.securityStamp }, token, now);
  switch (standing) {
    case 'reused':
      await endByReuse(tools.sessions, token, now);
      return;
    case 'ended-by-reuse':
      return tellAgain(session, now);
    case 'good':
    case 'just-used':
    case 'ended':
      return tools.sessions.logOut(token);
    default:
      standing satisfies never;
  }
}
