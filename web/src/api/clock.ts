// The server's time, as far as answers let one know it: all that counts down here does so by that clock.
import { useEffect, useState } from 'react';
import { aheadMs, type Bounds, keptMsOf, narrowed } from './clock-rules.ts';

const RENEWED_MS = 250;

let bounds: Bounds | undefined;

/** Notes what an answer says of the time. */
export function learnTime(response: Response, sentAt: number, receivedAt: number): void {
  const dateMs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(dateMs)) return;
  const keptMs = keptMsOf(response.headers.get('cache-control'));
  bounds = narrowed(bounds, { dateMs, sentAt, receivedAt, keptMs });
}

/** Epoch ms by the server's clock; by this machine's until a first answer. */
export function serverNow(): number {
  return Date.now() + (bounds ? aheadMs(bounds) : 0);
}

/** The server's time, renewed every so often while it is shown. */
export function useServerNow(everyMs = RENEWED_MS): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
