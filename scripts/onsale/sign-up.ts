// Signs a crowd up before the doors open: everybody verifies who they are, makes an account and signs in.
import { routes as auth } from '../../functions/auth/contract.ts';
import { routes as sessions } from '../../functions/auth/contract-sessions.ts';
import { routes as catalog } from '../../functions/catalog/contract.ts';
import type { Sent } from '../../functions/shared/client.ts';
import type { Route } from '../../functions/shared/route.ts';
import { type VerifiedAs, verifyIdentity } from '../../localstack/portone/client.ts';
import { type Answered, type Caller, CutOff } from './caller.ts';
import type { Diary, Session } from './diary.ts';
import type { Person } from './people.ts';

/** Hashing a password takes a processor: more at once would only wait for each other. */
export const SIGN_UPS_AT_ONCE = 4;

export interface Desk {
  readonly caller: Caller;
  /** Where identities are verified. */
  readonly portoneUrl: string;
  /** Tells the people of this run from those of others. */
  readonly run: string;
}

/** Everybody makes an account and signs in. What went wrong for somebody is in their diary. */
export async function signUpAll(desk: Desk, diaries: readonly Diary[]): Promise<void> {
  const { answer: config } = await desk.caller.call(catalog.config, {});
  const rest = diaries.values();
  const worker = async () => {
    for (const diary of rest) await signUp(desk, diary, config.terms.version);
  };
  await Promise.all(Array.from({ length: SIGN_UPS_AT_ONCE }, worker));
}

/** One person has one account, so nobody of one run is anybody of another. */
export function identityOf({ index }: Pick<Person, 'index'>, run: string): VerifiedAs {
  const year = 1950 + (index % 50);
  return { name: `Buyer ${index} of ${run}`, birthDate: `${year}-07-13` };
}

async function signUp({ caller, portoneUrl, run }: Desk, diary: Diary, termsVersion: string): Promise<void> {
  const { index } = diary.person;
  const login = { email: `crowd-${run}-${index}@example.com`, password: `${run}-password-${index}` };
  try {
    const identityVerificationId = await verifyIdentity(portoneUrl, identityOf(diary.person, run));
    const made = await caller.call(auth.signUp, { body: { ...login, identityVerificationId, termsVersion } });
    diary.login = login;
    diary.userId = made.answer.userId;
    await signedIn(caller, diary).signIn();
  } catch (error) {
    diary.ending = error instanceof CutOff ? 'cut-off' : 'failed';
    diary.failure = error instanceof Error ? error.message : String(error);
    diary.phase = 'done';
  }
}

/** An access token lasts 15 minutes; a long line takes longer. */
export const REFRESH_AFTER_MS = 10 * 60_000;

/** Calls as that person, who signs in, and stays signed in. One call at a time: a refresh token is good once. */
export function signedIn(caller: Caller, diary: Diary): Caller & { signIn(): Promise<unknown> } {
  async function accessToken(): Promise<string> {
    const { login, session } = diary;
    if (session && Date.now() - session.at < REFRESH_AFTER_MS) return session.accessToken;
    if (!login) throw new Error('nobody signs in without an account');
    diary.session = sessionOf(
      session
        ? await caller.call(sessions.refresh, { body: { refreshToken: session.refreshToken } })
        : await caller.call(sessions.logIn, { body: login }),
    );
    return diary.session.accessToken;
  }
  return {
    ...caller,
    signIn: accessToken,
    async call<R extends Route>(route: R, sent: Sent<R>) {
      return caller.call(route, { ...sent, accessToken: await accessToken() });
    },
  };
}

function sessionOf({ answer, sentAt }: Answered<{ accessToken: string; refreshToken?: string | undefined }>): Session {
  const { accessToken, refreshToken } = answer;
  if (refreshToken === undefined) throw new Error('there is no refresh token in the answer');
  return { accessToken, refreshToken, at: sentAt };
}
