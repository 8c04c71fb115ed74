// The accounts' store: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { account } from './identity-samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createAccountStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });
const haneul = account();

beforeEach(() => client.reset());

/** The table has these items, and no others. */
function has(...items: { pk: string; sk: string }[]) {
  client.on(GetCommand).callsFake(({ Key }) => ({ Item: items.find(({ pk, sk }) => pk === Key.pk && sk === Key.sk) }));
}

const reads = () => client.commandCalls(GetCommand).map((call) => call.args[0].input);

const addressItem = { pk: 'EMAIL#haneul@example.com', sk: 'EMAIL', userId: 'u1' };
const accountItem = { pk: 'USER#u1', sk: 'ACCOUNT', ...haneul, passwordHash: 'h' };
/** As an older version left them. */
const olderItem = {
  pk: 'USER#u1',
  sk: 'ACCOUNT',
  userId: 'u1',
  personId: 'u1',
  email: 'Haneul@Example.com',
  name: '김하늘',
  role: 'operator',
  createdAt: 1,
  updatedAt: 2,
};

describe('who logs in', () => {
  const strong = (pk: string, sk: string) => ({ TableName: 'accounts', Key: { pk, sk }, ConsistentRead: true });

  it('is found by the address: the account without its hash, and the hash', async () => {
    has(addressItem, accountItem);
    expect(await store.login('haneul@example.com')).toEqual({ account: haneul, passwordHash: 'h' });
    expect(reads()).toEqual([strong('EMAIL#haneul@example.com', 'EMAIL'), strong('USER#u1', 'ACCOUNT')]);
  });

  it('costs the same two reads when nobody has the address', async () => {
    has();
    expect(await store.login('nobody@example.com')).toBeUndefined();
    expect(reads()).toEqual([
      strong('EMAIL#nobody@example.com', 'EMAIL'),
      strong('USER#nobody@example.com', 'ACCOUNT'),
    ]);
  });

  it('is nobody when the account goes between the two', async () => {
    has(addressItem);
    expect(await store.login('haneul@example.com')).toBeUndefined();
  });

  it('may have an account of an older version, whose hash is beside the address', async () => {
    has({ ...addressItem, passwordHash: 'older' } as typeof addressItem, olderItem);
    expect(await store.login('haneul@example.com')).toEqual({
      account: {
        userId: 'u1',
        personId: 'u1',
        email: 'haneul@example.com',
        name: '김하늘',
        role: 'operator',
        securityStamp: '',
        persons: [],
        termsVersion: '',
        createdAt: 1,
        updatedAt: 2,
      },
      passwordHash: 'older',
    });
  });

  it('has a password that was changed since, for an account of an older version', async () => {
    has(
      { ...addressItem, passwordHash: 'older' } as typeof addressItem,
      { ...olderItem, passwordHash: 'newer' } as never,
    );
    expect(await store.login('haneul@example.com')).toMatchObject({ passwordHash: 'newer' });
  });
});

describe('an account', () => {
  it('is read without its keys and without its hash', async () => {
    has(accountItem);
    expect(await store.account('u1')).toEqual(haneul);
  });

  it('has a credential, in one read', async () => {
    has(accountItem);
    expect(await store.credentialOf('u1')).toEqual({ account: haneul, passwordHash: 'h' });
    expect(reads()).toHaveLength(1);
  });

  it('of an older version has its credential beside its address, however that was typed', async () => {
    has(olderItem, { ...addressItem, passwordHash: 'older' } as typeof addressItem);
    expect(await store.credentialOf('u1')).toMatchObject({ account: { role: 'operator' }, passwordHash: 'older' });
  });

  it('that is not there is undefined', async () => {
    has();
    expect([await store.account('u9'), await store.credentialOf('u9')]).toEqual([undefined, undefined]);
  });
});

describe('setting a role', () => {
  it('changes an account that is there', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.setRole('u1', 'operator', 2_000)).toBe('set');
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
      UpdateExpression: 'SET #role = :role, #updatedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#role': 'role', '#updatedAt': 'updatedAt' },
      ExpressionAttributeValues: { ':role': 'operator', ':at': 2_000 },
    });
  });

  it('makes no account of nobody', async () => {
    client.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' }));
    expect(await store.setRole('u9', 'operator', 2_000)).toBe('NO_ACCOUNT');
  });
});
