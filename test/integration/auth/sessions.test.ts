// Sessions under race, on a table: one token, one successor; what is over stays over; honest people stay signed in.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { changePassword } from '../../../functions/auth/use-cases-password.ts';
import { livingSession, logOutAll, type Opened } from '../../../functions/auth/use-cases-sessions.ts';
import { log } from '../../../functions/shared/log.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { createDevices, PASSWORD, START, tokenOf } from './devices.ts';

const AT_ONCE = 50;
const EXPIRED = new Set(['TOKEN_EXPIRED']);
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

/** Security events that were told; one that is told again has the same id. */
const events = () => new Set(warn.mock.calls.map(([, told]) => (told as unknown as { event: string }).event)).size;

describe('parallel refresh', () => {
  it('50 at once with one token get exactly one successor, all of them the same, and it is good', async () => {
    const { phone } = await devices.signedIn();
    const refreshing = Array.from({ length: AT_ONCE }, () => devices.refreshed(phone, START + 60_000));
    const [one, ...others] = await Promise.all(refreshing);
    expect(new Set(others.map(tokenOf))).toEqual(new Set([one?.refreshToken]));
    expect(await devices.refresh(one as Opened, START + 120_000)).toMatchObject({ accessToken: 'signed' });
    expect(events()).toBe(0);
  });

  it('20 times in a row, five at once each time, the family stays alive and in one line', async () => {
    let { phone: good } = await devices.signedIn();
    for (let i = 1; i <= 20; i++) {
      const at = START + i * 60_000;
      const answers = await Promise.all(Array.from({ length: 5 }, () => devices.refreshed(good, at)));
      expect(new Set(answers.map(tokenOf)).size).toBe(1);
      good = answers[0] as Opened;
    }
    expect(events()).toBe(0);
  });
});

describe('an honest retry', () => {
  it('within ten seconds gets the same tokens again, and signs nobody out', async () => {
    const { phone } = await devices.signedIn();
    const lost = await devices.refreshed(phone, START + 60_000);
    const again = await devices.refreshed(phone, START + 70_000);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await devices.refresh(again, START + 900_000)).toHaveProperty('refreshToken');
    expect(events()).toBe(0);
  });

  it('of the token before the last gets nothing, be it ever so quick', async () => {
    const { phone } = await devices.signedIn();
    const second = await devices.refreshed(phone, START);
    const third = await devices.refreshed(second, START + 1);
    expect(await devices.refresh(phone, START + 2)).toBe('TOKEN_REUSED');
    expect(await devices.shownAgain([phone, second, third], START + 3)).toEqual(REUSED);
  });
});

describe('reuse after rotation', () => {
  it('a stolen old token shown after the grace ends the family: the thief and the owner are both out', async () => {
    const { phone } = await devices.signedIn();
    const owners = await devices.refreshed(phone, START + 60_000);
    expect(await devices.refresh(phone, START + 70_001)).toBe('TOKEN_REUSED');
    expect(await devices.shownAgain([phone, owners], START + 70_002)).toEqual(REUSED);
    expect(events()).toBe(1);
  });

  it('a thief who was first is found out when the owner comes, and the thief’s tokens end', async () => {
    const { phone } = await devices.signedIn();
    const thiefs = await devices.refreshed(phone, START + 60_000);
    const thiefsNext = await devices.refreshed(thiefs, START + 120_000);
    expect(await devices.refresh(phone, START + 180_000)).toBe('TOKEN_REUSED');
    expect(await devices.shownAgain([thiefs, thiefsNext], START + 180_001)).toEqual(REUSED);
  });

  it('50 at once are one security event, and none gets a token', async () => {
    const { phone } = await devices.signedIn();
    await devices.refreshed(phone, START + 60_000);
    const reusing = Array.from({ length: AT_ONCE }, () => devices.refresh(phone, START + 120_000));
    expect(new Set((await Promise.all(reusing)).map(tokenOf))).toEqual(REUSED);
    expect(events()).toBe(1);
  });

  it('raced with the good token leaves the family over, whoever was first', async () => {
    for (let i = 0; i < 10; i++) {
      const { phone: used } = await devices.signedIn();
      const good = await devices.refreshed(used, START + 60_000);
      const at = START + 120_000;
      const shown = Array.from({ length: 10 }, (_, j) => devices.refresh(j % 2 === 0 ? good : used, at));
      const answers = await Promise.all(shown);
      expect(new Set(answers.filter((_, j) => j % 2 === 1).map(tokenOf))).toEqual(REUSED);
      expect(await devices.shownAgain([good, ...answers], at + 1)).toEqual(REUSED);
      expect(events()).toBe(i + 1);
    }
  });

  it('is not forgotten by logging out: the owner still hears why the session ended', async () => {
    const { phone } = await devices.signedIn();
    const good = await devices.refreshed(phone, START + 60_000);
    await devices.refresh(phone, START + 120_000);
    await devices.leave(good, START + 120_001);
    expect(await devices.shownAgain([good], START + 120_002)).toEqual(REUSED);
  });

  it('ends that family alone', async () => {
    const { phone, browser } = await devices.signedIn();
    await devices.refreshed(phone, START + 60_000);
    await devices.refresh(phone, START + 120_000);
    expect(await devices.refresh(browser, START + 120_000)).toHaveProperty('refreshToken');
  });
});

describe('a new password', () => {
  const at = START + 60_000;
  const change = (userId: string, sessionId: string | undefined, next = 'the password of tomorrow') =>
    changePassword(devices.tools, { userId, sessionId, current: PASSWORD, next, now: at });

  it('raced with refreshing: the session that set it goes on, and no other has a token that is good', async () => {
    for (let i = 0; i < 5; i++) {
      const { userId, phone, phoneId, browser } = await devices.signedIn();
      const [changed, mine, others] = await Promise.all([
        change(userId, phoneId),
        Promise.all(Array.from({ length: 5 }, () => devices.refreshed(phone, at))),
        Promise.all(Array.from({ length: 5 }, () => devices.refresh(browser, at))),
      ]);
      expect([changed, new Set(mine.map(tokenOf)).size]).toEqual([undefined, 1]);
      expect(await devices.refresh(mine[0] as Opened, at + 60_000)).toHaveProperty('refreshToken');
      expect(await devices.shownAgain([browser, ...others], at + 60_000)).toEqual(EXPIRED);
    }
    expect(events()).toBe(0);
  });

  it('set from two devices at once is set from one, which alone stays signed in', async () => {
    const { userId, phone, phoneId, browser, browserId } = await devices.signedIn();
    const [mine, theirs] = await Promise.allSettled([
      change(userId, phoneId, 'set by the phone'),
      change(userId, browserId, 'set by the browser'),
    ]);
    expect([mine.status, theirs.status].sort()).toEqual(['fulfilled', 'rejected']);
    const [winner, loser] = mine.status === 'fulfilled' ? [phone, browser] : [browser, phone];
    expect(await devices.refresh(winner, at + 1)).toHaveProperty('refreshToken');
    expect(await devices.shownAgain([loser], at + 1)).toEqual(EXPIRED);
  });

  it('cannot be set by a session that was logged out, though its access token lives', async () => {
    const { userId, phone, phoneId } = await devices.signedIn();
    await devices.leave(phone, START + 1);
    await expect(change(userId, phoneId)).rejects.toMatchObject({ kind: { code: 'TOKEN_EXPIRED' } });
    expect(await livingSession(devices.tools, { userId, sessionId: phoneId, now: at })).toBeUndefined();
  });

  it('is told wrong five times and no more, however many guess at the current one at once', async () => {
    const { userId, phoneId: sessionId } = await devices.signedIn();
    const guess = (current: string) =>
      changePassword(devices.tools, { userId, sessionId, current, next: 'mine from now on', now: at });
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, i) => guess(`guess ${i}`).catch((error) => error.kind?.code)),
    );
    expect(guesses.filter((code) => code === 'WRONG_PASSWORD')).toHaveLength(5);
    expect(new Set(guesses)).toEqual(new Set(['WRONG_PASSWORD', 'TOO_MANY_ATTEMPTS']));
  });

  it('and signing out everywhere work for an account of an older version, which has no stamp', async () => {
    const { userId, phone, phoneId, browser } = await devices.signedIn({ older: true });
    await change(userId, phoneId);
    expect(await devices.shownAgain([browser], at)).toEqual(EXPIRED);
    const next = await devices.refreshed(phone, at);
    await logOutAll(devices.tools, { userId, now: at });
    expect(await devices.shownAgain([phone, next], at)).toEqual(EXPIRED);
  });
});

it('an account that is deleted keeps no session', async () => {
  const { userId, phone } = await devices.signedIn();
  await devices.tools.sessions.deleteAll(userId);
  expect(await devices.tools.sessions.all(userId)).toEqual([]);
  expect(await devices.shownAgain([phone], START + 1)).toEqual(EXPIRED);
});
