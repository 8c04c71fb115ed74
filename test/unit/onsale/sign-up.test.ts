// A crowd signs up as persons of its own, stays signed in by its refresh tokens, and tells what went wrong.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { routes as auth } from '../../../functions/auth/contract.ts';
import { routes as sessions } from '../../../functions/auth/contract-sessions.ts';
import { routes as catalog } from '../../../functions/catalog/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';
import type { Caller } from '../../../scripts/onsale/caller.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { identityOf, REFRESH_AFTER_MS, signedIn, signUpAll } from '../../../scripts/onsale/sign-up.ts';

let portone: Portone;
beforeAll(async () => {
  portone = await startPortone(0);
});
afterAll(() => portone.close());
afterEach(() => vi.useRealTimers());

interface Sent {
  readonly accessToken?: string;
  readonly body?: Readonly<Record<string, string>>;
}

/** A stack that answers everything, but refuses the sign-ups it is told to; what it was sent is kept. */
function stack(refused: (body: Sent['body']) => boolean = () => false) {
  const seen: [Route, Sent][] = [];
  let given = 0;
  const answerOf = (route: Route, sent: Sent) => {
    if (route === catalog.config) return { terms: { version: 'terms-3' } };
    if (route === auth.signUp && refused(sent.body)) throw new ApiError(409, { code: 'ALREADY_A_MEMBER' }, null);
    if (route === auth.signUp) return { userId: `user of ${sent.body?.email}` };
    if (route !== sessions.logIn && route !== sessions.refresh) return {};
    given += 1;
    return { accessToken: `access-${given}`, refreshToken: `refresh-${given}` };
  };
  const caller = {
    call: async (route: Route, sent: Sent) => {
      seen.push([route, sent]);
      return { answer: answerOf(route, sent), sentAt: Date.now(), answeredAt: Date.now() };
    },
    wait: async () => {},
    inFlight: () => 0,
  } as unknown as Caller;
  const sentTo = (wanted: Route) => seen.flatMap(([route, sent]) => (route === wanted ? [sent] : []));
  return { caller, sentTo };
}

const diariesOf = (count: number) => peopleOf(1, count).map(newDiary);

describe('signing a crowd up', () => {
  it('gives everybody an account and a session', async () => {
    const { caller, sentTo } = stack();
    const diaries = diariesOf(9);
    await signUpAll({ caller, portoneUrl: portone.url, run: 'r1' }, diaries);
    const bodies = sentTo(auth.signUp).map(({ body }) => body);
    expect(bodies.map((body) => body?.termsVersion)).toEqual(Array(9).fill('terms-3'));
    expect(new Set(bodies.map((body) => body?.identityVerificationId)).size).toBe(9);
    expect(diaries.map(({ userId, ending, phase }) => ({ userId, ending, phase }))).toEqual(
      diaries.map(({ login }) => ({ userId: `user of ${login?.email}`, ending: undefined, phase: 'outside' })),
    );
    expect(new Set(diaries.map(({ session }) => session?.refreshToken)).size).toBe(9);
  });

  it('has passwords that are neither short nor the address', async () => {
    const diaries = diariesOf(1);
    await signUpAll({ caller: stack().caller, portoneUrl: portone.url, run: 'r1' }, diaries);
    const { email = '', password = '' } = diaries[0]?.login ?? {};
    expect(password.length).toBeGreaterThanOrEqual(10);
    expect([email, email.split('@')[0]]).not.toContain(password);
  });

  it('goes on with the others when somebody is refused', async () => {
    const { caller } = stack((body) => body?.email?.startsWith('crowd-r1-1@') ?? false);
    const diaries = diariesOf(3);
    await signUpAll({ caller, portoneUrl: portone.url, run: 'r1' }, diaries);
    expect(diaries.map(({ ending }) => ending)).toEqual([undefined, 'failed', undefined]);
    expect(diaries[1]?.failure).toContain('ALREADY_A_MEMBER');
  });

  it('says that the stand-in does not answer', async () => {
    const diaries = diariesOf(1);
    await signUpAll({ caller: stack().caller, portoneUrl: 'http://127.0.0.1:1', run: 'r1' }, diaries);
    expect(diaries[0]?.failure).toBe(
      'The stand-in for PortOne at http://127.0.0.1:1 does not answer: is npm start still running?',
    );
  });
});

describe('who the people are', () => {
  it('differs between the people of a run, and between two runs of one seed', () => {
    const of = (run: string) => peopleOf(1, 120).map((person) => JSON.stringify(identityOf(person, run)));
    expect(new Set([...of('r1'), ...of('r2')]).size).toBe(240);
  });

  it('is old enough, with a date of birth that exists', () => {
    for (const person of peopleOf(1, 120)) {
      expect(identityOf(person, 'r1').birthDate).toMatch(/^19[5-9]\d-07-13$/);
    }
  });
});

describe('staying signed in', () => {
  it('takes the next refresh token each time, and logs in once', async () => {
    vi.useFakeTimers();
    const { caller, sentTo } = stack();
    const [diary] = diariesOf(1);
    if (!diary) throw new Error('there is nobody');
    diary.login = { email: 'a@example.com', password: 'password-1' };
    const person = signedIn(caller, diary);
    for (const later of [0, REFRESH_AFTER_MS - 1, 1, REFRESH_AFTER_MS]) {
      vi.advanceTimersByTime(later);
      await person.call(auth.me, {});
    }
    expect(sentTo(sessions.logIn)).toHaveLength(1);
    expect(sentTo(sessions.refresh).map(({ body }) => body?.refreshToken)).toEqual(['refresh-1', 'refresh-2']);
    expect(sentTo(auth.me).map(({ accessToken }) => accessToken)).toEqual([
      'access-1',
      'access-1',
      'access-2',
      'access-3',
    ]);
  });
});
