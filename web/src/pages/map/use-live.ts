// The stream of a date: opened with a ticket, read as it comes, and opened anew when it ends before the lease does.
import { useEffect, useRef, useState } from 'react';
import { routes } from '../../../../functions/seats/contract-map.ts';
import { call } from '../../api/call.ts';
import { retryDelay } from '../../api/retry.ts';
import { afterNoTicket, begun, type Init, type LiveSeats, type Update, updated } from './live.ts';
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
/** A connection may die without a word: an answer that is not there after so long is taken for lost. */
const SILENCE_MS = 30_000;
/** How soon one whose turn it is not any more is looked at again, in case it is. */
const OVER_MS = 15_000;

const FIRST: Following = { live: undefined, state: 'connecting' };

export function useLive(hall: Hall | undefined, { concertId, scheduleId, queueToken }: Asked) {
  const [following, setFollowing] = useState<Following>(FIRST);
  const current = useRef<Follower>(undefined);
  useEffect(() => {
    if (!hall) return;
    setFollowing(FIRST);
    const follower = new Follower(hall, { concertId, scheduleId, queueToken }, setFollowing);
    current.current = follower;
    return () => follower.end();
  }, [hall, concertId, scheduleId, queueToken]);
  return { ...following, openAnew: () => current.current?.openAnew() };
}

class Follower {
  private readonly hall: Hall;
  private readonly asked: Asked;
  private readonly tell: (following: Following) => void;
  private live: LiveSeats | undefined;
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
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

  /** Once somebody asks for it. */
  openAnew(): void {
    this.failures = 0;
    this.say(this.live ? 'lost' : 'connecting');
    void this.open();
  }

  /** Nobody looks at a hidden tab: it asks for nothing, and for all of it when it is seen again. */
  private look(): void {
    if (document.hidden) this.close();
    else if (!this.source) this.open();
  }

  private close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
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
    let answers = 0;
    this.heard();
    source.addEventListener('init', ({ data }: MessageEvent<string>) => {
      this.learn(begun(this.hall, JSON.parse(data) as Init));
    });
    source.addEventListener('update', ({ data }: MessageEvent<string>) => {
      const live = this.live && updated(this.hall, this.live, JSON.parse(data) as Update);
      if (!live) return this.again();
      this.failures = 0;
      this.learn(live);
    });
    source.addEventListener('open', () => {
      this.calm();
      this.heard();
      // A first answer may be the only one.
      if (answers++ > 0) this.failures = 0;
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

  private heard(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.again(), SILENCE_MS);
  }

  private calm(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
  }

  private learn(live: LiveSeats): void {
    if (this.live === live && this.told === 'live') return;
    this.live = live;
    this.say('live');
  }

  private say(state: Following['state'], error?: Error): void {
    this.told = state;
    this.tell({ live: this.live, state, ...(error ? { error } : {}) });
  }

  private failed(error: Error): void {
    const after = afterNoTicket(error);
    switch (after) {
      case 'again':
        this.again(error);
        break;
      case 'over':
        this.say('over');
        this.timer = setTimeout(() => this.open(), OVER_MS);
        break;
      case 'refused':
        this.say('lost', error);
        break;
      default:
        after satisfies never;
    }
  }

  private again(error?: Error): void {
    this.close();
    this.say(this.live ? 'lost' : 'connecting');
    this.timer = setTimeout(() => this.open(), retryDelay(this.failures, error));
    this.failures++;
  }
}
