// Pulses: what shows that a stream flows when nothing happens.
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ageSeconds, PULSE, pulseAt } from '../../../functions/outbox/domain.ts';
import { createPulseStore } from '../../../functions/outbox/store.ts';
import { sendPulses } from '../../../functions/outbox/use-cases.ts';

const db = mockClient(DynamoDBDocumentClient);
const store = createPulseStore(db as unknown as DynamoDBDocumentClient);
beforeEach(() => db.reset());

describe('a pulse', () => {
  it('overwrites the last one of each table', async () => {
    await sendPulses(store, ['wallets', 'seats'], 1_000);
    expect(db.commandCalls(PutCommand).map(({ args }) => args[0].input)).toEqual([
      { TableName: 'wallets', Item: { pk: 'PULSE', sk: 'PULSE', at: 1_000 } },
      { TableName: 'seats', Item: { pk: 'PULSE', sk: 'PULSE', at: 1_000 } },
    ]);
  });

  it('reaches the other tables when one cannot be written, and fails', async () => {
    const busy = new Error('busy');
    db.on(PutCommand, { TableName: 'wallets' }).rejects(busy);
    await expect(sendPulses(store, ['wallets', 'seats'], 1_000)).rejects.toBe(busy);
    expect(db.commandCalls(PutCommand, { TableName: 'seats' })).toHaveLength(1);
  });

  it('is known by its whole key', () => {
    expect(pulseAt({ ...PULSE, at: 5 })).toBe(5);
    expect(pulseAt({ pk: 'PULSE', sk: 'WALLET', at: 5 })).toBeUndefined();
    expect(pulseAt(undefined)).toBeUndefined();
  });
});

describe('the age of what waited', () => {
  it('is that of the oldest, and never negative when clocks differ', () => {
    expect(ageSeconds([90_000, 30_000, 60_000], 100_000)).toBe(70);
    expect(ageSeconds([101_000], 100_000)).toBe(0);
    expect(ageSeconds([], 100_000)).toBeUndefined();
  });
});
