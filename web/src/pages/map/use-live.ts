// The stream of a date: opened with a ticket, read as it comes, and opened anew when it ends before the lease does.
import { useEffect, useState } from 'react';
import { routes } from '../../../../functions/seats/contract-map.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { retryDelay } from '../../api/retry.ts';
import { begun, type Init, type LiveSeats, type Update, updated } from './live.ts';
import type { Hall } from './model.ts';

export interface Following {
  readonly live: LiveSeats | undefined;
  /** `lost`: what is there is no longer followed, and is being asked for again; `over`: one may not look any more. */
  readonly state: 'connecting' | 'live' | 'lost' | 'over';
  /** Why it cannot be had, where asking again does not help. */
  readonly error?: Error;
}

interface Asked {
  readonly concertId: string;
  readonly scheduleId: string;
  readonly queueToken: string;
}

/** A second and a little is how long it usually takes to come back; some are told to take seven. */
const PATIENCE_MS = 10_000;

const FIRST: Following = { live: undefined, state: 'connecting' };

export function useLive(hall: Hall | undefined, { concertId, scheduleId, queueToken }: Asked): Following {
  const [following, setFollowing] = useState<Following>(FIRST);
  useEffect(() => {
    if (!hall) return;
    setFollowing(FIRST);
    const follower = new Follower(hall, { concertId, scheduleId, queueToken }, setFollowing);
    return () => follower.end();
  }, [hall, concertId, scheduleId, queueToken]);
  return following;
}

class Follower {
  private readonly hall: Hall;
  private readonly asked: Asked;
  private readonly tell: (following: Following) => void;
  private live: LiveSeats | undefined;
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private told: Following['state'] = 'connecting';
  private hasEnded = false;
  private readonly seen = () => this.look();

  constructor(hall: Hall, asked: Asked, tell: (following: Following) => void) {
    this.hall = hall;
    this.asked = asked;
    this.tell = tell;
    document.addEventListener('visibilitychange', this.seen);
    this.look();
  }

  end(): void {
    this.hasEnded = true;
    document.removeEventListener('visibilitychange', this.seen);
    this.close();
  }

  /** Nobody looks at a hidden tab: it asks for nothing, and for all of it when it is seen again. */
  private look(): void {
    if (document.hidden) this.close();
    else if (!this.source) this.open();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.calm();
    this.source?.close();
    this.source = undefined;
  }

  private async open(): Promise<void> {
    this.close();
    const { concertId, scheduleId, queueToken } = this.asked;
    try {
      const { url } = await call(routes.streamTicket, { params: { concertId }, body: { scheduleId }, queueToken });
      if (!this.hasEnded && !document.hidden && !this.source) this.listen(url);
    } catch (error) {
      if (!this.hasEnded) this.failed(error as Error);
    }
  }

  private listen(url: string): void {
    const source = new EventSource(url);
    this.source = source;
    source.addEventListener('init', ({ data }: MessageEvent<string>) => {
      this.learn(begun(this.hall, JSON.parse(data) as Init));
    });
    source.addEventListener('update', ({ data }: MessageEvent<string>) => {
      const live = this.live && updated(this.hall, this.live, JSON.parse(data) as Update);
      if (live) this.learn(live);
      else this.again();
    });
    source.addEventListener('open', () => {
      this.calm();
      if (this.live) this.learn(this.live);
    });
    source.addEventListener('error', () => {
      if (source !== this.source) return;
      // An answer that ends is how the stream goes: only what is closed for good is over.
      if (source.readyState === EventSource.CLOSED) this.again();
      else this.wait();
    });
  }

  /** The browser comes back by itself; who waits for long is told. */
  private wait(): void {
    this.patience ??= setTimeout(() => this.say(this.live ? 'lost' : 'connecting'), PATIENCE_MS);
  }

  private calm(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
  }

  private learn(live: LiveSeats): void {
    this.failures = 0;
    if (this.live === live && this.told === 'live') return;
    this.live = live;
    this.say('live');
  }

  private say(state: Following['state'], error?: Error): void {
    this.told = state;
    this.tell({ live: this.live, state, ...(error ? { error } : {}) });
  }

  private failed(error: Error): void {
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) {
      this.again(error);
      return;
    }
    if (error.code === 'NOT_ADMITTED') this.say('over');
    else this.say('lost', error);
  }

  private again(error?: Error): void {
    this.close();
    this.say(this.live ? 'lost' : 'connecting');
    this.timer = setTimeout(() => this.open(), retryDelay(this.failures, error));
    this.failures++;
  }
}
