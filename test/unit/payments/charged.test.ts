// What a person charged in a day: its rules, and the exact commands that keep it.
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { topUpState, withCharge, withoutCharge } from '../../../functions/payments/domain-charged.ts';
import { createChargedReads } from '../../../functions/payments/reads-charged.ts';
import { addCharge, removeCharge } from '../../../functions/payments/writes-charged.ts';
import { charge } from './card-samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const reads = createChargedReads({ db: client as unknown as DynamoDBDocumentClient, PAYMENTS_TABLE: 'payments' });
const none = { personId: 'person-1', date: '2025-07-13', entries: {}, version: 0 };
/** The end of the eighth day, counted from midnight in Seoul. */
const TTL = Date.parse('2025-07-21T00:00:00+09:00') / 1000;

beforeEach(() => client.reset());

describe('a day of charges', () => {
  const entries = fc.dictionary(fc.string({ minLength: 1 }), fc.integer({ min: 1 }));

  it('has a charge once it is added, and not when it is taken out again; the others stay', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1 }), (others, amount) => {
        const day = { ...none, entries: others, version: 4 };
        const added = withCharge(day, 'paynew', amount);
        expect(added).toEqual({ ...day, entries: { ...others, paynew: amount }, version: 5 });
        expect(withoutCharge(added, 'paynew')).toEqual({ ...day, version: 6 });
      }),
    );
  });

  it('is not moved by a charge that it does not have', () => {
    expect(withoutCharge(none, 'pay1')).toBeUndefined();
  });

  it('counts all that was asked for, and beside the balance what that account still waits for', () => {
    const today = { ...none, entries: { pay1: 500, pay2: 300, pay3: 200 }, version: 3 };
    const charges = [
      charge({ paymentId: 'pay1', amount: 500, status: 'APPLIED' }),
      charge({ paymentId: 'pay2', amount: 300, status: 'CONFIRMING' }),
      charge({ paymentId: 'pay3', amount: 200, status: 'CONFIRMING', userId: 'user-2' }),
    ];
    const state = topUpState({ userId: 'user-1', today, charges, balance: 700 });
    expect(state).toEqual({ balance: 700, today: 1_000, underWay: 300 });
  });
});

describe('keeping it', () => {
  it('begins a day only where there is none', () => {
    expect(addCharge('payments', none, { paymentId: 'pay1', amount: 500 })).toEqual([
      {
        label: 'charged-unchanged',
        write: {
          Put: {
            TableName: 'payments',
            Item: {
              pk: 'PERSON#person-1',
              sk: 'CHARGED#2025-07-13',
              entries: { pay1: 500 },
              version: 1,
              ttl: TTL,
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      },
    ]);
  });

  it('changes a day only as it was read', () => {
    const seen = { ...none, entries: { pay1: 500, pay2: 300 }, version: 2 };
    expect(removeCharge('payments', seen, 'pay1')).toEqual([
      {
        label: 'charged-unchanged',
        write: {
          Put: {
            TableName: 'payments',
            Item: {
              pk: 'PERSON#person-1',
              sk: 'CHARGED#2025-07-13',
              entries: { pay2: 300 },
              version: 3,
              ttl: TTL,
            },
            ConditionExpression: '#version = :seen',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':seen': 2 },
          },
        },
      },
    ]);
  });

  it('writes nothing for a charge that it does not have, as of a day long gone', () => {
    expect(removeCharge('payments', none, 'pay1')).toEqual([]);
  });
});

describe('reading it', () => {
  it('is strongly consistent, in the order asked for; a day without charges is empty', async () => {
    const item = { pk: 'PERSON#person-1', sk: 'CHARGED#2025-07-12', entries: { pay1: 500 }, version: 1, ttl: 1 };
    client.on(BatchGetCommand).resolves({ Responses: { payments: [item] } });
    const yesterday = { personId: 'person-1', date: '2025-07-12', entries: { pay1: 500 }, version: 1 };
    expect(await reads.chargedOn('person-1', ['2025-07-13', '2025-07-12'])).toEqual([none, yesterday]);
    expect(await reads.charged('person-1', '2025-07-12')).toEqual(yesterday);
    const [first] = client.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.payments);
    expect(first).toMatchObject({
      ConsistentRead: true,
      Keys: [
        { pk: 'PERSON#person-1', sk: 'CHARGED#2025-07-13' },
        { pk: 'PERSON#person-1', sk: 'CHARGED#2025-07-12' },
      ],
    });
  });
});
