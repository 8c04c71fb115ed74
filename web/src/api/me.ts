// The account of who is signed in, and where it is signed in.
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { routes as accounts } from '../../../functions/auth/contract.ts';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import { call } from './call.ts';
import { useSession } from './session.ts';

export type Me = z.output<typeof accounts.me.answer>;
export type SessionView = z.output<typeof routes.listSessions.answer>['sessions'][number];

const MINUTE_MS = 60_000;

/** Who is signed in; asked only where somebody is. */
export function useMe() {
  const isIn = useSession() === 'in';
  return useQuery({
    queryKey: ['me'],
    queryFn: () => call(accounts.me, {}),
    staleTime: 5 * MINUTE_MS,
    enabled: isIn,
  });
}

/** Where the account is signed in, the last used first. */
export function useSessions() {
  return useQuery({ queryKey: ['sessions'], queryFn: async () => (await call(routes.listSessions, {})).sessions });
}
