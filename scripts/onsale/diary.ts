// What one person saw and did: the crowd's own record, which the audit holds against the stack's.
import type { PaymentView } from '../../functions/payments/contract.ts';
import type { Login } from '../../localstack/stack-file.ts';
import type { Person } from './people.ts';

/** Where a person is now. */
export type Phase = 'outside' | 'waiting' | 'active' | 'holding' | 'done';

/** How it ended. `failed` and `cut-off` must not happen: an answer that nobody should get, the hard time limit. */
export type Ending =
  | 'bought'
  | 'left the line'
  | 'vanished from the line'
  | 'found no seat'
  | 'let the hold lapse'
  | 'changed their mind'
  | 'had too little money'
  | 'walked away from the checkout'
  | 'was declined too often'
  | 'was not approved in time'
  | 'got the money back'
  | 'was too slow'
  | 'found it sold out'
  | 'failed'
  | 'cut-off';

export const BAD_ENDINGS: readonly Ending[] = ['failed', 'cut-off'];

/** An answer about the place in line; epoch milliseconds just before the request and just after the answer. */
export interface Sighting {
  readonly status: 'WAITING' | 'ACTIVE';
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Being signed in; `at` is when the access token was given, epoch milliseconds. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly at: number;
}

/** What a person was told last of a payment by card. */
export type CardNote = Pick<PaymentView, 'paymentId' | 'purpose' | 'amount' | 'status'>;

export interface Diary {
  readonly person: Person;
  phase: Phase;
  ending?: Ending;
  /** Why it failed. */
  failure?: string;
  userId?: string;
  login?: Login;
  session?: Session;
  /** The place in line, as the queue token says. */
  seq?: number;
  joined?: { readonly sentAt: number; readonly answeredAt: number };
  readonly sightings: Sighting[];
  /** From the first ACTIVE answer until it was given up, bought or over, by this person's own doing. */
  activeFrom?: number;
  activeTo?: number;
  /** When the admission ends by itself. */
  activeUntil?: number;
  /** Paying was answered, and CONFIRMED was seen. */
  paidAt?: number;
  confirmedAt?: number;
  /** What was charged without a card, and paid from the wallet. */
  chargedKrw: number;
  paidKrw: number;
  /** Payments by card, in the order that they were begun. */
  readonly cards: CardNote[];
  /** Holds of seats side by side, and of how many. */
  readonly groups: { readonly reservationId: string; readonly count: number }[];
  /** Answers to a repeated request that were not the first answer. */
  readonly differences: string[];
}

export function newDiary(person: Person): Diary {
  const lists = { sightings: [], cards: [], groups: [], differences: [] };
  return { person, phase: 'outside', chargedKrw: 0, paidKrw: 0, ...lists };
}

/** What the person knows to have been added to the wallet, in won. */
export function creditedKrw({ chargedKrw, cards }: Pick<Diary, 'chargedKrw' | 'cards'>): number {
  return cards
    .filter(({ purpose, status }) => purpose === 'CHARGE' && status === 'COMPLETED')
    .reduce((all, { amount }) => all + amount, chargedKrw);
}

/** The place in line that a queue token is for. The crowd trusts its own token: nobody checks a signature here. */
export function seqOf(queueToken: string): number {
  const [, payload = ''] = queueToken.split('.');
  const { seq } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { seq?: unknown };
  if (typeof seq !== 'number') throw new Error('the queue token names no place');
  return seq;
}
