// Staying signed in: what each refresh token gets, what a stranger's gets, and what is written on the way.
import { describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import type { SessionStore } from '../../../functions/auth/store-sessions.ts';
import { logOut } from '../../../functions/auth/use-cases-log-out.ts';
import { openSession, refreshSession } from '../../../functions/auth/use-cases-sessions.ts';
import { log } from '../../../functions/shared/log.ts';
import { common } from '../../../functions/shared/refusal.ts';
import { kim, memory, now, opened, userId } from './sessions.ts';

const refresh = (tools: ReturnType<typeof memory>, refreshToken: string, at = now) =>
  refreshSession({ ...tools, clock: () => at }, { refreshToken, now: at });

const expired = { kind: refusals.TOKEN_EXPIRED };
const reused = { kind: refusals.TOKEN_REUSED };

describe('opening a session', () => {
  it('gives an access token of 15 minutes that names it, and a refresh token of 30 days', async () => {
    const { tokens, session, signer } = await opened();
    expect(tokens).toEqual({
      accessToken: 'signed',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^ort_/),
      refreshExpiresAt: now + 30 * 86_400_000,
    });
    expect(session).toMatchObject({ userId, device: 'Phone', stamp: 's1', sessionId: expect.stringMatching(/^ses_/) });
    expect(signer.sign).toHaveBeenCalledWith({
      typ: 'at+jwt',
      audience: 'onsale',
      claims: { sub: userId, personId: 'p1', role: 'buyer', sid: session.sessionId, jti: expect.any(String) },
      issuedAt: now,
      expiresAt: now + 900_000,
    });
  });

  it('leaves no session behind when no token could be signed', async () => {
    const tools = memory();
    tools.signer.sign.mockRejectedValue(new Error('no key'));
    await expect(openSession(tools, { account: kim, device: undefined, now })).rejects.toThrow('no key');
    expect(tools.items.size).toBe(0);
  });

  it('gives every session a token of its own', async () => {
    const tools = memory();
    const asked = { account: kim, device: undefined, now };
    const both = await Promise.all([openSession(tools, asked), openSession(tools, asked)]);
    expect(new Set(both.map(({ refreshToken }) => refreshToken)).size).toBe(2);
  });
});

describe('refreshing', () => {
  it('gives the next tokens, as often as each new one is used', async () => {
    const { tokens, ...tools } = await opened();
    const second = await refresh(tools, tokens.refreshToken, now + 60_000);
    const third = await refresh(tools, second.refreshToken, now + 120_000);
    expect(new Set([tokens, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(third.refreshExpiresAt).toBe(now + 120_000 + 30 * 86_400_000);
  });

  it('says of the account what is true now, not what was at the login', async () => {
    const { tokens, signer, account, ...tools } = await opened();
    account.now = { ...kim, role: 'operator' };
    await refresh({ ...tools, signer, account }, tokens.refreshToken);
    expect(signer.sign).toHaveBeenLastCalledWith(
      expect.objectContaining({ claims: expect.objectContaining({ role: 'operator' }) }),
    );
  });

  it('burns nothing when no token could be signed', async () => {
    const { tokens, ...tools } = await opened();
    tools.signer.sign.mockRejectedValueOnce(new Error('no key'));
    await expect(refresh(tools, tokens.refreshToken)).rejects.toThrow('no key');
    expect(await refresh(tools, tokens.refreshToken, now + 60_000)).toMatchObject({ accessToken: 'signed' });
  });

  it('takes its own write for done when the answer to it was lost', async () => {
    const { tokens, sessions, ...tools } = await opened();
    const twice: SessionStore = {
      ...sessions,
      rotate: async (rotated) => {
        await sessions.rotate(rotated);
        return sessions.rotate(rotated);
      },
    };
    const next = await refresh({ ...tools, sessions: twice }, tokens.refreshToken);
    expect(await refresh({ ...tools, sessions }, next.refreshToken, now + 60_000)).toHaveProperty('refreshToken');
  });

  it('slow to be answered leaves ten seconds from the use of the token to try again, not from the first request', async () => {
    const { tokens, ...tools } = await opened();
    let at = now;
    tools.signer.sign.mockImplementationOnce(async () => {
      at = now + 9_000;
      return 'signed';
    });
    const lost = await refreshSession({ ...tools, clock: () => at }, { refreshToken: tokens.refreshToken, now });
    const again = await refresh(tools, tokens.refreshToken, now + 19_000);
    expect(again.refreshToken).toBe(lost.refreshToken);
    await expect(refresh(tools, tokens.refreshToken, now + 19_001)).rejects.toMatchObject(reused);
  });

  it('that was shown while the token was good is no reuse when its turn comes late', async () => {
    const { tokens, ...tools } = await opened();
    const next = await refresh(tools, tokens.refreshToken, now + 9_000);
    const late = refreshSession({ ...tools, clock: () => now + 30_000 }, { refreshToken: tokens.refreshToken, now });
    expect(await late).toMatchObject({ refreshToken: next.refreshToken });
  });

  it('is refused to an account that is gone', async () => {
    const { tokens, account, ...tools } = await opened();
    account.now = undefined;
    await expect(refresh({ ...tools, account }, tokens.refreshToken)).rejects.toMatchObject(expired);
  });

  it('goes on through a new password that is set between its two reads, and does not take that for the end', async () => {
    const { tokens, session, ...tools } = await opened();
    const account = vi.fn(tools.accounts.account).mockImplementationOnce(async () => {
      // The account as it was before the transaction, the session as it is after it.
      tools.account.now = { ...kim, securityStamp: 's2' };
      tools.items.set(session.sessionId, { ...session, stamp: 's2' });
      return kim;
    });
    const next = await refresh({ ...tools, accounts: { account } }, tokens.refreshToken);
    expect(await refresh(tools, next.refreshToken, now + 60_000)).toHaveProperty('refreshToken');
  });

  it('gives up after a few rounds that others won, and says when to come again', async () => {
    const { tokens, sessions, ...tools } = await opened();
    const busy: SessionStore = { ...sessions, rotate: async () => ({ outcome: 'refused', session: undefined }) };
    await expect(refresh({ ...tools, sessions: busy }, tokens.refreshToken)).rejects.toMatchObject({
      kind: common.TRY_AGAIN,
      retryAfterSeconds: 1,
    });
  });
});

describe('a used token', () => {
  it('shown again ends the family at once, with one security event that holds no token', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, session, ...tools } = await opened();
    const next = await refresh(tools, tokens.refreshToken);
    const late = now + 10_001;
    for (let i = 0; i < 3; i++) {
      await expect(refresh(tools, tokens.refreshToken, late)).rejects.toMatchObject(reused);
    }
    await expect(refresh(tools, next.refreshToken, late)).rejects.toMatchObject(reused);
    const { sessionId } = session;
    expect(warn.mock.calls).toEqual([
      ['security', { kind: 'REFRESH_TOKEN_REUSED', event: expect.any(String), userId, sessionId }],
    ]);
    warn.mockRestore();
  });

  it('is told again, as the same event, by who meets the end after its teller may have died', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, ...tools } = await opened();
    const next = await refresh(tools, tokens.refreshToken);
    const late = now + 60_000;
    warn.mockImplementationOnce(() => {
      throw new Error('killed before it could say so');
    });
    await expect(refresh(tools, tokens.refreshToken, late)).rejects.toThrow('killed');
    const untold = warn.mock.calls[0]?.[1];
    warn.mockClear();
    for (const after of [10_000, 10_001, 3_600_000, 3_600_001]) {
      await expect(refresh(tools, next.refreshToken, late + after)).rejects.toMatchObject(reused);
    }
    expect(warn.mock.calls).toEqual([
      ['security', untold],
      ['security', untold],
    ]);
    warn.mockRestore();
  });

  it('of a family that was logged out meanwhile is no event', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    const { tokens, sessions, ...tools } = await opened();
    await refresh({ ...tools, sessions }, tokens.refreshToken);
    const gone: SessionStore = { ...sessions, endByReuse: async () => ({ outcome: 'refused', session: undefined }) };
    await expect(refresh({ ...tools, sessions: gone }, tokens.refreshToken, now + 60_000)).rejects.toMatchObject(
      expired,
    );
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe('a made-up refresh token', () => {
  it.each([
    ['garbage', () => 'garbage'],
    ['an altered one', (text: string) => text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['one of another session', (text: string) => text.replace(/(?<=^.{40})./, (one) => (one === 'A' ? 'B' : 'A'))],
    ['one of an unknown key', (text: string) => text.replace(/.{8}(?=.{16}$)/, 'unknown1')],
  ])('(%s) costs no look at the table, and revokes nothing', async (_, alter) => {
    const { tokens, sessions, ...tools } = await opened();
    const untouched = new Proxy({} as SessionStore, {
      get(_, name) {
        throw new Error(`${String(name)} was called`);
      },
    });
    const bad = alter(tokens.refreshToken);
    await expect(refresh({ ...tools, sessions: untouched }, bad)).rejects.toMatchObject(expired);
    const shown = { refreshTokens: [bad], authorization: undefined, now };
    const findKey = async () => undefined;
    await expect(logOut({ ...tools, sessions: untouched, findKey }, shown)).rejects.toMatchObject({
      kind: common.UNAUTHENTICATED,
    });
    expect(await refresh({ ...tools, sessions }, tokens.refreshToken)).toHaveProperty('refreshToken');
  });
});
