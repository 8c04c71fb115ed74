// The map and the counts of a date: from few queries, kept for half a second, and true to the time that is asked for.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { heldBy, type SeatPlan, soldTo } from '../../../functions/seats/domain.ts';
import { createDateReads, createSeatReads } from '../../../functions/seats/reads.ts';
import { createMapReads, seatsShown } from '../../support/seat-map.ts';

const client = mockClient(DynamoDBDocumentClient);
const NOW = 1_752_400_800_000;
const until = NOW + 60_000;
const schedule = { scheduleId: 'sch_1' };
const plan = {
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 50 }] },
    { section: 'Balcony', rows: [{ row: 'B', grade: 'STANDING' as const, from: 51, to: 52 }] },
  ],
};
const hall = { sections: [{ section: 'Hall', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 1_999 }] }] };

let now = NOW;
const tools = { db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats', clock: () => now };
const reads = () => createSeatReads(tools);
const shown = (at: number, of: SeatPlan = plan, maps = createMapReads(tools)) =>
  seatsShown(maps, schedule, { plan: of, now: at });

beforeEach(() => {
  now = NOW;
  client.reset();
  client.on(QueryCommand).resolves({});
  client.on(QueryCommand, { ExpressionAttributeValues: { ':section': 'SECTION#sch_1#0' } }).resolves({
    Items: [
      { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0000', version: 3, '1': heldBy('rsv_aaaaaaaaaaaa', until) },
      { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0001', version: 1, '1': soldTo('rsv_bbbbbbbbbbbb') },
    ],
  });
});

const statusOf = async (seatNo: number, at: number) => (await shown(at)).find((seat) => seat.seatNo === seatNo)?.status;

describe('the map', () => {
  it('shows every seat of every section', async () => {
    const seats = await shown(NOW);
    expect(seats.map(({ seatNo }) => seatNo)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
    expect(seats.filter(({ status }) => status !== 'AVAILABLE')).toEqual([
      { seatNo: 2, section: 'Floor', row: 'A', grade: 'VIP', at: '0.0.1', status: 'HOLD' },
      { seatNo: 50, section: 'Floor', row: 'A', grade: 'VIP', at: '0.1.1', status: 'SOLD' },
    ]);
  });

  it('shows a hold whose time is over as available, though nobody cleaned up', async () => {
    expect(await statusOf(2, until - 1)).toBe('HOLD');
    expect(await statusOf(2, until)).toBe('AVAILABLE');
    expect(await statusOf(50, until)).toBe('SOLD');
  });

  it('asks twice a second and section, however many look', async () => {
    const maps = createMapReads(tools);
    await Promise.all(Array.from({ length: 20 }, () => shown(now, plan, maps)));
    now += 499;
    await shown(now, plan, maps);
    expect(client.commandCalls(QueryCommand)).toHaveLength(2);
    now += 1;
    await shown(now, plan, maps);
    expect(client.commandCalls(QueryCommand)).toHaveLength(4);
  });

  it('reads a section to its last page', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0000' } })
      .resolves({ Items: [{ pk: 'SECTION#sch_1#0', sk: 'BLOCK#0041', version: 1, '0': soldTo('rsv_bbbbbbbbbbbb') }] });
    const seats = await shown(NOW, hall);
    expect(seats.filter(({ status }) => status === 'SOLD').map(({ seatNo }) => seatNo)).toEqual([41 * 48 + 1]);
  });
});

describe('the counts of a date', () => {
  it('say per grade how many seats there are, and how many are free, held and sold now', async () => {
    expect(await reads().counts(schedule, plan, NOW)).toEqual({
      VIP: { total: 50, available: 48, held: 1, sold: 1, blocked: 0 },
      STANDARD: { total: 0, available: 0, held: 0, sold: 0, blocked: 0 },
      STANDING: { total: 2, available: 2, held: 0, sold: 0, blocked: 0 },
    });
    expect((await reads().counts(schedule, plan, until)).VIP).toEqual({
      total: 50,
      available: 49,
      held: 0,
      sold: 1,
      blocked: 0,
    });
  });
});

describe('a whole date for who decides', () => {
  const dates = createDateReads({ db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' });

  it('is read strongly, every time, section by section', async () => {
    const blocks = await dates.blocks('sch_1', 2);
    expect([...blocks].map(([name, { version }]) => [name, version])).toEqual([
      ['0.0', 3],
      ['0.1', 1],
    ]);
    await dates.blocks('sch_1', 2);
    const asked = client.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(asked).toHaveLength(4);
    expect(asked[1]).toEqual({
      TableName: 'seats',
      KeyConditionExpression: 'pk = :section',
      ExpressionAttributeValues: { ':section': 'SECTION#sch_1#1' },
      ConsistentRead: true,
    });
  });

  it('counts as it is now', async () => {
    expect((await dates.counts('sch_1', plan, NOW)).VIP).toEqual({
      total: 50,
      available: 48,
      held: 1,
      sold: 1,
      blocked: 0,
    });
  });
});
