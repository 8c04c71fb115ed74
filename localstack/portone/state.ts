// What the stand-in knows: in memory, one object, so that one call makes it forget everything.
import type {
  FailedIdentityVerification,
  ReadyIdentityVerification,
  VerifiedIdentityVerification,
} from '@portone/server-sdk/identityVerification';
import { WEBHOOK_SECRET } from './account.ts';
import { type Card, newCard } from './cards.ts';
import type { Fault } from './faults.ts';

export type KnownVerification = ReadyIdentityVerification | VerifiedIdentityVerification | FailedIdentityVerification;

/** Of Standard Webhooks: what is said, by an id that it keeps when it is sent again. */
export interface Message {
  readonly id: string;
  readonly paymentId: string;
  readonly type: string;
  readonly body: string;
}

export interface Delivery {
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What was answered, or 0 where nothing was. */
  readonly status: number;
}

export interface State {
  /** By the id that the shop chose. */
  readonly identityVerifications: Map<string, KnownVerification>;
  readonly cards: Map<string, Card>;
  /** Waiting to be met, the oldest first. */
  readonly faults: Fault[];
  readonly webhooks: {
    /** Without it, nothing is sent. */
    url?: string | undefined;
    /** How much faster than PortOne a webhook is sent again. */
    speedUp: number;
    secret: string;
    readonly messages: Message[];
    readonly deliveries: Delivery[];
    /** Held back until another one was sent. */
    readonly heldBack: Set<() => void>;
    /** How many are being sent, and those that wait for one of them to end. */
    inFlight: number;
    readonly waiting: (() => void)[];
  };
  /** What will happen by itself. */
  readonly timers: Set<NodeJS.Timeout>;
}

const SPEED_UP = 60;

export function createState(): State {
  return {
    identityVerifications: new Map(),
    cards: new Map(),
    faults: [],
    webhooks: {
      speedUp: SPEED_UP,
      secret: WEBHOOK_SECRET,
      messages: [],
      deliveries: [],
      heldBack: new Set(),
      inFlight: 0,
      waiting: [],
    },
    timers: new Set(),
  };
}

/** Forgets everything but where webhooks go. */
export function reset(state: State): void {
  state.identityVerifications.clear();
  state.cards.clear();
  state.faults.length = 0;
  const { webhooks, timers } = state;
  webhooks.messages.length = 0;
  webhooks.deliveries.length = 0;
  webhooks.heldBack.clear();
  webhooks.waiting.length = 0;
  Object.assign(webhooks, { speedUp: SPEED_UP, secret: WEBHOOK_SECRET });
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
}

/** Of what is written down: another one is not read. */
const FORMAT = 1;

/** What outlives the process, written down: what was verified, and what was paid. */
export function writtenDown({ identityVerifications, cards }: State): string {
  return JSON.stringify({ format: FORMAT, identityVerifications: [...identityVerifications], cards: [...cards] });
}

/** Knows again what was written down. */
export function remember(state: State, text: string): void {
  const kept = JSON.parse(text) as {
    readonly format: number;
    readonly identityVerifications: readonly [string, KnownVerification][];
    readonly cards: readonly [string, Card][];
  };
  if (kept.format !== FORMAT) return;
  for (const [id, verification] of kept.identityVerifications) state.identityVerifications.set(id, verification);
  for (const [id, card] of kept.cards) state.cards.set(id, card);
}

/** Does something later, unless everything is forgotten before. */
export function later({ timers }: State, ms: number, act: () => void): void {
  const timer = setTimeout(() => {
    timers.delete(timer);
    act();
  }, ms);
  timers.add(timer);
}

/** Takes a step of a payment. @returns what it is now */
export function move(state: State, paymentId: string, step: (card: Card) => Card): Card {
  const card = step(state.cards.get(paymentId) ?? newCard(paymentId));
  state.cards.set(paymentId, card);
  return card;
}
