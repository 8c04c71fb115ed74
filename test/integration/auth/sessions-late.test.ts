// Writes of sessions that come late: what happened between a read and its write is never undone.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { SessionStore } from '../../../functions/auth/store-sessions.ts';
import { logOut } from '../../../functions/auth/use-cases-log-out.ts';
import { changePassword } from '../../../functions/auth/use-cases-password.ts';
import { logOutAll, type Opened, refreshSession } from '../../../functions/auth/use-cases-sessions.ts';
import { log } from '../../../functions/shared/log.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { createDevices, PASSWORD, START } from './devices.ts';

const at = START + 60_000;
const REUSED = new Set(['TOKEN_REUSED']);

let table: TestTable;
let devices: ReturnType<typeof createDevices>;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  devices = createDevices(table);
});
afterAll(() => table.drop());

const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
beforeEach(() => warn.mockClear());

/** The store, where `meanwhile` happens just before the first write called `name`. */
function late<Name extends 'rotate' | 'endByReuse' | 'logOut' | 'changePassword'>(
  name: Name,
  meanwhile: () => Promise<unknown>,
): SessionStore {
  const { sessions } = devices.tools;
  const write = sessions[name] as (...given: unknown[]) => Promise<unknown>;
  let pending: (() => Promise<unknown>) | undefined = meanwhile;
  const delayed = async (...given: unknown[]) => {
    const first = pending;
    pending = undefined;
    await first?.();
    return write(...given);
  };
  return { ...sessions, [name]: delayed };
}

const refreshBy = (sessions: SessionStore, { refreshToken }: Opened) =>
  refreshSession({ ...devices.tools, sessions, clock: () => at }, { refreshToken, now: at });

const refused = (code: string) => ({ kind: { code } });

describe('a refresh whose write comes late', () => {
  it('after one with the same token gets the same tokens', async () => {
    const { phone } = await devices.signedIn();
    const seen: Opened[] = [];
    const sessions = late('rotate', async () => seen.push(await devices.refreshed(phone, at)));
    const { refreshToken } = await refreshBy(sessions, phone);
    expect(seen.map((opened) => opened.refreshToken)).toEqual([refreshToken]);
  });

  it('leaves ten seconds from then for an honest retry', async () => {
    const { phone } = await devices.signedIn();
    const clock = () => at + 9_000;
    const lost = await refreshSession({ ...devices.tools, clock }, { refreshToken: phone.refreshToken, now: at });
    const again = await devices.refreshed(phone, at + 19_000);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await devices.refresh(phone, at + 19_001)).toBe('TOKEN_REUSED');
  });

  it('after its successor was used too does not turn the family back, and signs nobody out', async () => {
    const { phone } = await devices.signedIn();
    const good: Opened[] = [];
    const sessions = late('rotate', async () => {
      const second = await devices.refreshed(phone, at);
      good.push(await devices.refreshed(second, at + 1));
    });
    await expect(refreshBy(sessions, phone)).rejects.toMatchObject(refused('TRY_AGAIN'));
    expect(await devices.refresh(good[0] as Opened, at + 60_000)).toHaveProperty('refreshToken');
    expect(warn).not.toHaveBeenCalled();
  });

  it('after a reuse gets nothing, and the family stays over', async () => {
    const { phone: used } = await devices.signedIn();
    const good = await devices.refreshed(used, START);
    const sessions = late('rotate', () => devices.refresh(used, at));
    await expect(refreshBy(sessions, good)).rejects.toMatchObject(refused('TOKEN_REUSED'));
    expect(await devices.shownAgain([used, good], at + 1)).toEqual(REUSED);
  });

  it('after a log-out gets nothing, and makes no session', async () => {
    const { userId, phone, phoneId } = await devices.signedIn();
    const sessions = late('rotate', () => devices.leave(phone, at));
    await expect(refreshBy(sessions, phone)).rejects.toMatchObject(refused('TOKEN_EXPIRED'));
    expect((await devices.tools.sessions.all(userId)).map(({ sessionId }) => sessionId)).not.toContain(phoneId);
  });

  it('after a new password, set by the same session, goes on with it', async () => {
    const { userId, phone, phoneId } = await devices.signedIn();
    const asked = { userId, sessionId: phoneId, current: PASSWORD, next: 'the password of tomorrow', now: at };
    const sessions = late('rotate', () => changePassword(devices.tools, asked));
    const next = await refreshBy(sessions, phone);
    expect(await devices.refresh(next, at + 60_000)).toHaveProperty('refreshToken');
  });
});

describe('a thief who was faster than the owner, twice, while the owner’s write was under way', () => {
  it('is found out as soon as the owner tries again', async () => {
    const { phone: stolen } = await devices.signedIn();
    const thiefs: Opened[] = [];
    const sessions = late('rotate', async () => {
      const second = await devices.refreshed(stolen, at);
      thiefs.push(second, await devices.refreshed(second, at + 1));
    });
    await expect(refreshBy(sessions, stolen)).rejects.toMatchObject(refused('TRY_AGAIN'));
    expect(await devices.refresh(stolen, at + 1_000)).toBe('TOKEN_REUSED');
    expect(await devices.shownAgain(thiefs, at + 1_001)).toEqual(REUSED);
  });
});

describe('the end by reuse, when its write comes late', () => {
  it('after a log-out makes no session, and is no event', async () => {
    const { userId, phone: used, phoneId } = await devices.signedIn();
    const good = await devices.refreshed(used, START);
    const sessions = late('endByReuse', () => devices.leave(good, at));
    await expect(refreshBy(sessions, used)).rejects.toMatchObject(refused('TOKEN_EXPIRED'));
    expect((await devices.tools.sessions.all(userId)).map(({ sessionId }) => sessionId)).not.toContain(phoneId);
    expect(warn).not.toHaveBeenCalled();
  });

  it('after the good token was used ends the family all the same', async () => {
    const { phone: used } = await devices.signedIn();
    const good = await devices.refreshed(used, START);
    const next: Opened[] = [];
    const sessions = late('endByReuse', async () => next.push(await devices.refreshed(good, at)));
    await expect(refreshBy(sessions, used)).rejects.toMatchObject(refused('TOKEN_REUSED'));
    expect(await devices.shownAgain([used, good, ...next], at + 1)).toEqual(REUSED);
  });
});

describe('a log-out whose write comes late', () => {
  const leaveBy = (sessions: SessionStore, { refreshToken }: Opened) =>
    logOut({ ...devices.tools, sessions }, { refreshTokens: [refreshToken], authorization: undefined, now: at });

  it('after a reuse leaves its mark', async () => {
    const { phone: used } = await devices.signedIn();
    const good = await devices.refreshed(used, START);
    await leaveBy(
      late('logOut', () => devices.refresh(used, at)),
      good,
    );
    expect(await devices.shownAgain([used, good], at + 1)).toEqual(REUSED);
  });

  it('after its token was used takes the successor along', async () => {
    const { userId, phone, phoneId } = await devices.signedIn();
    await leaveBy(
      late('logOut', () => devices.refreshed(phone, at)),
      phone,
    );
    expect((await devices.tools.sessions.all(userId)).map(({ sessionId }) => sessionId)).not.toContain(phoneId);
  });
});

describe('a new password whose write comes late is not set', () => {
  const changeBy = (sessions: SessionStore, userId: string, sessionId: string) => {
    const asked = { userId, sessionId, current: PASSWORD, next: 'the password of tomorrow', now: at };
    return changePassword({ ...devices.tools, sessions }, asked);
  };

  it('after its session was logged out: the others go on', async () => {
    const { userId, phone, phoneId, browser } = await devices.signedIn();
    const before = await devices.tools.accounts.credentialOf(userId);
    const sessions = late('changePassword', () => devices.leave(phone, at));
    await expect(changeBy(sessions, userId, phoneId)).rejects.toMatchObject(refused('TOKEN_EXPIRED'));
    expect(await devices.tools.accounts.credentialOf(userId)).toEqual(before);
    expect(await devices.refresh(browser, at)).toHaveProperty('refreshToken');
  });

  it('after its family ended by reuse', async () => {
    const { userId, phone: used, phoneId } = await devices.signedIn();
    await devices.refreshed(used, START);
    const sessions = late('changePassword', () => devices.refresh(used, at));
    await expect(changeBy(sessions, userId, phoneId)).rejects.toMatchObject(refused('TOKEN_EXPIRED'));
  });

  it('after everybody was signed out', async () => {
    const { userId, phoneId } = await devices.signedIn();
    const sessions = late('changePassword', () => logOutAll(devices.tools, { userId, now: at }));
    await expect(changeBy(sessions, userId, phoneId)).rejects.toMatchObject(refused('TOKEN_EXPIRED'));
  });
});
