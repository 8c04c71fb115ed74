// Whether the server can be reached: told by the browser, and by what is being asked again.
import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { queries } from './queries.ts';
import { session } from './session.ts';

export type Connection = 'good' | 'waiting' | 'offline';

function current(): Connection {
  if (!onlineManager.isOnline()) return 'offline';
  if (session.isWaiting()) return 'waiting';
  const asking = queries
    .getQueryCache()
    .getAll()
    .some(({ state }) => state.fetchStatus !== 'idle' && state.fetchFailureCount > 0);
  const sending = queries
    .getMutationCache()
    .getAll()
    .some(({ state }) => state.status === 'pending' && state.failureCount > 0);
  return asking || sending ? 'waiting' : 'good';
}

function subscribe(listener: () => void): () => void {
  const ends = [
    onlineManager.subscribe(listener),
    session.subscribe(listener),
    queries.getQueryCache().subscribe(listener),
    queries.getMutationCache().subscribe(listener),
  ];
  return () => {
    for (const end of ends) end();
  };
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, current);
