// Persons who sign up, forget their passwords, leave and come back, on a real table, in virtual time.
import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { attemptRules } from '../../../functions/auth/domain-attempts.ts';
import type { Verification } from '../../../functions/auth/domain-identity.ts';
import { newSession } from '../../../functions/auth/domain-session.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createIdentityStore } from '../../../functions/auth/store-identity.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { deleteMe } from '../../../functions/auth/use-cases.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import { resetPassword, signUp } from '../../../functions/auth/use-cases-identity.ts';
import { createDb, type Db, type Item } from '../../../functions/shared/aws.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { newId } from '../../../functions/shared/keyed-id.ts';
import { verifyPassword } from '../../../functions/shared/password.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import type { TestTable } from '../../support/table.ts';

export const START = 1_800_000_000_000;
export const DAY = 86_400_000;

export const KEY_A = 'a'.repeat(64);
export const KEYS_AB = `${KEY_A}\n${'b'.repeat(64)}`;

const CHANNEL = 'channel-key-1';
const PASSWORD = 'the password of today';
/** Of guesses. */
const LIMITS = { LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 };
const RETENTION = { rejoinDays: 30, recordYears: 5 };

/** What somebody asks for; what is left out is the usual. */
export interface Wish {
  readonly verification: string;
  readonly email: string;
  readonly password?: string;
}

export const anyEmail = () => `${randomUUID()}@example.com`;

/** `done`, or the code of the refusal, with the reason if it has one. */
export async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason } = error.fields;
    return reason === undefined ? error.kind.code : `${error.kind.code} ${reason}`;
  }
}

export const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

/** How often each outcome came. */
export async function tally(attempts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const told of await Promise.all(attempts.map(outcome))) counts[told] = (counts[told] ?? 0) + 1;
  return counts;
}

/** For a process that stalls before a transaction on a key. */
export const isTransactionOn = (key: string) => (input: string) =>
  input.includes('TransactItems') && input.includes(key);

export type Registry = ReturnType<typeof createRegistry>;

export function createRegistry(table: TestTable) {
  const verifications = new Map<string, Verification>();
  const registry = { now: START };
  const tables = { AUTH_TABLE: table.name };

  /** What an instance can do that reaches the table through `db` and knows these keys. */
  function instance(db: Db = table.db, secret = KEY_A, retention = RETENTION) {
    const given = { ...tables, db: createDb(db as TestTable['db']) };
    const ring = parseKeyRing(secret);
    const accounts = createAccountStore(given);
    const sessions = createSessionStore(given);
    const attempts = createAttemptsStore(given);
    const tools = {
      gateway: { read: async (id: string) => verifications.get(id) },
      channelKey: CHANNEL,
      ring: async () => ring,
      identities: createIdentityStore(given),
      accounts,
      attempts,
      guard: createGuard({ store: attempts, rules: attemptRules(LIMITS) }),
      sessions,
      passwordRounds: 1,
      termsVersion: '1',
      minimumAge: 14,
      ...retention,
    };
    const wished = ({ verification, email, password = PASSWORD }: Wish) => {
      return { email, password, identityVerificationId: verification, address: randomUUID(), now: registry.now };
    };
    const self = {
      ...tools,
      signUp: (wish: Wish) => signUp(tools, { ...wished(wish), termsVersion: '1' }),
      reset: (wish: Wish) => resetPassword(tools, wished(wish)),
      /** The session of a login. */
      async session(userId: string): Promise<string> {
        const account = await accounts.account(userId);
        const first = { userId, sessionId: newId('ses'), secret: 'x'.repeat(43) };
        const family = { first, kid: 'k', stamp: account?.securityStamp ?? '', device: undefined, now: registry.now };
        await sessions.add(newSession(family));
        return first.sessionId;
      },
      leave: (userId: string, sessionId: string) => deleteMe(tools, { userId, sessionId, now: registry.now }),
      async logsIn(email: string, password = PASSWORD): Promise<boolean> {
        const found = await accounts.login(email);
        return found !== undefined && (await verifyPassword(password, found.passwordHash));
      },
    };
    return self;
  }

  const here = instance();

  /** A person has their identity verified now. @returns the id of the verification */
  function verify(person: string, change: Partial<Extract<Verification, { status: 'VERIFIED' }>> = {}): string {
    const id = randomUUID();
    verifications.set(id, {
      status: 'VERIFIED',
      id,
      channelKey: CHANNEL,
      verifiedAt: registry.now,
      name: '김하늘',
      birthDate: '2001-02-03',
      ci: `ci of ${person}`,
      di: `di of ${person}`,
      ...change,
    });
    return id;
  }

  return Object.assign(registry, here, {
    instance,
    verify,
    /** Somebody with an account and a session. */
    async member(person: string = randomUUID()) {
      const email = anyEmail();
      const { userId } = await here.signUp({ verification: verify(person), email });
      return { person, email, userId, sessionId: await here.session(userId) };
    },
    items: () => scan(table),
    faults: async () => faultsOf(await scan(table)),
  });
}

async function scan(table: TestTable): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await table.db.send(
      new ScanCommand({ TableName: table.name, ConsistentRead: true, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

/** What must hold of any table: no half account, no address or person without theirs, and none with two. */
function faultsOf(items: readonly Item[]): string[] {
  const byKey = new Map(items.map((item) => [String(item.pk), item]));
  const of = (sk: string) => items.filter((item) => item.sk === sk);
  const accountOf = (item: Item) => of('ACCOUNT').find(({ userId }) => userId === item.userId);
  return [
    ...of('ACCOUNT').flatMap(({ userId, personId, email, persons }) => [
      ...(byKey.get(`EMAIL#${email}`)?.userId === userId ? [] : [`the address of ${userId} is not theirs`]),
      ...(persons as string[]).flatMap((hash) => {
        const person = byKey.get(`PERSON#${hash}`);
        const theirs = person?.userId === userId && person?.personId === personId && person?.freeAt === undefined;
        return theirs ? [] : [`a person of ${userId} is not theirs`];
      }),
    ]),
    ...of('EMAIL').flatMap((item) =>
      accountOf(item)?.email === String(item.pk).slice(6) ? [] : [`${item.pk} is nobody's`],
    ),
    ...of('PERSON').flatMap((item) => {
      if (item.freeAt !== undefined) return [];
      return (accountOf(item)?.persons as string[] | undefined)?.includes(String(item.pk).slice(7))
        ? []
        : [`${item.pk} is nobody's`];
    }),
  ];
}
