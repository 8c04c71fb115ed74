// Places as those who watch need them: one read for a block and five seconds, and no claim missed.
import type { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createRecentPlaces, leaseEnd } from '../../../functions/queue/reads-recent.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { NOW } from './samples.ts';

const LEASE = 'sd4ufk';

/** A table with one block, and the reads that it saw. */
function createTable(item: Record<string, unknown>) {
  const table = { now: NOW, item, sent: [] as unknown[] };
  const send = async (command: GetCommand) => {
    table.sent.push(command.input);
    return { Item: structuredClone(table.item) };
  };
  const places = createRecentPlaces({ db: { send } as unknown as Db, QUEUE_TABLE: 'lines', clock: () => table.now });
  return { table, places };
}

const block = (number: number) => ({ TableName: 'lines', Key: { pk: `PLACES#con_1#${number}`, sk: 'BLOCK' } });

describe('a recent place', () => {
  it('is read once for all of its block, for five seconds, and cheaply', async () => {
    const { table, places } = createTable({ '1': LEASE, '2': '0', closedThrough: 5 });
    expect(await places.place('con_1', 1)).toEqual({ value: LEASE, closedThrough: 5 });
    table.now += 4_999;
    expect(await places.place('con_1', 2)).toEqual({ value: '0', closedThrough: 5 });
    expect(table.sent).toEqual([block(0)]);
    table.item = { '1': '1', '2': '0' };
    expect(await places.place('con_1', 1)).toMatchObject({ value: LEASE });
    table.now += 1;
    expect(await places.place('con_1', 1)).toMatchObject({ value: '1' });
    expect(await places.place('con_1', 50)).toMatchObject({ value: '0' });
    expect(table.sent.slice(1)).toEqual([block(0), block(1)]);
  });

  it('is found when it was claimed a moment ago: what is not there is read again, strongly', async () => {
    const { table, places } = createTable({ '1': LEASE });
    await places.place('con_1', 1);
    table.item = { '1': LEASE, '2': LEASE };
    expect(await places.place('con_1', 2)).toMatchObject({ value: LEASE });
    expect(table.sent).toEqual([block(0), { ...block(0), ConsistentRead: true }]);
  });

  it('ends at the second that its block holds', () => {
    expect([leaseEnd(LEASE), leaseEnd('0'), leaseEnd(undefined)]).toEqual([
      Number.parseInt(LEASE, 36) * 1_000,
      undefined,
      undefined,
    ]);
  });
});
