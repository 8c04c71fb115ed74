// Signs a crowd up before the doors open.
import { routes as auth } from '../../functions/auth/contract.ts';
import { ApiError, type Sent } from '../../functions/shared/client.ts';
import type { Route } from '../../functions/shared/route.ts';
import { type Caller, CutOff } from './caller.ts';
import type { Diary } from './diary.ts';

/** Hashing a password takes a processor: more at once would only wait for each other. */
export const SIGN_UPS_AT_ONCE = 4;

/** Everybody makes an account and signs in. What went wrong for somebody is in their diary. */
export async function signUpAll(caller: Caller, diaries: readonly Diary[], run: string): Promise<void> {
  const rest = diaries.values();
  const worker = async () => {
    for (const diary of rest) await signUp(caller, diary, run);
  };
  await Promise.all(Array.from({ length: SIGN_UPS_AT_ONCE }, worker));
}

async function signUp(caller: Caller, diary: Diary, run: string): Promise<void> {
  const { index } = diary.person;
  const login = { email: `crowd-${run}-${index}@example.com`, password: `crowd-${run}-${index}` };
  try {
    const made = await caller
      .call(auth.signUp, { body: { ...login, name: `Buyer ${index}` } })
      .catch((error: unknown) => {
        // A first answer that was lost.
        if (error instanceof ApiError && error.code === 'EMAIL_TAKEN') return undefined;
        throw error;
      });
    diary.login = login;
    const person = signedIn(caller, diary);
    await person.signIn();
    diary.userId = (made ?? (await person.call(auth.me, {}))).answer.userId;
  } catch (error) {
    diary.ending = error instanceof CutOff ? 'cut-off' : 'failed';
    diary.failure = error instanceof Error ? error.message : String(error);
    diary.phase = 'done';
  }
}

/** An access token lasts 15 minutes; a long line takes longer. */
const SIGN_IN_AGAIN_MS = 10 * 60_000;

/** Calls as that person, who signs in, and again in good time. */
export function signedIn(caller: Caller, diary: Diary): Caller & { signIn(): Promise<unknown> } {
  async function accessToken(): Promise<string> {
    const { login, session } = diary;
    if (session && Date.now() - session.at < SIGN_IN_AGAIN_MS) return session.accessToken;
    if (!login) throw new Error('nobody signs in without an account');
    const { answer, sentAt } = await caller.call(auth.logIn, { body: login });
    diary.session = { accessToken: answer.accessToken, at: sentAt };
    return answer.accessToken;
  }
  return {
    ...caller,
    signIn: accessToken,
    async call<R extends Route>(route: R, sent: Sent<R>) {
      return caller.call(route, { ...sent, accessToken: await accessToken() });
    },
  };
}
