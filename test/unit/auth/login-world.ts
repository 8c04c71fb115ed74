// A world for signing in: what the table has, whom it is asked about, and what was written.
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { newAccount } from '../../../functions/auth/domain.ts';
import { attemptRules, type Counter, counterOf } from '../../../functions/auth/domain-attempts.ts';
import { deviceName } from '../../../functions/auth/domain-device.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import type { Login } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { hashPassword } from '../../../functions/shared/password.ts';

export const client = mockClient(DynamoDBDocumentClient);
export const now = 1_700_000_000_000;
export const ring = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test');
export const account = newAccount({
  userId: '0b6f1f0e-8f0c-4c57-9e3f-6a1f0c9d2e11',
  personId: 'p1',
  email: 'kim@example.com',
  name: 'Kim',
  securityStamp: 's1',
  persons: ['x1'],
  termsVersion: '1',
  at: now,
});
const PASSWORD = 'correct horse battery';
const passwordHash = await hashPassword(PASSWORD, 1);
export const kim: Login = {
  email: account.email,
  password: PASSWORD,
  address: '203.0.113.7',
  deviceTokens: [],
  userAgent: 'test',
  now,
};
export const wrong = { ...kim, password: 'incorrect horse battery' };
export const nobody = { ...wrong, email: 'nobody@example.com' };
export const device = { userId: account.userId, nonce: '0123456789Ab' };

const table = { db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' };
export const readRing = vi.fn(async (_?: string) => ring);
export const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  guard: createGuard({
    store: createAttemptsStore(table),
    rules: attemptRules({ LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 }),
  }),
  ring: readRing,
  signer: { sign: async () => 'signed' },
  passwordRounds: 1,
};

export const keyOf = ({ kind, hash }: Counter) => `ATTEMPTS#${kind}#${hash}`;
export const ofAccount = keyOf(counterOf('ACCOUNT', account.email));
export const ofAddress = keyOf(counterOf('ADDRESS', kim.address));
export const ofDevice = keyOf(counterOf('DEVICE', deviceName(device)));
export const ofDevices = keyOf(counterOf('DEVICES', account.userId));

/** What failed before, by the partition of the counter. */
export function failedBefore(counters: Record<string, number>): void {
  const items = Object.entries(counters).map(([pk, count]) => ({ pk, sk: 'ATTEMPTS', count, since: now, lastAt: now }));
  client.on(BatchGetCommand).resolves({ Responses: { accounts: items } });
}

/** Before each test: an account, at which nothing failed. */
export function begin(): void {
  client.reset();
  vi.clearAllMocks();
  client.on(GetCommand).resolves({});
  const found = (Key: Record<string, string>, Item: object) => client.on(GetCommand, { Key }).resolves({ Item });
  found({ pk: `EMAIL#${account.email}`, sk: 'EMAIL' }, { userId: account.userId });
  found({ pk: `USER#${account.userId}`, sk: 'ACCOUNT' }, { ...account, passwordHash });
  client.on(UpdateCommand).resolves({ Attributes: { count: 1, since: now, lastAt: now } });
  client.on(PutCommand).resolves({});
  client.on(DeleteCommand).resolves({});
  failedBefore({});
}

export const written = (kind: typeof UpdateCommand | typeof DeleteCommand) =>
  client.calls().flatMap(({ args: [command] }) => (command instanceof kind ? [String(command.input.Key?.pk)] : []));
