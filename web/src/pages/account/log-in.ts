// Signing in, and what all forms here do: go on to where one was, and guess no password twice.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { ApiError } from '../../../../functions/shared/client.ts';
import { retries } from '../../api/retry.ts';
import { session, useSession } from '../../api/session.ts';
import { dropDraft } from './draft.ts';

/** @throws as `call`: BAD_CREDENTIALS, TOO_MANY_ATTEMPTS */
export async function logIn(email: string, password: string): Promise<void> {
  await session.signIn(email.trim(), password);
  dropDraft(sessionStorage);
}

export const isGuessing = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'TOO_MANY_ATTEMPTS';

/** As everywhere, but for a wait that a person is told of: a wrong password that is sent again makes it longer. */
export const retriesOnce = (failures: number, error: Error): boolean => !isGuessing(error) && retries(failures, error);

/** Goes on as soon as somebody is signed in, be it in another tab. */
export function useGoingOn(next: string): void {
  const [, go] = useLocation();
  const state = useSession();
  useEffect(() => {
    if (state !== 'in') return;
    dropDraft(sessionStorage);
    go(next, { replace: true });
  }, [state, next, go]);
}
