// The rules of identity: when a verification counts, whom it names, and who may become a member (requirements R6).
import { toDay } from '../shared/clock.ts';
import { base62 } from '../shared/ids.ts';
import type { KeyRing } from '../shared/key-ring.ts';
import type { IdentityReason } from './contract.ts';

/** A verification as the provider has it. */
export type Verification =
  | { readonly status: 'NOT_COMPLETED' }
  | { readonly status: 'FAILED' }
  | {
      readonly status: 'VERIFIED';
      readonly id: string;
      readonly channelKey: string | undefined;
      /** Epoch milliseconds. */
      readonly verifiedAt: number;
      /** Trimmed, 1–100 characters. */
      readonly name: string;
      /** YYYY-MM-DD */
      readonly birthDate: string;
      readonly ci: string | undefined;
      readonly di: string | undefined;
    };

/** CI names a person everywhere, DI at one shop; not every provider gives both. */
export type IdentifierKind = 'CI' | 'DI';

/** What names a person: nothing of it may be stored or logged. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/** A person as the provider knows them. Only the name is kept. */
export interface Identity {
  readonly name: string;
  readonly birthDate: string;
  /** One or two, CI first. */
  readonly identifiers: readonly [Identifier, ...Identifier[]];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long a verification counts. */
export const FRESH_MS = 10 * MINUTE_MS;

/** How far the provider's clock may be ahead of ours. */
export const AHEAD_MS = MINUTE_MS;

export type IdentityDecision =
  | { readonly decision: 'known'; readonly identity: Identity }
  | { readonly decision: 'refused'; readonly reason: IdentityReason };

/**
 * Whom a verification names, if it counts.
 * @param found undefined when the provider has none under that id
 * @param asked the id that was asked for, the channel that is ours, and epoch milliseconds
 */
export function decideIdentity(
  found: Verification | undefined,
  asked: { readonly identityVerificationId: string; readonly channelKey: string; readonly now: number },
): IdentityDecision {
  const refused = (reason: IdentityReason) => ({ decision: 'refused', reason }) as const;
  if (!found) return refused('NOT_FOUND');
  if (found.status !== 'VERIFIED') return refused(found.status);
  if (found.id !== asked.identityVerificationId || found.channelKey !== asked.channelKey) return refused('NOT_OURS');
  if (found.verifiedAt > asked.now + AHEAD_MS) return refused('NOT_COMPLETED');
  if (found.verifiedAt < asked.now - FRESH_MS) return refused('TOO_OLD');
  const { name, birthDate } = found;
  const [first, ...more] = identifiersOf(found);
  if (!first) return refused('NO_KEY');
  return { decision: 'known', identity: { name, birthDate, identifiers: [first, ...more] } };
}

/** An empty identifier is none: all who have it would be one person. */
function identifiersOf({ ci = '', di = '' }: { readonly ci: string | undefined; readonly di: string | undefined }) {
  const given: readonly Identifier[] = [
    { kind: 'CI', value: ci.trim() },
    { kind: 'DI', value: di.trim() },
  ];
  return given.filter(({ value }) => value !== '');
}

/**
 * Full years on the calendar of Seoul, the day of birth counted. Who was born on 29 February gets older on 1 March where
 * there is none (Civil Act, articles 158 and 160).
 * @param birthDate YYYY-MM-DD
 * @param now epoch milliseconds
 */
export function ageAt(birthDate: string, now: number): number {
  const today = toDay(now);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** What stands for an identifier in the table: a keyed hash, and which key made it. */
export interface PersonName {
  readonly hash: string;
  readonly kind: IdentifierKind;
  readonly kid: string;
}

/**
 * The names of a person under every key of the ring, CI first and the oldest key first: while a ring rotates, instances
 * that know different keys still meet at those they share.
 */
export function personNames({ identifiers }: Identity, ring: KeyRing): PersonName[] {
  const names = identifiers.flatMap(({ kind, value }) =>
    ring.all.map((key) => ({ hash: key.hash(kind, value).toString('base64url'), kind, kid: key.kid })),
  );
  // A key that is twice in a secret must not be twice in a transaction.
  return [...new Map(names.map((name) => [name.hash, name])).values()];
}

const PERSON_ID_LENGTH = 22;

/** Who the limits count for. By the oldest key, so that adding one changes nobody. */
export function personIdOf({ identifiers: [{ kind, value }] }: Identity, { oldest }: KeyRing): string {
  return base62(oldest.hash(kind, value), PERSON_ID_LENGTH);
}

/** An account's two ids: who comes back is given the same, and with them their wallet and their tickets. */
export interface Owner {
  readonly userId: string;
  readonly personId: string;
}

/** What is stored under one name of a person. */
export interface PersonRecord extends Owner {
  readonly hash: string;
  /** From when the person may come back, in epoch milliseconds; absent while the account is there. */
  readonly freeAt?: number;
}

/** What a verification was used for, and by which account. */
export interface UsedVerification {
  readonly userId: string;
  readonly use: 'SIGN_UP' | 'RESET';
}

export type MemberDecision =
  | { readonly decision: 'used'; readonly used: UsedVerification }
  | { readonly decision: 'ALREADY_A_MEMBER' }
  | { readonly decision: 'LEFT_RECENTLY'; readonly from: number }
  | { readonly decision: 'member'; readonly owner: Owner };

/**
 * Whether a person may become a member.
 * @param seen what there is of the verification and of the person's names, in the order of `personNames`
 * @param newcomer the ids for who never had an account
 */
export function decideMember(
  seen: { readonly used: UsedVerification | undefined; readonly persons: readonly PersonRecord[] },
  newcomer: Owner,
  now: number,
): MemberDecision {
  const { used, persons } = seen;
  if (used) return { decision: 'used', used };
  const frees = persons.map(({ freeAt }) => freeAt ?? Number.POSITIVE_INFINITY);
  const from = Math.max(now, ...frees);
  if (from === Number.POSITIVE_INFINITY) return { decision: 'ALREADY_A_MEMBER' };
  if (from > now) return { decision: 'LEFT_RECENTLY', from };
  const [before = newcomer] = persons;
  return { decision: 'member', owner: { userId: before.userId, personId: before.personId } };
}

/** How long a person who leaves stays away, and how long it can be told whose the records of money are. */
export interface Retention {
  readonly rejoinDays: number;
  readonly recordYears: number;
}

/** What leaving writes on a person's names. @returns `freeAt` in epoch milliseconds, `ttl` in epoch seconds */
export function leaving(now: number, { rejoinDays, recordYears }: Retention): { freeAt: number; ttl: number } {
  const freeAt = now + rejoinDays * DAY_MS;
  const recordsEnd = now + recordYears * 365.25 * DAY_MS;
  return { freeAt, ttl: Math.ceil(Math.max(freeAt, recordsEnd) / 1000) };
}
