// What is kept while one verifies who one is, as a phone leaves the page for that: never a password.
import { nextOf } from '../../paths.ts';

/** What the verification is for. */
export type Purpose = 'SIGN_UP' | 'RESET';

export interface Draft {
  readonly purpose: Purpose;
  /** Made up here at random: whoever has it can use the verification, once. */
  readonly identityVerificationId: string;
  /** Whether the window of the provider said so; the server asks the provider itself. */
  readonly isVerified: boolean;
  /** What was typed. */
  readonly email: string;
  /** Where one goes on to afterwards. */
  readonly next: string;
  /** When the verification began, then when it was done; epoch ms by this machine's clock. */
  readonly at: number;
}

const SLOT = 'onsale.identity';
/** No server takes an older verification, and whoever sits down here next is somebody else. */
const KEPT_MS = 10 * 60_000;

/** Milliseconds for which a draft is kept yet. */
export const keptForMs = ({ at }: Draft, now: number): number => Math.max(0, at + KEPT_MS - now);

const PURPOSES: readonly unknown[] = ['SIGN_UP', 'RESET'] satisfies Purpose[];

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Drops one that is too old. @returns undefined where there is none, or none of this form */
export function readDraft(kept: Kept, now: number): Draft | undefined {
  const draft = draftIn(kept.getItem(SLOT));
  if (!draft || keptForMs(draft, now) > 0) return draft;
  dropDraft(kept);
  return undefined;
}

function draftIn(text: string | null): Draft | undefined {
  try {
    const { purpose, identityVerificationId, isVerified, email, next, at } = JSON.parse(text ?? '{}');
    if (!PURPOSES.includes(purpose) || typeof identityVerificationId !== 'string') return undefined;
    if (typeof at !== 'number') return undefined;
    const isKnown = isVerified === true;
    const typed = typeof email === 'string' ? email : '';
    const path = nextOf(String(new URLSearchParams({ next: String(next) })));
    return { purpose, identityVerificationId, isVerified: isKnown, email: typed, next: path, at };
  } catch {
    return undefined;
  }
}

export const keepDraft = (kept: Kept, draft: Draft): void => kept.setItem(SLOT, JSON.stringify(draft));

export const dropDraft = (kept: Kept): void => kept.removeItem(SLOT);

/** With what a phone comes back from the provider. */
export type IdentityBack =
  | { readonly came: 'verified'; readonly draft: Draft }
  /** `message` is the provider's. */
  | { readonly came: 'refused'; readonly draft: Draft; readonly message?: string }
  /** Of no verification that was begun here: it is not used, as it may be another person's. */
  | { readonly came: 'unasked' };

/** @param search the query that the provider's SDK came back with */
export function identityBack(search: string, draft: Draft | undefined): IdentityBack {
  const query = new URLSearchParams(search);
  if (!draft || query.get('identityVerificationId') !== draft.identityVerificationId) return { came: 'unasked' };
  if (query.get('code') === null) return { came: 'verified', draft };
  const message = query.get('message');
  return { came: 'refused', draft, ...(message ? { message } : {}) };
}
