// The cache of what the server said, and how it is asked again.
import { QueryClient } from '@tanstack/react-query';
import { retries, retryDelay } from './retry.ts';
import { SignedOut } from './session-rules.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: retries, retryDelay, staleTime: 1_000, refetchOnWindowFocus: true },
    // A mutation carries its idempotency key, so that trying it again does nothing twice.
    mutations: { retry: retries, retryDelay },
  },
});

/** What was told to whom is signed in no more; what is still shown is asked for anew. */
export function forgetAnswers(): void {
  queries.removeQueries({ type: 'inactive' });
  void queries.resetQueries();
}

/**
 * Another person is signed in than before: what the cache holds is not theirs, nor is what is being sent.
 * @returns asks anew for what is still shown, once the pages of the one before are gone
 */
export function anotherPerson(): () => void {
  queries.removeQueries({ type: 'inactive' });
  for (const query of queries.getQueryCache().getAll()) query.reset();
  for (const mutation of queries.getMutationCache().findAll({ status: 'pending' })) {
    mutation.setOptions({ ...mutation.options, mutationFn: () => Promise.reject(new SignedOut()) });
  }
  return () => void queries.refetchQueries({ type: 'active' });
}
