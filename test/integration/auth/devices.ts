// People who are signed in on two devices, on a real table, in virtual time.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Account, newAccount } from '../../../functions/auth/domain.ts';
import { accountKey } from '../../../functions/auth/keys.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import { logOut } from '../../../functions/auth/use-cases-log-out.ts';
import { listSessions, type Opened, openSession, refreshSession } from '../../../functions/auth/use-cases-sessions.ts';
import { createDb } from '../../../functions/shared/aws.ts';
import { createRingReader } from '../../../functions/shared/key-ring.ts';
import { hashPassword } from '../../../functions/shared/password.ts';
import type { TestTable } from '../../support/table.ts';

/** When every test's people signed in. */
export const START = 1_800_000_000_000;

export const PASSWORD = 'the password of today';

/** The next tokens, or the code of the refusal. */
export type Answer = Opened | string;

export const tokenOf = (answer: Answer) => (typeof answer === 'string' ? answer : answer.refreshToken);

const rule = { limit: 5, afterBlock: 1, windowSeconds: 900 };
const passwordHash = hashPassword(PASSWORD, 1);

function createTools(table: TestTable) {
  const given = { db: createDb(table.db), AUTH_TABLE: table.name };
  const rules = { ACCOUNT: rule, ADDRESS: rule, DEVICE: rule, DEVICES: rule, PASSWORD: rule, IDENTITY: rule };
  return {
    accounts: createAccountStore(given),
    sessions: createSessionStore(given),
    guard: createGuard({ store: createAttemptsStore(given), rules }),
    ring: createRingReader(async () => 'a'.repeat(64)),
    signer: { sign: async () => 'signed' },
    findKey: async () => undefined,
    passwordRounds: 1,
  };
}

/** Puts an account whose password is `PASSWORD`. @param older as an older version left it, which knew no stamp */
async function putPerson(table: TestTable, older: boolean): Promise<Account> {
  const account = newAccount({
    userId: randomUUID(),
    personId: 'p1',
    email: `${randomUUID()}@example.com`,
    name: 'Kim',
    securityStamp: older ? '' : 's1',
    persons: [],
    termsVersion: '1',
    at: START,
  });
  const { securityStamp, ...rest } = account;
  const Item = { ...accountKey(account.userId), ...(older ? rest : account), passwordHash: await passwordHash };
  await table.db.send(new PutCommand({ TableName: table.name, Item }));
  return account;
}

export function createDevices(table: TestTable) {
  const tools = createTools(table);

  /** A new person's session on a phone, and another one in a browser. */
  const signedIn = async ({ older = false } = {}) => {
    const account = await putPerson(table, older);
    const { userId } = account;
    const phone = await openSession(tools, { account, device: 'Phone', now: START });
    const browser = await openSession(tools, { account, device: 'Browser', now: START + 1 });
    const listed = await listSessions(tools, { userId, now: START + 1 });
    const [browserId = '', phoneId = ''] = listed.map(({ sessionId }) => sessionId);
    return { userId, phone, phoneId, browser, browserId };
  };

  const refresh = async ({ refreshToken }: Opened, now: number): Promise<Answer> =>
    refreshSession({ ...tools, clock: () => now }, { refreshToken, now }).catch(
      (error) => error.kind?.code ?? String(error),
    );

  return {
    tools,
    signedIn,
    refresh,

    /** As `refresh`, where a refusal is a defect. */
    async refreshed(opened: Opened, now: number): Promise<Opened> {
      const answer = await refresh(opened, now);
      if (typeof answer === 'string') throw new Error(`the token was refused: ${answer}`);
      return answer;
    },

    leave: ({ refreshToken }: Opened, now: number) =>
      logOut(tools, { refreshTokens: [refreshToken], authorization: undefined, now }),

    /** What the tokens among `answers` get when each is shown, at once and a minute later. */
    async shownAgain(answers: readonly Answer[], now: number): Promise<Set<string>> {
      const opened = answers.filter((answer): answer is Opened => typeof answer !== 'string');
      const codes: string[] = [];
      for (const at of [now, now + 60_000]) {
        codes.push(...(await Promise.all(opened.map((token) => refresh(token, at)))).map(tokenOf));
      }
      return new Set(codes);
    },
  };
}
