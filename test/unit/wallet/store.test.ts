// The wallet's store: the exact commands, and what their refusals mean.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWalletStore } from '../../../functions/wallet/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createWalletStore({ db: client as unknown as DynamoDBDocumentClient, WALLET_TABLE: 'wallets' });
const cause = { correlationId: 'c1', causationId: 'r1' };
const line = {
  walletVersion: 1,
  type: 'CHARGE',
  id: 'chg_1',
  amount: 500,
  balanceAfter: 500,
  at: 1_700_000_000_000,
} as const;
const seen = { balance: 0, version: 0 };

beforeEach(() => client.reset());

function refusedBy(...codes: string[]) {
  return new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({
      Code,
      ...(Code === 'ConditionalCheckFailed'
        ? { Item: { chargeId: { S: 'chg_1' }, requestHash: { S: 'h0' }, walletVersion: { N: '7' } } }
        : {}),
    })),
  });
}

describe('a charge', () => {
  it('is one transaction of mark, wallet and line', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.charge({ userId: 'u1', seen, line, cause, requestHash: 'h1' })).toBe('committed');
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input).toEqual({
      TransactItems: [
        {
          Put: {
            TableName: 'wallets',
            Item: {
              pk: 'USER#u1',
              sk: 'CHARGE#chg_1',
              chargeId: 'chg_1',
              requestHash: 'h1',
              walletVersion: 1,
              ttl: 1_700_604_800,
            },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          Update: {
            TableName: 'wallets',
            Key: { pk: 'USER#u1', sk: 'WALLET' },
            UpdateExpression: 'SET #balance = :balance, #version = :version, #updatedAt = :at',
            ConditionExpression: 'attribute_not_exists(#version)',
            ExpressionAttributeNames: { '#balance': 'balance', '#version': 'version', '#updatedAt': 'updatedAt' },
            ExpressionAttributeValues: { ':balance': 500, ':version': 1, ':at': line.at },
          },
        },
        {
          Put: {
            TableName: 'wallets',
            Item: { pk: 'USER#u1', sk: 'LINE#0000000001', userId: 'u1', ...line, cause: 'c1 r1' },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ],
    });
  });

  it('moves a wallet only from the version that was read', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.charge({ userId: 'u1', seen: { balance: 1, version: 4 }, line, cause, requestHash: undefined });
    const [update] = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(update?.Update).toMatchObject({
      ConditionExpression: '#version = :seen',
      ExpressionAttributeValues: { ':seen': 4 },
    });
  });

  it('finds the charge that was made before under the same key', async () => {
    client.on(TransactWriteCommand).rejects(refusedBy('ConditionalCheckFailed', 'None', 'None'));
    const outcome = await store.charge({ userId: 'u1', seen, line, cause, requestHash: 'h1' });
    expect(outcome).toEqual({ chargeId: 'chg_1', requestHash: 'h0', walletVersion: 7 });
  });

  it.each([
    ['somebody else moved the wallet', refusedBy('None', 'ConditionalCheckFailed', 'None')],
    ['another transaction is at it', refusedBy('None', 'TransactionConflict', 'None')],
  ])('asks to read again when %s', async (_, error) => {
    client.on(TransactWriteCommand).rejects(error);
    expect(await store.charge({ userId: 'u1', seen, line, cause, requestHash: 'h1' })).toBe('moved');
  });
});

describe('reading', () => {
  it('takes wallet and mark in one strongly consistent round trip', async () => {
    client.on(BatchGetCommand).resolves({ Responses: { wallets: [{ sk: 'WALLET', balance: 9, version: 2 }] } });
    expect(await store.walletAndMark('u1', 'chg_1')).toMatchObject({ wallet: { balance: 9 }, mark: undefined });
    expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.wallets?.ConsistentRead).toBe(true);
  });

  it('knows a user nobody charged as an empty wallet', async () => {
    client.on(GetCommand).resolves({});
    expect(await store.wallet('u1')).toEqual({ balance: 0, version: 0 });
  });
});
