// Signing out: by which token, of which sessions, and what is left.
import { describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import { isAlive } from '../../../functions/auth/domain-session.ts';
import { logOut } from '../../../functions/auth/use-cases-log-out.ts';
import {
  endSession,
  listSessions,
  livingSession,
  logOutAll,
  openSession,
  refreshSession,
} from '../../../functions/auth/use-cases-sessions.ts';
import { deriveSigningKey, signToken } from '../../../functions/shared/jwt.ts';
import { log } from '../../../functions/shared/log.ts';
import { common } from '../../../functions/shared/refusal.ts';
import { kim, memory, now, opened, userId } from './sessions.ts';

const refresh = (tools: ReturnType<typeof memory>, refreshToken: string, at = now) =>
  refreshSession({ ...tools, clock: () => at }, { refreshToken, now: at });

const expired = { kind: refusals.TOKEN_EXPIRED };

describe('logging out', async () => {
  const key = await deriveSigningKey('a secret of this deployment, made for a test');
  const findKey = async (kid: string) => (kid === key.kid ? key.publicJwk : undefined);
  const nothing = { refreshTokens: [], authorization: undefined, now };

  const bearer = async (claims: object) => {
    const token = {
      typ: 'at+jwt',
      audience: 'onsale',
      claims: { sub: userId, personId: 'p1', role: 'buyer', ...claims },
    };
    return `Bearer ${await signToken(key, { ...token, issuedAt: now, expiresAt: now + 1_000 })}`;
  };

  it('takes a refresh token, and no token of the family gets anything any more', async () => {
    const { tokens, ...tools } = await opened();
    const next = await refresh(tools, tokens.refreshToken);
    await logOut({ ...tools, findKey }, { ...nothing, refreshTokens: [next.refreshToken] });
    for (const { refreshToken } of [tokens, next]) {
      await expect(refresh(tools, refreshToken)).rejects.toMatchObject(expired);
    }
  });

  it('takes the token just used too, which is no reuse: the answer with the next one may be on its way', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, ...tools } = await opened();
    await refresh(tools, tokens.refreshToken);
    await logOut({ ...tools, findKey }, { ...nothing, refreshTokens: [tokens.refreshToken], now: now + 10_000 });
    expect([tools.items.size, warn.mock.calls.length]).toEqual([0, 0]);
    warn.mockRestore();
  });

  it('does not hide a theft: a used token ends its family by reuse, with one security event', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, session, ...tools } = await opened();
    const thiefs = await refresh(tools, tokens.refreshToken);
    const shown = { ...nothing, refreshTokens: [tokens.refreshToken], now: now + 60_000 };
    await logOut({ ...tools, findKey }, shown);
    await logOut({ ...tools, findKey }, shown);
    const { sessionId } = session;
    expect(warn.mock.calls).toEqual([
      ['security', { kind: 'REFRESH_TOKEN_REUSED', event: expect.any(String), userId, sessionId }],
    ]);
    await expect(refresh(tools, thiefs.refreshToken, now + 60_001)).rejects.toMatchObject({
      kind: refusals.TOKEN_REUSED,
    });
    await logOut({ ...tools, findKey }, { ...shown, now: now + 120_000 });
    expect(warn.mock.calls[1]).toEqual(warn.mock.calls[0]);
    warn.mockRestore();
  });

  it('with a used token of a session that is over anyway is no event', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, ...tools } = await opened();
    await refresh(tools, tokens.refreshToken);
    await logOutAll(tools, { userId, now });
    await logOut({ ...tools, findKey }, { ...nothing, refreshTokens: [tokens.refreshToken], now: now + 60_000 });
    expect([tools.items.size, warn.mock.calls.length]).toEqual([0, 0]);
    warn.mockRestore();
  });

  it('ends both sessions when two are shown, one in the body and one in the cookie', async () => {
    const { tokens, ...tools } = await opened();
    const browser = await openSession(tools, { account: kim, device: 'Browser', now });
    const shown = { ...nothing, refreshTokens: [tokens.refreshToken, browser.refreshToken] };
    await logOut({ ...tools, findKey }, shown);
    expect(tools.items.size).toBe(0);
  });

  it('takes an access token when there is no refresh token', async () => {
    const { session, ...tools } = await opened();
    await logOut({ ...tools, findKey }, { ...nothing, authorization: await bearer({ sid: session.sessionId }) });
    expect(tools.items.size).toBe(0);
  });

  it('is nothing new to a session that is over, or to a token of an older version, which names none', async () => {
    const { tokens, session, ...tools } = await opened();
    const shown = { ...nothing, refreshTokens: [tokens.refreshToken] };
    await logOut({ ...tools, findKey }, shown);
    await logOut({ ...tools, findKey }, shown);
    await logOut({ ...tools, findKey }, { ...nothing, authorization: await bearer({}) });
    expect(tools.items.size).toBe(0);
  });

  it('takes every genuine token: a made-up one before it does not keep anybody signed in', async () => {
    const { tokens, ...tools } = await opened();
    await logOut({ ...tools, findKey }, { ...nothing, refreshTokens: ['garbage', tokens.refreshToken] });
    expect(tools.items.size).toBe(0);
  });

  it.each([undefined, 'Bearer garbage', 'Basic a2ltOnB3'])('is refused to nobody (%s)', async (authorization) => {
    const { items, ...tools } = await opened();
    const refused = logOut({ ...tools, findKey }, { ...nothing, authorization });
    await expect(refused).rejects.toMatchObject({ kind: common.UNAUTHENTICATED });
    expect(items.size).toBe(1);
  });
});

describe('an account’s sessions', () => {
  it('are those that live, the last used first', async () => {
    const { tokens, ...tools } = await opened('Phone');
    await openSession(tools, { account: kim, device: 'Browser', now: now + 1 });
    await openSession(tools, { account: { ...kim, securityStamp: 'before' }, device: 'Ended by a stamp', now });
    await refresh(tools, tokens.refreshToken, now + 2);
    const listed = await listSessions(tools, { userId, now: now + 3 });
    expect(listed.map(({ device }) => device)).toEqual(['Phone', 'Browser']);
  });

  it('are shown up to a hundred', async () => {
    const tools = memory();
    for (let i = 0; i < 101; i++) await openSession(tools, { account: kim, device: `${i}`, now: now + i });
    const listed = await listSessions(tools, { userId, now: now + 200 });
    expect([listed.length, listed[0]?.device]).toEqual([100, '100']);
  });

  it('end one by one, and one that is not there cannot', async () => {
    const { session, ...tools } = await opened();
    const { sessionId } = session;
    await endSession(tools, { userId, sessionId, now });
    await expect(endSession(tools, { userId, sessionId, now })).rejects.toMatchObject({
      kind: refusals.SESSION_NOT_FOUND,
    });
  });

  it('end all at once', async () => {
    const { tokens, session, ...tools } = await opened();
    const other = await openSession(tools, { account: kim, device: 'Browser', now });
    await logOutAll(tools, { userId, now });
    for (const { refreshToken } of [tokens, other]) {
      await expect(refresh(tools, refreshToken)).rejects.toMatchObject(expired);
    }
    expect(isAlive(session, tools.account.now?.securityStamp, now)).toBe(false);
  });
});

describe('the session of an access token', () => {
  it('is found while it lives', async () => {
    const { session, ...tools } = await opened();
    const found = await livingSession(tools, { userId, sessionId: session.sessionId, now });
    expect(found).toEqual({ account: kim, session });
  });

  it('is not found when it ended before the token, nor for a token that names none', async () => {
    const { session, ...tools } = await opened();
    const { sessionId } = session;
    const found = [await livingSession(tools, { userId, sessionId: undefined, now })];
    await logOutAll(tools, { userId, now });
    found.push(await livingSession(tools, { userId, sessionId, now }));
    tools.items.clear();
    found.push(await livingSession(tools, { userId, sessionId, now }));
    expect(found).toEqual([undefined, undefined, undefined]);
  });
});
