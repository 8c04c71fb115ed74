// The cache of what the server said, and how it is asked again.
import { QueryClient } from '@tanstack/react-query';
import { retries, retryDelay } from './retry.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: retries, retryDelay, staleTime: 1_000, refetchOnWindowFocus: true },
    // A mutation carries its idempotency key, so that trying it again does nothing twice.
    mutations: { retry: retries, retryDelay },
  },
});
