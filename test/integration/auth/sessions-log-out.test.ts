// Logging out under race, on a table: it leaves no token that is good, and hides no theft.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { logOut } from '../../../functions/auth/use-cases-log-out.ts';
import { endSession, listSessions, logOutAll } from '../../../functions/auth/use-cases-sessions.ts';
import { log } from '../../../functions/shared/log.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { type Answer, createDevices, START } from './devices.ts';

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

describe('refresh raced with logging out', () => {
  const at = START + 60_000;

  it('leaves no token that is good, whoever was first', async () => {
    for (let i = 0; i < 10; i++) {
      const { phone } = await devices.signedIn();
      const refreshing = Array.from({ length: 10 }, () => devices.refresh(phone, at));
      await devices.leave(phone, at);
      expect(await devices.shownAgain([phone, ...(await Promise.all(refreshing))], at + 1)).toEqual(EXPIRED);
    }
    expect(events()).toBe(0);
  });

  it('everywhere: no session of before has a token that is good, and none is listed', async () => {
    for (let i = 0; i < 5; i++) {
      const { userId, phone, browser } = await devices.signedIn();
      const refreshing = Array.from({ length: 10 }, (_, j) => devices.refresh(j % 2 === 0 ? phone : browser, at));
      await logOutAll(devices.tools, { userId, now: at });
      const answers: Answer[] = [phone, browser, ...(await Promise.all(refreshing))];
      expect(await devices.shownAgain(answers, at + 1)).toEqual(EXPIRED);
      expect(await listSessions(devices.tools, { userId, now: at + 1 })).toEqual([]);
    }
    expect(events()).toBe(0);
  });

  it('of a session that is ended from another device, which stays signed in', async () => {
    const { userId, phone, phoneId, browser } = await devices.signedIn();
    const refreshing = Array.from({ length: 10 }, () => devices.refresh(phone, at));
    await endSession(devices.tools, { userId, sessionId: phoneId, now: at });
    expect(await devices.shownAgain([phone, ...(await Promise.all(refreshing))], at + 1)).toEqual(EXPIRED);
    expect(await devices.refresh(browser, at + 2)).toHaveProperty('refreshToken');
  });
});

describe('logging out with a used token', () => {
  it('tells of the thief who used it: at once, by one security event, however many are shown', async () => {
    const { phone } = await devices.signedIn();
    const thiefs = await devices.refreshed(phone, START + 60_000);
    await Promise.all(Array.from({ length: 10 }, () => devices.leave(phone, START + 120_000)));
    expect(await devices.shownAgain([phone, thiefs], START + 120_001)).toEqual(REUSED);
    expect(events()).toBe(1);
  });

  it('raced with refreshing by the good one leaves the family over by reuse, whoever was first', async () => {
    for (let i = 0; i < 10; i++) {
      const { phone: used } = await devices.signedIn();
      const good = await devices.refreshed(used, START + 60_000);
      const at = START + 120_000;
      const refreshing = Array.from({ length: 5 }, () => devices.refresh(good, at));
      const leaving = Array.from({ length: 5 }, () => devices.leave(used, at));
      const [answers] = await Promise.all([Promise.all(refreshing), Promise.all(leaving)]);
      expect(await devices.shownAgain([used, good, ...answers], at + 1)).toEqual(REUSED);
      expect(events()).toBe(i + 1);
    }
  });

  it('raced with logging out by the good one leaves the family over, with one event or none', async () => {
    for (let i = 0; i < 10; i++) {
      warn.mockClear();
      const { phone: used } = await devices.signedIn();
      const good = await devices.refreshed(used, START + 60_000);
      const at = START + 120_000;
      await Promise.all([devices.leave(good, at), devices.leave(used, at), devices.refresh(used, at)]);
      const over = await devices.shownAgain([used, good], at + 1);
      expect([...over]).toEqual(events() === 1 ? ['TOKEN_REUSED'] : ['TOKEN_EXPIRED']);
    }
  });
});

it('logging out with the tokens of two sessions ends both', async () => {
  const { userId, phone, browser } = await devices.signedIn();
  const refreshTokens = [phone.refreshToken, browser.refreshToken];
  await logOut(devices.tools, { refreshTokens, authorization: undefined, now: START + 1 });
  expect(await devices.tools.sessions.all(userId)).toEqual([]);
});
