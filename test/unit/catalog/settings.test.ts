// What is configured per concert: what an operator may say, what is filled in, and who is shown what.
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DEFAULT_SETTINGS, optionalSettings, routes, wholeConcert } from '../../../functions/catalog/contract.ts';
import { createCatalogStore } from '../../../functions/catalog/store.ts';
import { concertView } from '../../../functions/catalog/use-cases.ts';
import { createConcert, listConcerts } from '../../../functions/catalog/use-cases-admin.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createCatalogStore({ db: client as unknown as DynamoDBDocumentClient, CATALOG_TABLE: 'catalog' });
const NOW = 1_700_000_000_000;
const asked = {
  code: 'SHOW',
  category: 'CONCERT',
  name: 'Show',
  bookingStartAt: '2030-01-01T20:00:00+09:00',
  bookingEndAt: '2030-02-01T20:00:00+09:00',
};

beforeEach(() => client.reset());

const takes = (settings: object) => z.safeParse(z.strictObject(optionalSettings), settings).success;
const step = { untilHoursBefore: 24, feePercent: 30 };

describe('a refund policy', () => {
  it.each([
    ['no entry, so that nothing can be cancelled', []],
    ['the very start of the date, and all of the money', [{ untilHoursBefore: 0, feePercent: 100 }]],
    ['some time after buying', [{ ...step, withinHoursOfBuying: 24 }]],
    ['twenty entries', Array.from({ length: 20 }, () => step)],
  ])('may have %s', (_, refundPolicy) => {
    expect(takes({ refundPolicy })).toBe(true);
  });

  it.each([
    ['hours after the start', [{ ...step, untilHoursBefore: -1 }]],
    ['parts of an hour', [{ ...step, untilHoursBefore: 1.5 }]],
    ['more than all of the money', [{ ...step, feePercent: 101 }]],
    ['less than none', [{ ...step, feePercent: -1 }]],
    ['parts of a percent', [{ ...step, feePercent: 0.5 }]],
    ['no time after buying', [{ ...step, withinHoursOfBuying: 0 }]],
    ['no fee', [{ untilHoursBefore: 24 }]],
    ['fields that nobody knows', [{ ...step, feeKrw: 1_000 }]],
    ['twenty-one entries', Array.from({ length: 21 }, () => step)],
  ])('may not have %s', (_, refundPolicy) => {
    expect(takes({ refundPolicy })).toBe(false);
  });
});

describe('a new concert', () => {
  it('has the default of every setting that is not given', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await createConcert(store, asked, NOW)).toMatchObject(DEFAULT_SETTINGS);
  });

  it('keeps the settings that are given', async () => {
    client.on(TransactWriteCommand).resolves({});
    const given = { refundPolicy: [step], releaseOnInsufficientBalance: true, holdSeconds: 120 };
    expect(await createConcert(store, { ...asked, ...given }, NOW)).toMatchObject({ ...DEFAULT_SETTINGS, ...given });
    const writes = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(writes[2]?.Put?.Item).toMatchObject({ settings: { ...DEFAULT_SETTINGS, ...given } });
  });
});

describe('a concert of an older version', () => {
  it('is listed for operators with the settings that it did not have yet', async () => {
    const { refundPolicy: _policy, releaseOnInsufficientBalance: _release, ...settings } = DEFAULT_SETTINGS;
    const stored = { concertId: 'con_1', ...asked, description: '', enabled: true, version: 1, sales: [] };
    const times = { bookingStartAt: NOW, bookingEndAt: NOW, closesAt: NOW, createdAt: NOW, updatedAt: NOW };
    client.on(QueryCommand).resolves({ Items: [{ sk: '1', concertId: 'con_1' }] });
    client.on(BatchGetCommand).resolves({ Responses: { catalog: [{ ...stored, ...times, settings }] } });
    const { concerts } = await listConcerts(store, {});
    expect(concerts).toMatchObject([DEFAULT_SETTINGS]);
    expect(concerts.map((concert) => z.safeParse(wholeConcert, concert).success)).toEqual([true]);
  });
});

describe('what everybody is shown of a concert', () => {
  it('has its refund policy, and not how its line and its holds are run', async () => {
    client.on(TransactWriteCommand).resolves({});
    await createConcert(store, asked, NOW);
    const writes = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    const shown = concertView(writes[2]?.Put?.Item as unknown as Parameters<typeof concertView>[0]);
    expect(shown.refundPolicy).toEqual(DEFAULT_SETTINGS.refundPolicy);
    expect(shown).not.toHaveProperty('releaseOnInsufficientBalance');
    expect(z.safeParse(routes.getConcert.answer, shown).success).toBe(true);
  });
});
