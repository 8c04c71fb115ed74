// Who is signed in here: the access token in memory, renewed before it ends, once for all tabs of the browser.
import { useSyncExternalStore } from 'react';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { client } from './client-open.ts';
import { anotherPerson, forgetAnswers } from './queries.ts';
import { afterFailure, firstAnswer, isGood, renewalInMs, type Token, userOf } from './session-rules.ts';

/** `unknown` until the first renewal was answered. */
export type SessionState = 'unknown' | 'out' | 'in';

type Said = ({ readonly said: 'token' } & Token) | { readonly said: 'ask' } | { readonly said: 'out' };

/** How long another tab has to say that it has a token. */
const ASK_MS = 120;
/** A renewal is asked for so often, and so soon again, all within the ten seconds that a used refresh token counts. */
const ASKS = 3;
const ASK_AGAIN_MS = 4_000;
const LOCK = 'onsale-session';
/** That there may be a refresh cookie, which no script can see: who never signed in is not refused a renewal. */
const HINT = 'onsale.session';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

class Session {
  private token: Token | undefined;
  private state: SessionState = 'unknown';
  /** Whose the token is; after signing out, whose it was. */
  private user: string | undefined;
  /** Goes up whenever somebody signs in or out: what was asked for before says nothing of now. */
  private turn = 0;
  /** Renewals in a row that found no answer. */
  private failures = 0;
  private readonly channel = new BroadcastChannel('onsale-session');
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Finds out who is signed in: from another tab, or by the cookie. */
  begin(): void {
    this.channel.addEventListener('message', ({ data }: MessageEvent<Said>) => this.hear(data));
    addEventListener('online', () => this.look());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.look());
    if (localStorage.getItem(HINT) === null) this.become('out');
    else this.keepRenewing();
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = () => this.state;

  /** Who is signed in; undefined while nobody is, or nobody knows. */
  readonly userId = () => (this.token ? this.user : undefined);

  /** Whether nobody knows yet who is signed in, as the server does not answer. */
  readonly isWaiting = () => this.state === 'unknown' && this.failures > 0;

  /**
   * A token that is good for a while yet.
   * @param spent one that was refused
   * @returns undefined when nobody is signed in
   * @throws what `fetch` throws, and ApiError, when a renewal found no answer
   */
  async accessToken(spent?: string): Promise<string | undefined> {
    if (this.state === 'out') return undefined;
    if (!isGood(this.token, Date.now(), spent)) await this.renew(spent);
    return this.token?.accessToken;
  }

  /**
   * Signs in here; other tabs hear of it. No renewal may be under way, whose cookie would come after.
   * @throws as `call`: BAD_CREDENTIALS, TOO_MANY_ATTEMPTS
   */
  async signIn(email: string, password: string): Promise<void> {
    const body = { email, password, transport: 'cookie' as const };
    await navigator.locks.request(LOCK, async () => this.signedIn(await client.call(routes.logIn, { body })));
  }

  private signedIn({ accessToken, expiresIn }: { readonly accessToken: string; readonly expiresIn: number }): void {
    localStorage.setItem(HINT, '1');
    const token = { accessToken, endsAt: Date.now() + expiresIn * 1000 };
    this.take(token);
    this.say({ said: 'token', ...token });
  }

  /** Nobody is signed in any more, here and in all tabs, as the server knows. */
  signedOut(): void {
    this.forget();
    this.say({ said: 'out' });
  }

  /**
   * Ends the session at the server, and then here; no renewal may be under way, whose cookie would come after.
   * @throws as `call`, where the server did not answer: one is signed in yet
   */
  async signOut(): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      try {
        await client.call(routes.logOut, { body: {}, accessToken: this.token?.accessToken });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
      }
      this.signedOut();
    });
  }

  /** Settles with the first answer; who signs in or out waits for the others, too, as each brings a cookie. */
  private renew(spent?: string): Promise<void> {
    return new Promise((done, failed) => {
      const renewing = async () => {
        const asked: Promise<unknown>[] = [];
        await this.askForToken(spent, asked).then(done, failed);
        await Promise.allSettled(asked);
      };
      navigator.locks.request(LOCK, renewing).catch(failed);
    });
  }

  private async askForToken(spent: string | undefined, asked: Promise<unknown>[]): Promise<void> {
    if (this.state === 'out' || isGood(this.token, Date.now(), spent)) return;
    this.say({ said: 'ask' });
    await wait(ASK_MS);
    if (isGood(this.token, Date.now(), spent)) return;
    const { turn } = this;
    const isMeant = () => turn === this.turn;
    const ask = () => {
      const answer = client.call(routes.refresh, { body: {} });
      asked.push(answer);
      return answer;
    };
    try {
      const answer = await firstAnswer(ask, () => wait(ASK_AGAIN_MS), ASKS);
      if (isMeant()) this.signedIn(answer);
    } catch (error) {
      if (afterFailure(error, 0).outcome !== 'out') throw error;
      if (isMeant()) this.signedOut();
    }
  }

  /** Until there is an answer, as a page may wait for it to be shown at all. */
  private keepRenewing(): void {
    clearTimeout(this.timer);
    this.renew().catch((error: unknown) => {
      const after = afterFailure(error, this.failures);
      if (after.outcome === 'out') return;
      this.failures++;
      this.renewIn(after.inMs);
      this.tell();
    });
  }

  private renewIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepRenewing(), ms);
  }

  /** Back on the screen, or on the net: while a page sleeps, it hears nothing, and its timers stand still. */
  private look(): void {
    if (localStorage.getItem(HINT) === null) {
      this.forget();
      return;
    }
    if (this.state === 'out') this.become('unknown');
    if (!isGood(this.token, Date.now())) this.keepRenewing();
  }

  private hear(data: Said): void {
    switch (data.said) {
      case 'out':
        this.forget();
        break;
      case 'token':
        this.take({ accessToken: data.accessToken, endsAt: data.endsAt });
        break;
      case 'ask':
        if (isGood(this.token, Date.now())) this.say({ said: 'token', ...this.token });
        break;
      default:
        data satisfies never;
    }
  }

  private say(data: Said): void {
    this.channel.postMessage(data);
  }

  private take(token: Token): void {
    const [state, before] = [this.state, this.user];
    this.token = token;
    this.user = userOf(token.accessToken);
    this.turn++;
    this.failures = 0;
    this.renewIn(renewalInMs(token, Date.now()));
    const isAnother = before !== undefined && before !== this.user;
    const askAnew = isAnother ? anotherPerson() : undefined;
    this.state = 'in';
    if (askAnew || state !== 'in') this.tell();
    // Once the pages of the one before are gone.
    if (askAnew) queueMicrotask(askAnew);
  }

  private forget(): void {
    if (this.state === 'out') return;
    this.token = undefined;
    this.turn++;
    this.failures = 0;
    clearTimeout(this.timer);
    localStorage.removeItem(HINT);
    this.become('out');
    // Once the pages that showed them are gone.
    queueMicrotask(forgetAnswers);
  }

  private become(state: SessionState): void {
    if (this.state === state) return;
    this.state = state;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.current);

/** Who is signed in; undefined while nobody is, or nobody knows. */
export const useUserId = () => useSyncExternalStore(session.subscribe, session.userId);
