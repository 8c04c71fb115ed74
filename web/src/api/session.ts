// Who is signed in here: the access token in memory, renewed before it ends, once for all tabs of the browser.
import { useSyncExternalStore } from 'react';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { client } from './client-open.ts';

interface Token {
  readonly accessToken: string;
  /** Epoch ms by this machine's clock, counted from when it came. */
  readonly endsAt: number;
}

/** `unknown` until the first renewal was answered. */
export type SessionState = 'unknown' | 'out' | 'in';

type Said = ({ readonly said: 'token' } & Token) | { readonly said: 'ask' } | { readonly said: 'out' };

/** Renewed so long before it ends. */
const EARLY_MS = 60_000;
/** How long another tab has to say that it has a token. */
const ASK_MS = 120;
const LOCK = 'onsale-session';
/** That there may be a refresh cookie, which no script can see: who never signed in is not refused a renewal. */
const HINT = 'onsale.session';

class Session {
  private token: Token | undefined;
  private state: SessionState = 'unknown';
  private readonly channel = new BroadcastChannel('onsale-session');
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Finds out who is signed in: from another tab, or by the cookie. */
  begin(): void {
    this.channel.addEventListener('message', ({ data }: MessageEvent<Said>) => this.hear(data));
    if (localStorage.getItem(HINT) === null) this.become('out');
    else this.renew().catch(() => {});
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = () => this.state;

  /**
   * A token that is good for a while yet.
   * @param spent one that was refused
   * @returns undefined when nobody is signed in
   * @throws what `fetch` throws, and ApiError, when a renewal found no answer
   */
  async accessToken(spent?: string): Promise<string | undefined> {
    if (this.state === 'out') return undefined;
    if (!this.isGood(spent)) await this.renew(spent);
    return this.token?.accessToken;
  }

  /** Signs in here; other tabs hear of it. */
  signedIn({ accessToken, expiresIn }: { readonly accessToken: string; readonly expiresIn: number }): void {
    localStorage.setItem(HINT, '1');
    this.take({ accessToken, endsAt: Date.now() + expiresIn * 1000 });
    this.say({ said: 'token', ...(this.token as Token) });
  }

  /** Signs out here and in all tabs. */
  signedOut(): void {
    this.forget();
    this.say({ said: 'out' });
  }

  private renew(spent?: string): Promise<void> {
    return navigator.locks.request(LOCK, async () => {
      if (this.state === 'out' || this.isGood(spent)) return;
      this.say({ said: 'ask' });
      await new Promise((done) => setTimeout(done, ASK_MS));
      if (this.isGood(spent)) return;
      try {
        this.signedIn(await client.call(routes.refresh, { body: {} }));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        this.signedOut();
      }
    });
  }

  private isGood(spent?: string): boolean {
    return this.token !== undefined && this.token.accessToken !== spent && this.token.endsAt - Date.now() > EARLY_MS;
  }

  private hear(data: Said): void {
    if (data.said === 'out') this.forget();
    else if (data.said === 'token') this.take({ accessToken: data.accessToken, endsAt: data.endsAt });
    else if (this.token && this.isGood()) this.say({ said: 'token', ...this.token });
  }

  private say(data: Said): void {
    this.channel.postMessage(data);
  }

  private take(token: Token): void {
    this.token = token;
    clearTimeout(this.timer);
    const inMs = Math.max(0, token.endsAt - Date.now() - EARLY_MS);
    this.timer = setTimeout(() => this.renew().catch(() => {}), inMs);
    this.become('in');
  }

  private forget(): void {
    this.token = undefined;
    clearTimeout(this.timer);
    localStorage.removeItem(HINT);
    this.become('out');
  }

  private become(state: SessionState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.current);
