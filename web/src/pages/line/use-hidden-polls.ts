// Goes on asking at the server's pace while nobody looks: a turn that is not claimed in time goes to the next person.
import { useEffect, useRef } from 'react';
import { serverNow } from '../../api/clock.ts';
import { pollAfterMs, type Standing } from '../../api/line-standing.ts';

interface Polled {
  readonly standing: Standing | undefined;
  /** When it was told; epoch ms by the server's clock. */
  readonly toldAt: number;
  readonly askAgain: () => unknown;
}

export function useHiddenPolls(polled: Polled): void {
  const now = useRef(polled);
  useEffect(() => {
    now.current = polled;
  });
  const isWaiting = polled.standing?.is === 'waiting';
  useEffect(() => {
    if (!isWaiting) return undefined;
    let askedAt = 0;
    const ticks = new Worker(new URL('./ticks.ts', import.meta.url), { type: 'module' });
    ticks.addEventListener('message', () => {
      const { standing, toldAt, askAgain } = now.current;
      if (!document.hidden || !standing) return;
      const after = pollAfterMs(standing, toldAt);
      if (after === false || serverNow() < Math.max(toldAt, askedAt) + after) return;
      askedAt = serverNow();
      askAgain();
    });
    return () => ticks.terminate();
  }, [isWaiting]);
}
