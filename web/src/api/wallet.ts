// The wallet: what it holds, and what moved it.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { routes } from '../../../functions/wallet/contract.ts';
import { routes as lines } from '../../../functions/wallet-history/contract.ts';
import { call } from './call.ts';
import { cursorOf } from './reservations.ts';

/** The balance in won. */
export function useBalance() {
  return useQuery({ queryKey: ['balance'], queryFn: () => call(routes.balance, {}) });
}

/** What moved the wallet, newest first, a page at a time. @param withFailed also attempts that failed */
export function useHistory(withFailed: boolean) {
  return useInfiniteQuery({
    queryKey: ['history', withFailed],
    queryFn: ({ pageParam }) =>
      call(lines.history, {
        query: { limit: '20', ...(withFailed ? { include: 'failed' } : {}), ...cursorOf(pageParam) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
  });
}
