// Accounts under race: one address, one account; one deployment, one key.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { newAccount } from '../../../functions/auth/domain.ts';
import { createKeyReads } from '../../../functions/auth/reads.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createTokenSigner } from '../../../functions/auth/writes.ts';
import { verifyToken } from '../../../functions/shared/jwt.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const now = 1_700_000_000_000;

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

it('of 200 who sign up at once with one address, one has it, and nothing is left of the others', async () => {
  const store = createAccountStore({ db: table.db, AUTH_TABLE: table.name });
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const email = i % 2 === 0 ? 'kim@example.com' : 'KIM@Example.com';
      const userId = `user-${i}`;
      return { userId, outcome: await store.add(newAccount({ userId, email, name: 'Kim', at: now }), 'hash') };
    }),
  );
  const added = outcomes.filter(({ outcome }) => outcome === 'added').map(({ userId }) => userId);
  expect(added).toHaveLength(1);
  expect(await store.credential('kim@example.com')).toEqual({ userId: added[0], passwordHash: 'hash' });
  const { Items = [] } = await table.db.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
  expect(Items.map(({ pk }) => pk).sort()).toEqual(['EMAIL#kim@example.com', `USER#${added[0]}`]);
});

it('of 50 instances that sign their first token at once, all are believed, and one key is published', async () => {
  const readSecret = async () => 'a secret of this deployment, made for a test';
  const token = { typ: 'x+jwt', audience: 'a', claims: { sub: 'u1' }, issuedAt: now, expiresAt: now + 60_000 };
  const reads = () => createKeyReads({ db: table.db, AUTH_TABLE: table.name });
  const believed = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const signed = await createTokenSigner({ db: table.db, AUTH_TABLE: table.name, readSecret }).sign(token);
      return verifyToken(signed, { typ: 'x+jwt', audience: 'a', findKey: reads().findKey, now });
    }),
  );
  expect(believed.map((claims) => claims?.sub)).toEqual(Array.from({ length: 50 }, () => 'u1'));
  expect(await reads().keys()).toHaveLength(1);
});
