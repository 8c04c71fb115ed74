// What other services read of the catalogue, and how they choose a date.

import { gzipSync } from 'node:zlib';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import {
  type ConcertFacts,
  createCatalogReads,
  isOnSale,
  saleWindow,
  scheduleOnSale,
} from '../../../functions/catalog/reads.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const time = { now: 1_700_000_000_000 };
const createReads = () => createCatalogReads({ db, CATALOG_TABLE: 'catalog', clock: () => time.now });

const HOUR = 3_600_000;
const date = (scheduleId: string, opensIn: number, closesIn: number) => ({
  scheduleId,
  concertId: 'con_1',
  layoutId: 'lay_1',
  startAt: time.now + closesIn,
  endAt: time.now + closesIn + HOUR,
  saleStartAt: time.now + opensIn,
  saleEndAt: time.now + closesIn,
  prices: { VIP: 10 },
});
const facts: ConcertFacts = {
  concertId: 'con_1',
  code: 'SHOW',
  name: 'Show',
  enabled: true,
  bookingStartAt: time.now - 9 * HOUR,
  bookingEndAt: time.now + 9 * HOUR,
  settings: DEFAULT_SETTINGS,
  schedules: [date('sch_1', -HOUR, HOUR), date('sch_2', 2 * HOUR, 3 * HOUR)],
};

beforeEach(() => client.reset());

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was not refused');
}

describe('a concert', () => {
  const meta = { pk: 'CONCERT#con_1', sk: 'META', concertId: 'con_1', name: 'Show' };
  const first = { pk: 'CONCERT#con_1', sk: 'SCHEDULE#1', scheduleId: 'sch_1' };
  const second = { pk: 'CONCERT#con_1', sk: 'SCHEDULE#2', scheduleId: 'sch_2' };

  it('is read with its dates in one strongly consistent query', async () => {
    client.on(QueryCommand).resolves({ Items: [{ ...meta, settings: DEFAULT_SETTINGS }, first, second] });
    expect(await createReads().concert('con_1')).toEqual({
      concertId: 'con_1',
      name: 'Show',
      settings: DEFAULT_SETTINGS,
      schedules: [{ scheduleId: 'sch_1' }, { scheduleId: 'sch_2' }],
    });
    expect(client.commandCalls(QueryCommand).map((call) => call.args[0].input)).toEqual([
      {
        TableName: 'catalog',
        KeyConditionExpression: 'pk = :concert',
        ExpressionAttributeValues: { ':concert': 'CONCERT#con_1' },
        ConsistentRead: true,
      },
    ]);
  });

  it('keeps every setting that it has', async () => {
    const settings = { ...DEFAULT_SETTINGS, holdSeconds: 120, refundPolicy: [], releaseOnInsufficientBalance: true };
    client.on(QueryCommand).resolves({ Items: [{ ...meta, settings }] });
    expect((await createReads().concert('con_1'))?.settings).toEqual(settings);
  });

  it('goes on by the terms that its tickets were sold on, though the default changes after it could be set', async () => {
    const { refundPolicy, releaseOnInsufficientBalance, ...settings } = DEFAULT_SETTINGS;
    client.on(QueryCommand).resolves({ Items: [{ ...meta, settings }] });
    Object.assign(DEFAULT_SETTINGS, { refundPolicy: [], releaseOnInsufficientBalance: true });
    try {
      expect((await createReads().concert('con_1'))?.settings).toEqual({
        ...settings,
        refundPolicy: [
          { untilHoursBefore: 240, feePercent: 0 },
          { untilHoursBefore: 168, feePercent: 10 },
          { untilHoursBefore: 72, feePercent: 20 },
          { untilHoursBefore: 24, feePercent: 30 },
          { untilHoursBefore: 72, feePercent: 0, withinHoursOfBuying: 24 },
        ],
        releaseOnInsufficientBalance: false,
      });
    } finally {
      Object.assign(DEFAULT_SETTINGS, { refundPolicy, releaseOnInsufficientBalance });
    }
  });

  it('is read to its last page', async () => {
    const LastEvaluatedKey = { pk: first.pk, sk: first.sk };
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [meta, first], LastEvaluatedKey })
      .resolvesOnce({ Items: [second] });
    expect((await createReads().concert('con_1'))?.schedules).toHaveLength(2);
    expect(client.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(LastEvaluatedKey);
  });

  it('is kept for five seconds, and looked for again while it is not there', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [] })
      .resolves({ Items: [meta] });
    const reads = createReads();
    expect(await reads.concert('con_1')).toBeUndefined();
    await reads.concert('con_1');
    time.now += 4_999;
    await reads.concert('con_1');
    expect(client.commandCalls(QueryCommand)).toHaveLength(2);
    time.now += 1;
    await reads.concert('con_1');
    expect(client.commandCalls(QueryCommand)).toHaveLength(3);
  });
});

describe('a layout', () => {
  const sections = [{ section: 'A', rows: [{ row: '1', grade: 'VIP', from: 1, to: 2 }] }];
  const packed = gzipSync(JSON.stringify(sections));

  it('is read once for ever', async () => {
    const Item = { pk: 'LAYOUT#lay_1', sk: 'LAYOUT', layoutId: 'lay_1', name: 'Hall', seats: 2, createdAt: 1, packed };
    client.on(GetCommand).resolves({ Item });
    const reads = createReads();
    const layout = await reads.layout('lay_1');
    expect(layout).toEqual({ layoutId: 'lay_1', name: 'Hall', seats: 2, createdAt: 1, sections });
    time.now += 1_000 * HOUR;
    expect(await reads.layout('lay_1')).toBe(layout);
    expect(client.commandCalls(GetCommand).map((call) => call.args[0].input)).toEqual([
      { TableName: 'catalog', Key: { pk: 'LAYOUT#lay_1', sk: 'LAYOUT' }, ConsistentRead: true },
    ]);
  });

  it('that is missing is an error, as dates come after their layout', async () => {
    client.on(GetCommand).resolves({});
    await expect(createReads().layout('lay_1')).rejects.toThrow('layout lay_1 is missing');
  });
});

describe('the date on sale', () => {
  const now = 1_700_000_000_000;

  it('is the only one', () => {
    expect(scheduleOnSale(facts, {}, now).scheduleId).toBe('sch_1');
  });

  it('is found by its day in Seoul', () => {
    // 2023-11-14T23:13:20Z is the morning of the 15th in Seoul.
    expect(scheduleOnSale(facts, { date: '2023-11-15' }, now).scheduleId).toBe('sch_1');
    expect(refusalOf(() => scheduleOnSale(facts, { date: '2023-11-14' }, now)).kind.code).toBe('SCHEDULE_NOT_FOUND');
  });

  it('is refused with the code that says why', () => {
    expect(refusalOf(() => scheduleOnSale(facts, { scheduleId: 'sch_2' }, now)).kind.code).toBe('SALE_NOT_OPEN');
    const both = { ...facts, schedules: facts.schedules.map((each) => ({ ...each, saleStartAt: now })) };
    const { kind, fields } = refusalOf(() => scheduleOnSale(both, {}, now));
    expect(kind.code).toBe('SCHEDULE_REQUIRED');
    expect(fields.schedules).toMatchObject([{ scheduleId: 'sch_1' }, { scheduleId: 'sch_2' }]);
  });
});

describe('a sale', () => {
  const now = 1_700_000_000_000;

  it('goes from the first opening of its dates to their last close', () => {
    expect(saleWindow(facts)).toEqual({ opensAt: now - HOUR, closesAt: now + 3 * HOUR });
  });

  it('has the booking window while there are no dates', () => {
    expect(saleWindow({ ...facts, schedules: [] })).toEqual({ opensAt: now - 9 * HOUR, closesAt: now + 9 * HOUR });
  });

  it('is on while one of its dates is, and the concert is enabled', () => {
    expect(isOnSale(facts, now)).toBe(true);
    expect(isOnSale(facts, now + 1.5 * HOUR)).toBe(false);
    expect(isOnSale(facts, now + 2 * HOUR)).toBe(true);
    expect(isOnSale({ ...facts, enabled: false }, now)).toBe(false);
    expect(isOnSale({ ...facts, schedules: [] }, now)).toBe(false);
  });
});
