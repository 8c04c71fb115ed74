// Persons and their accounts: becoming a member, a new password by identity, and leaving, each in one transaction.
import type { Db, Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import type { Account } from './domain.ts';
import type { Owner, PersonName, PersonRecord, UsedVerification } from './domain-identity.ts';
import { accountKey, emailKey, personKey, verificationKey } from './keys.ts';
import { createAccountStore } from './store.ts';
import { createAttemptsStore } from './store-attempts.ts';

/** So long a used verification is remembered; it counts for ten minutes. */
const VERIFICATION_KEPT_SECONDS = 86_400;

/** What there is of a verification, and of a person's names, in the order of the names. */
export interface Seen {
  readonly used: UsedVerification | undefined;
  readonly persons: readonly PersonRecord[];
}

export interface NewMember {
  readonly account: Account;
  readonly passwordHash: string;
  readonly identityVerificationId: string;
  /** At most 48: with three more writes they have to fit in a transaction of 100. */
  readonly names: readonly PersonName[];
  /** As they were when it was decided that this person may come. */
  readonly seen: readonly PersonRecord[];
}

export interface PasswordReset {
  readonly userId: string;
  readonly email: string;
  readonly identityVerificationId: string;
  readonly passwordHash: string;
  readonly securityStamp: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface IdentityStore {
  /** One strongly consistent round trip. */
  seen(identityVerificationId: string, names: readonly PersonName[]): Promise<Seen>;
  /**
   * Makes the account and all that keeps it the person's only one, or nothing.
   * - `moved`: the verification or a name of the person is not as seen; see again
   * - `ALREADY_A_MEMBER`: their account is there, known by another name
   * - `conflict`: somebody else is at one of the items just now; try again
   */
  signUp(member: NewMember): Promise<'signed-up' | 'moved' | 'ALREADY_A_MEMBER' | 'EMAIL_TAKEN' | 'conflict'>;
  /** Sets the password and ends every session. `moved`: the verification or the account is not as seen. */
  resetPassword(reset: PasswordReset): Promise<'reset' | 'moved' | 'conflict'>;
  /** Removes the account, frees its address, and keeps when its person may come back. `moved`: the stamp is another. */
  remove(account: Account, left: { freeAt: number; ttl: number }): Promise<'removed' | 'moved' | 'conflict'>;
}

/** All that a verified identity is used with. */
export function createIdentityStores(table: { db: Db; AUTH_TABLE: string }) {
  return {
    identities: createIdentityStore(table),
    accounts: createAccountStore(table),
    attempts: createAttemptsStore(table),
  };
}

export function createIdentityStore({ db, AUTH_TABLE }: { db: Db; AUTH_TABLE: string }): IdentityStore {
  return {
    async seen(identityVerificationId, names) {
      const verification = verificationKey(identityVerificationId);
      const hashes = names.map(({ hash }) => hash);
      const found = await readAll(db, AUTH_TABLE, [verification, ...hashes.map(personKey)]);
      const items = new Map(found.map((item) => [item.pk, item]));
      const used = items.get(verification.pk);
      return {
        used: used && usedOf(used),
        persons: hashes.flatMap((hash) => {
          const item = items.get(personKey(hash).pk);
          return item ? [recordOf(hash, item)] : [];
        }),
      };
    },

    async signUp(member) {
      const result = await transact(db, signUpWrites(AUTH_TABLE, member));
      switch (result.outcome) {
        case 'committed':
          return 'signed-up';
        case 'conflict':
          return 'conflict';
        case 'refused':
          if (result.label === 'account-is-new') return 'ALREADY_A_MEMBER';
          return result.label === 'email-is-free' ? 'EMAIL_TAKEN' : 'moved';
        default:
          return result satisfies never;
      }
    },

    async resetPassword(reset) {
      const result = await transact(db, resetWrites(AUTH_TABLE, reset));
      if (result.outcome === 'committed') return 'reset';
      return result.outcome === 'conflict' ? 'conflict' : 'moved';
    },

    async remove(account, left) {
      const result = await transact(db, removeWrites(AUTH_TABLE, account, left));
      if (result.outcome === 'committed') return 'removed';
      if (result.outcome === 'conflict') return 'conflict';
      // Address and names come and go with their account alone.
      if (result.label !== 'account-as-seen') throw new Error(`${result.label} does not hold for ${account.userId}`);
      return 'moved';
    },
  };
}

/** In the order in which refusals are told: the first condition that does not hold is the answer. */
function signUpWrites(table: string, { account, passwordHash, identityVerificationId, names, seen }: NewMember) {
  const { userId, personId, email, createdAt } = account;
  const used = { userId, use: 'SIGN_UP' } as const;
  const seenOf = new Map(seen.map((record) => [record.hash, record]));
  return [
    useVerification(table, identityVerificationId, used, createdAt),
    ...names.map((name) => takeName(table, name, { userId, personId }, seenOf.get(name.hash))),
    labelled('account-is-new', putNew(table, { ...accountKey(userId), ...account, passwordHash })),
    labelled('email-is-free', putNew(table, { ...emailKey(email), userId })),
  ];
}

/** Whose it was is overwritten by whose it is, `freeAt` and `ttl` with it. */
function takeName(table: string, { hash, kind, kid }: PersonName, owner: Owner, seen: PersonRecord | undefined) {
  const Item = { ...personKey(hash), ...owner, kind, kid };
  if (!seen) return labelled('person-is-free', putNew(table, Item));
  return labelled('person-is-free', {
    Put: {
      TableName: table,
      Item,
      ConditionExpression: '#userId = :seenUserId AND #freeAt = :seenFreeAt',
      ExpressionAttributeNames: { '#userId': 'userId', '#freeAt': 'freeAt' },
      ExpressionAttributeValues: { ':seenUserId': seen.userId, ':seenFreeAt': seen.freeAt },
    },
  });
}

function useVerification(table: string, identityVerificationId: string, used: UsedVerification, at: number) {
  const ttl = Math.ceil(at / 1000) + VERIFICATION_KEPT_SECONDS;
  return labelled(
    'verification-is-unused',
    putNew(table, { ...verificationKey(identityVerificationId), ...used, ttl }),
  );
}

function resetWrites(table: string, reset: PasswordReset) {
  const { userId, email, identityVerificationId, passwordHash, securityStamp, at } = reset;
  return [
    useVerification(table, identityVerificationId, { userId, use: 'RESET' }, at),
    labelled('account-is-there', {
      Update: {
        TableName: table,
        Key: accountKey(userId),
        UpdateExpression: 'SET #passwordHash = :hash, #securityStamp = :stamp, #updatedAt = :at',
        // Who left and came back may have another address since.
        ConditionExpression: '#email = :email',
        ExpressionAttributeNames: {
          '#passwordHash': 'passwordHash',
          '#securityStamp': 'securityStamp',
          '#updatedAt': 'updatedAt',
          '#email': 'email',
        },
        ExpressionAttributeValues: { ':hash': passwordHash, ':stamp': securityStamp, ':at': at, ':email': email },
      },
    }),
  ];
}

function removeWrites(table: string, account: Account, { freeAt, ttl }: { freeAt: number; ttl: number }) {
  const { userId, email, persons, securityStamp } = account;
  const stampSeen = '#securityStamp = :stamp';
  const owned = {
    ConditionExpression: '#userId = :userId',
    ExpressionAttributeNames: { '#userId': 'userId' },
    ExpressionAttributeValues: { ':userId': userId },
  };
  return [
    labelled('account-as-seen', {
      Delete: {
        TableName: table,
        Key: accountKey(userId),
        ConditionExpression:
          securityStamp === ''
            ? `attribute_exists(pk) AND (attribute_not_exists(#securityStamp) OR ${stampSeen})`
            : stampSeen,
        ExpressionAttributeNames: { '#securityStamp': 'securityStamp' },
        ExpressionAttributeValues: { ':stamp': securityStamp },
      },
    }),
    labelled('email-is-theirs', { Delete: { TableName: table, Key: emailKey(email), ...owned } }),
    ...persons.map((hash) =>
      labelled('person-is-theirs', {
        Update: {
          TableName: table,
          Key: personKey(hash),
          UpdateExpression: 'SET #freeAt = :freeAt, #ttl = :ttl',
          ConditionExpression: owned.ConditionExpression,
          ExpressionAttributeNames: { ...owned.ExpressionAttributeNames, '#freeAt': 'freeAt', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ...owned.ExpressionAttributeValues, ':freeAt': freeAt, ':ttl': ttl },
        },
      }),
    ),
  ];
}

function putNew(table: string, item: Item): Labelled['write'] {
  return { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

function labelled<Label extends string>(label: Label, write: Labelled['write']): Labelled<Label> {
  return { label, write };
}

function usedOf({ userId, use }: Item): UsedVerification {
  return { userId: String(userId), use: use === 'RESET' ? 'RESET' : 'SIGN_UP' };
}

function recordOf(hash: string, { userId, personId, freeAt }: Item): PersonRecord {
  const owner = { hash, userId: String(userId), personId: String(personId) };
  return freeAt === undefined ? owner : { ...owner, freeAt: Number(freeAt) };
}
