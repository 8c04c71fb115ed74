// The store of persons: the exact transactions, and which of their refusals is told.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { personNames } from '../../../functions/auth/domain-identity.ts';
import { createIdentityStore } from '../../../functions/auth/store-identity.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { account, identity, NOW, ringA } from './identity-samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createIdentityStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });

const owner = { userId: 'u1', personId: 'p1' };
const names = [
  { hash: 'h1', kind: 'CI', kid: 'k1' },
  { hash: 'h2', kind: 'DI', kid: 'k1' },
] as const;
const haneul = account({ persons: ['h1', 'h2'] });
const member = { account: haneul, passwordHash: '$scrypt$…', identityVerificationId: 'v1', names, seen: [] };
const TTL = Math.ceil(NOW / 1000) + 86_400;

beforeEach(() => client.reset());

/** The transaction was cancelled for these reasons, in the order of its writes. */
function cancelledBy(...codes: string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  client
    .on(TransactWriteCommand)
    .rejects(new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons }));
}

const written = () => client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;

const [NONE, FAILED, CONFLICT] = ['None', 'ConditionalCheckFailed', 'TransactionConflict'];

describe('what is seen', () => {
  it('is the verification and the names, in one strongly consistent read, in the order of the names', async () => {
    client.on(BatchGetCommand).resolves({
      Responses: {
        accounts: [
          { pk: 'PERSON#h2', sk: 'PERSON', userId: 'u2', personId: 'p2', kind: 'DI', kid: 'k1', freeAt: 5, ttl: 9 },
          { pk: 'VERIFICATION#v1', sk: 'VERIFICATION', userId: 'u1', use: 'RESET', ttl: 9 },
          { pk: 'PERSON#h1', sk: 'PERSON', ...owner, kind: 'CI', kid: 'k1' },
        ],
      },
    });
    expect(await store.seen('v1', names)).toEqual({
      used: { userId: 'u1', use: 'RESET' },
      persons: [
        { hash: 'h1', userId: 'u1', personId: 'p1' },
        { hash: 'h2', userId: 'u2', personId: 'p2', freeAt: 5 },
      ],
    });
    expect(client.commandCalls(BatchGetCommand).map((call) => call.args[0].input)).toEqual([
      {
        RequestItems: {
          accounts: {
            Keys: [
              { pk: 'VERIFICATION#v1', sk: 'VERIFICATION' },
              { pk: 'PERSON#h1', sk: 'PERSON' },
              { pk: 'PERSON#h2', sk: 'PERSON' },
            ],
            ConsistentRead: true,
          },
        },
      },
    ]);
  });

  it('is nothing of who was never here', async () => {
    client.on(BatchGetCommand).resolves({ Responses: {} });
    expect(await store.seen('v1', names)).toEqual({ used: undefined, persons: [] });
  });
});

describe('signing up', () => {
  const ConditionExpression = 'attribute_not_exists(pk)';
  const put = (Item: object) => ({ Put: { TableName: 'accounts', Item, ConditionExpression } });

  it('is one transaction of verification, names, account and address, each only if it is not there', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.signUp(member)).toBe('signed-up');
    expect(written()).toEqual([
      put({ pk: 'VERIFICATION#v1', sk: 'VERIFICATION', userId: 'u1', use: 'SIGN_UP', ttl: TTL }),
      put({ pk: 'PERSON#h1', sk: 'PERSON', ...owner, kind: 'CI', kid: 'k1' }),
      put({ pk: 'PERSON#h2', sk: 'PERSON', ...owner, kind: 'DI', kid: 'k1' }),
      put({ pk: 'USER#u1', sk: 'ACCOUNT', ...haneul, passwordHash: '$scrypt$…' }),
      put({ pk: 'EMAIL#haneul@example.com', sk: 'EMAIL', userId: 'u1' }),
    ]);
  });

  it('takes over a name that is free again, exactly as it was seen', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.signUp({ ...member, seen: [{ hash: 'h2', userId: 'u2', personId: 'p2', freeAt: 5 }] });
    expect(written()?.[2]).toEqual({
      Put: {
        TableName: 'accounts',
        Item: { pk: 'PERSON#h2', sk: 'PERSON', ...owner, kind: 'DI', kid: 'k1' },
        ConditionExpression: '#userId = :seenUserId AND #freeAt = :seenFreeAt',
        ExpressionAttributeNames: { '#userId': 'userId', '#freeAt': 'freeAt' },
        ExpressionAttributeValues: { ':seenUserId': 'u2', ':seenFreeAt': 5 },
      },
    });
  });

  it.each([
    ['moved', 'the verification is used', [FAILED, NONE, NONE, NONE, NONE]],
    ['moved', 'the person is known by the CI', [NONE, FAILED, NONE, NONE, NONE]],
    ['moved', 'the person is known by the DI', [NONE, NONE, FAILED, NONE, NONE]],
    ['ALREADY_A_MEMBER', 'their account is there', [NONE, NONE, NONE, FAILED, NONE]],
    ['EMAIL_TAKEN', 'the address alone is taken', [NONE, NONE, NONE, NONE, FAILED]],
    ['moved', 'person and address are taken: the person is told of first', [NONE, FAILED, NONE, NONE, FAILED]],
    ['ALREADY_A_MEMBER', 'account and address are there', [NONE, NONE, NONE, FAILED, FAILED]],
    ['moved', 'nothing holds', [FAILED, FAILED, FAILED, FAILED, FAILED]],
    ['conflict', 'somebody else is at the person', [NONE, CONFLICT, NONE, NONE, NONE]],
    ['conflict', 'the address is taken and somebody else is at the person', [NONE, CONFLICT, NONE, NONE, FAILED]],
    ['EMAIL_TAKEN', 'the address is taken and nothing is before that', [NONE, NONE, NONE, NONE, FAILED]],
    ['conflict', 'there are too many requests', ['ThrottlingError', NONE, NONE, NONE, NONE]],
  ] as [string, string, string[]][])('answers %s when %s', async (outcome, _, codes) => {
    cancelledBy(...codes);
    expect(await store.signUp(member)).toBe(outcome);
  });

  it('fits in a transaction with a ring of 48 keys', async () => {
    client.on(TransactWriteCommand).resolves({});
    const ring = parseKeyRing(Array.from({ length: 48 }, (_, i) => String(i).padStart(64, 'k')).join('\n'));
    await store.signUp({ ...member, names: personNames(identity, ring) });
    expect(written()).toHaveLength(99);
  });

  it('stores nothing that names the person but the name and the address of the account', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.signUp({ ...member, names: personNames(identity, ringA) });
    expect(JSON.stringify(written())).not.toMatch(/ci-of-haneul|di-of-haneul|2001-02-03/);
  });
});

describe('a reset', () => {
  const reset = {
    userId: 'u1',
    email: 'haneul@example.com',
    identityVerificationId: 'v1',
    passwordHash: 'new',
    securityStamp: 's2',
    at: NOW,
  };

  it('uses the verification, sets the password, and ends every session by another stamp', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.resetPassword(reset)).toBe('reset');
    expect(written()).toEqual([
      {
        Put: {
          TableName: 'accounts',
          Item: { pk: 'VERIFICATION#v1', sk: 'VERIFICATION', userId: 'u1', use: 'RESET', ttl: TTL },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName: 'accounts',
          Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
          UpdateExpression: 'SET #passwordHash = :hash, #securityStamp = :stamp, #updatedAt = :at',
          ConditionExpression: '#email = :email',
          ExpressionAttributeNames: {
            '#passwordHash': 'passwordHash',
            '#securityStamp': 'securityStamp',
            '#updatedAt': 'updatedAt',
            '#email': 'email',
          },
          ExpressionAttributeValues: { ':hash': 'new', ':stamp': 's2', ':at': NOW, ':email': 'haneul@example.com' },
        },
      },
    ]);
  });

  it.each([
    ['moved', 'the verification is used', [FAILED, NONE]],
    ['moved', 'the account is gone', [NONE, FAILED]],
    ['conflict', 'somebody else is at the account', [NONE, CONFLICT]],
  ] as [string, string, string[]][])('answers %s when %s', async (outcome, _, codes) => {
    cancelledBy(...codes);
    expect(await store.resetPassword(reset)).toBe(outcome);
  });
});

describe('removing an account', () => {
  const left = { freeAt: 7_000, ttl: 9 };

  it('deletes the account and its address, and keeps from when each name is free', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.remove(haneul, left)).toBe('removed');
    const owned = (Key: object) => ({
      TableName: 'accounts',
      Key,
      ConditionExpression: '#userId = :userId',
      ExpressionAttributeNames: { '#userId': 'userId' },
      ExpressionAttributeValues: { ':userId': 'u1' },
    });
    const freed = (hash: string) => ({
      Update: {
        TableName: 'accounts',
        Key: { pk: `PERSON#${hash}`, sk: 'PERSON' },
        UpdateExpression: 'SET #freeAt = :freeAt, #ttl = :ttl',
        ConditionExpression: '#userId = :userId',
        ExpressionAttributeNames: { '#userId': 'userId', '#freeAt': 'freeAt', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':userId': 'u1', ':freeAt': 7_000, ':ttl': 9 },
      },
    });
    expect(written()).toEqual([
      {
        Delete: {
          TableName: 'accounts',
          Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
          ConditionExpression: '#securityStamp = :stamp',
          ExpressionAttributeNames: { '#securityStamp': 'securityStamp' },
          ExpressionAttributeValues: { ':stamp': 's1' },
        },
      },
      { Delete: owned({ pk: 'EMAIL#haneul@example.com', sk: 'EMAIL' }) },
      freed('h1'),
      freed('h2'),
    ]);
  });

  it('of an older version takes that it has no stamp for an empty one, and frees no names', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.remove({ ...haneul, securityStamp: '', persons: [] }, left);
    expect(written()).toHaveLength(2);
    expect(written()?.[0]?.Delete?.ConditionExpression).toBe(
      'attribute_exists(pk) AND (attribute_not_exists(#securityStamp) OR #securityStamp = :stamp)',
    );
  });

  it.each([
    ['moved', 'the account is not as seen', [FAILED, FAILED, NONE, NONE]],
    ['conflict', 'somebody else is at a name', [NONE, NONE, CONFLICT, NONE]],
  ] as [string, string, string[]][])('answers %s when %s', async (outcome, _, codes) => {
    cancelledBy(...codes);
    expect(await store.remove(haneul, left)).toBe(outcome);
  });

  it('says loudly when an account as seen has lost what comes and goes with it', async () => {
    cancelledBy('None', 'None', 'ConditionalCheckFailed', 'None');
    await expect(store.remove(haneul, left)).rejects.toThrow('person-is-theirs does not hold for u1');
  });
});
