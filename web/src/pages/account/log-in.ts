// Signing in, and what all forms here do: go on to where one was, and guess no password twice.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../../../../functions/auth/contract-sessions.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { retries } from '../../api/retry.ts';
import { session, useSession } from '../../api/session.ts';

/** @throws as `call`: BAD_CREDENTIALS, TOO_MANY_ATTEMPTS */
export async function logIn(email: string, password: string): Promise<void> {
  session.signedIn(await call(routes.logIn, { body: { email: email.trim(), password, transport: 'cookie' } }));
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
    if (state === 'in') go(next, { replace: true });
  }, [state, next, go]);
}
