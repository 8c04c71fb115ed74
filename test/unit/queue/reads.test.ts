// What the gate reads of the line: a genuine token's claims, and the place it stands for.
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createLineReads, createPlaceReads, QUEUE_TOKEN, verifyQueueToken } from '../../../functions/queue/reads.ts';
import { deriveSigningKey, signToken } from '../../../functions/shared/jwt.ts';

const NOW = 1_800_000_000_000;
const key = await deriveSigningKey('a secret of the test, long enough for a key');
const findKey = async (kid: string) => (kid === key.kid ? key.publicJwk : undefined);
const claims = { sub: 'u1', personId: 'p1', concertId: 'con_1', seq: 7 };
const times = { issuedAt: NOW, expiresAt: NOW + 60_000 };

describe('a queue token', () => {
  it('names user, person, concert and place', async () => {
    const token = await signToken(key, { ...QUEUE_TOKEN, ...times, claims });
    expect(await verifyQueueToken(token, { findKey, now: NOW })).toEqual({
      userId: 'u1',
      personId: 'p1',
      concertId: 'con_1',
      seq: 7,
    });
  });

  it('is nothing when missing, expired, altered, or of another kind', async () => {
    const token = await signToken(key, { ...QUEUE_TOKEN, ...times, claims });
    const [head, body, signature] = token.split('.');
    const otherBody = Buffer.from(JSON.stringify({ ...claims, seq: 1 })).toString('base64url');
    const access = await signToken(key, { typ: 'at+jwt', audience: 'onsale', ...times, claims });
    const read = (given: string | undefined, now = NOW) => verifyQueueToken(given, { findKey, now });
    expect(await read(undefined)).toBeUndefined();
    expect(await read(token, NOW + 60_001)).toBeUndefined();
    expect(await read([head, otherBody, signature].join('.'))).toBeUndefined();
    expect(await read([head, body, ''].join('.'))).toBeUndefined();
    expect(await read(access)).toBeUndefined();
    expect(await read('not a token')).toBeUndefined();
  });
});

describe('a place', () => {
  it('is one strongly consistent read of its block', async () => {
    const client = mockClient(DynamoDBDocumentClient);
    client.on(GetCommand).resolves({ Item: { pk: 'PLACES#con_1#1', sk: 'BLOCK', '2': 'tmynaf', closedThrough: 60 } });
    const reads = createPlaceReads({ db: client as unknown as DynamoDBDocumentClient, QUEUE_TABLE: 'lines' });
    expect(await reads.place('con_1', 50)).toEqual({ value: 'tmynaf', closedThrough: 60 });
    expect(client.commandCalls(GetCommand).map((call) => call.args[0].input)).toEqual([
      { TableName: 'lines', Key: { pk: 'PLACES#con_1#1', sk: 'BLOCK' }, ConsistentRead: true },
    ]);
  });
});

describe('many places', () => {
  it('are one strongly consistent read of their blocks, and one that nobody wrote to is not claimed', async () => {
    const client = mockClient(DynamoDBDocumentClient);
    const block = { pk: 'PLACES#con_1#1', sk: 'BLOCK', '2': 'tmynaf', '3': '1' };
    client.on(BatchGetCommand).resolves({ Responses: { lines: [block] } });
    const reads = createLineReads({ db: client as unknown as DynamoDBDocumentClient, QUEUE_TABLE: 'lines' });
    expect(await reads.places('con_1', [50, 51, 7])).toEqual(
      new Map([
        [50, { value: 'tmynaf', closedThrough: 0 }],
        [51, { value: '1', closedThrough: 0 }],
        [7, { value: undefined, closedThrough: 0 }],
      ]),
    );
    const Keys = [1, 0].map((number) => ({ pk: `PLACES#con_1#${number}`, sk: 'BLOCK' }));
    expect(client.commandCalls(BatchGetCommand).map((call) => call.args[0].input)).toEqual([
      { RequestItems: { lines: { Keys, ConsistentRead: true } } },
    ]);
  });
});
