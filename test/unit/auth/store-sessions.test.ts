// The sessions' store, and what showing a token writes: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../functions/auth/domain-session.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createSessionStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });
const now = 1_700_000_000_000;
const id = { userId: 'u1', sessionId: 'ses_1' };
const Key = { pk: 'USER#u1', sk: 'SESSION#ses_1' };
const session: Session = {
  ...id,
  hash: 'h1',
  kid: 'k1',
  stamp: 's1',
  device: 'Phone',
  createdAt: now,
  lastUsedAt: now,
  expiresAt: now + 1_500,
};
const item = { ...Key, ...session, ttl: 1_700_000_002 };

beforeEach(() => client.reset());

function refusal(met?: object) {
  const Item = met && marshall(met);
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', ...(Item ? { Item } : {}) });
}

describe('a session', () => {
  it('is put with the second by which it may be cleared away, rounded up', async () => {
    client.on(PutCommand).resolves({});
    await store.add(session);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({ TableName: 'accounts', Item: item });
  });

  it('comes back as it was put, by a strongly consistent read', async () => {
    client.on(GetCommand).resolves({ Item: item });
    expect(await store.session(id)).toEqual(session);
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      ConsistentRead: true,
    });
  });

  it('that is not there is undefined', async () => {
    client.on(GetCommand).resolves({});
    expect(await store.session(id)).toBeUndefined();
  });
});

describe('all sessions of an account', () => {
  beforeEach(() => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [item], LastEvaluatedKey: Key })
      .resolves({ Items: [{ ...item, sk: 'SESSION#ses_2', sessionId: 'ses_2' }] });
  });

  it('are read page by page, strongly consistent, without the account beside them', async () => {
    expect((await store.all('u1')).map(({ sessionId }) => sessionId)).toEqual(['ses_1', 'ses_2']);
    const asked = {
      TableName: 'accounts',
      KeyConditionExpression: 'pk = :user AND begins_with(sk, :session)',
      ExpressionAttributeValues: { ':user': 'USER#u1', ':session': 'SESSION#' },
      ConsistentRead: true,
    };
    expect(client.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toEqual([
      asked,
      { ...asked, ExclusiveStartKey: Key },
    ]);
  });

  it('are deleted one by one', async () => {
    client.on(DeleteCommand).resolves({});
    await store.deleteAll('u1');
    expect(client.commandCalls(DeleteCommand).map(({ args }) => args[0].input)).toEqual([
      { TableName: 'accounts', Key },
      { TableName: 'accounts', Key: { ...Key, sk: 'SESSION#ses_2' } },
    ]);
  });
});

describe('a rotation', () => {
  const rotated = {
    ...session,
    hash: 'h2',
    previousHash: 'h1',
    rotatedAt: now + 5,
    kid: 'k2',
    salt: 'salt-2',
    lastUsedAt: now + 5,
    expiresAt: now + 2_000,
  };

  it('is one update, from the token that was shown, while the family lives', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.rotate(rotated)).toEqual({ outcome: 'rotated' });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      UpdateExpression:
        'SET #hash = :next, #previousHash = :shown, #rotatedAt = :at, #kid = :kid, #salt = :salt, #lastUsedAt = :at, #expiresAt = :end, #ttl = :ttl',
      ConditionExpression: '#hash = :shown AND #stamp = :stamp AND attribute_not_exists(#endedAt)',
      ExpressionAttributeNames: {
        '#hash': 'hash',
        '#previousHash': 'previousHash',
        '#rotatedAt': 'rotatedAt',
        '#kid': 'kid',
        '#salt': 'salt',
        '#lastUsedAt': 'lastUsedAt',
        '#expiresAt': 'expiresAt',
        '#ttl': 'ttl',
        '#stamp': 'stamp',
        '#endedAt': 'endedAt',
      },
      ExpressionAttributeValues: {
        ':next': 'h2',
        ':shown': 'h1',
        ':at': now + 5,
        ':kid': 'k2',
        ':salt': 'salt-2',
        ':end': now + 2_000,
        ':ttl': 1_700_000_002,
        ':stamp': 's1',
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('that was refused hands back what it met', async () => {
    client
      .on(UpdateCommand)
      .rejectsOnce(refusal({ ...item, ...rotated }))
      .rejects(refusal());
    expect(await store.rotate(rotated)).toEqual({ outcome: 'refused', session: rotated });
    expect(await store.rotate(rotated)).toEqual({ outcome: 'refused', session: undefined });
  });
});

describe('an end by reuse', () => {
  const event = { id: 'e1', at: now };

  it('is one update, of a family that did not end so before', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.endByReuse(id, event)).toEqual({ outcome: 'ended' });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      UpdateExpression: 'SET #endedAt = :at, #endedBy = :event',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#endedAt)',
      ExpressionAttributeNames: { '#endedAt': 'endedAt', '#endedBy': 'endedBy' },
      ExpressionAttributeValues: { ':at': now, ':event': 'e1' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('knows its own success when the same write came twice, and tells it from that of others', async () => {
    const ended = { ...session, endedAt: now };
    client
      .on(UpdateCommand)
      .rejectsOnce(refusal({ ...item, ...ended, endedBy: 'e1' }))
      .rejectsOnce(refusal({ ...item, ...ended, endedBy: 'e2' }))
      .rejects(refusal());
    expect(await store.endByReuse(id, event)).toEqual({ outcome: 'ended' });
    expect(await store.endByReuse(id, event)).toEqual({ outcome: 'refused', session: { ...ended, endedBy: 'e2' } });
    expect(await store.endByReuse(id, event)).toEqual({ outcome: 'refused', session: undefined });
  });
});
