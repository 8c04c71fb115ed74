// npm run outbox:replay: its options, where it finds the stack, and which events it selects.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { expired } from '../../../functions/reservations/domain.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { eventsOf } from '../../../functions/reservations/outbox.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { findTarget, readCommand, remedyOf, summary } from '../../../scripts/outbox-replay.ts';
import { Failure } from '../../../scripts/progress.mjs';
import { replay, selected } from '../../../scripts/replay.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';

const MINUTE = 60_000;

describe('the options', () => {
  it.each([
    ['90s', NOW - 90_000],
    ['15m', NOW - 15 * MINUTE],
    ['2h', NOW - 120 * MINUTE],
    ['3d', NOW - 3 * 86_400_000],
    ['2025-07-13T09:00:00Z', Date.UTC(2025, 6, 13, 9)],
    ['2025-07-13T18:00:00.500+09:00', Date.UTC(2025, 6, 13, 9, 0, 0, 500)],
  ])('take --since %s', (text, since) => {
    const command = { since, until: NOW, stage: undefined, isRehearsal: false };
    expect(readCommand(['--since', text], NOW)).toEqual(command);
  });

  it('take an end, a stage and a rehearsal', () => {
    const args = ['--since', '2h', '--until', '1h', '--stage', 'prod', '--dry-run'];
    expect(readCommand(args, NOW)).toEqual({
      since: NOW - 120 * MINUTE,
      until: NOW - 60 * MINUTE,
      stage: 'prod',
      isRehearsal: true,
    });
  });

  it.each([
    [[], 'Usage: npm run outbox:replay'],
    [['--since', '2h', '--until', '3h'], '--since must be earlier than --until'],
    [['--since', '2026-07-20'], '--since 2026-07-20 is no time'],
    [['--since', '2026-07-20T19:00:00'], '--since 2026-07-20T19:00:00 is no time'],
    [['--since', '15min'], '--since 15min is no time'],
    [['--since', '2026-02-30T00:00:00Z'], '--since 2026-02-30T00:00:00Z is no time'],
    [['--since', '1h', '--until='], '--until  is no time'],
    [['--help'], 'Usage: npm run outbox:replay'],
    [['--since', '1h', '--until', 'soon'], '--until soon is no time'],
    [['--since', '1h', '--stages', 'prod'], "Unknown option '--stages'"],
    [['--since', '1h', 'now'], 'Unexpected argument'],
  ])('refuse %j with a sentence', (args, sentence) => {
    expect(() => readCommand(args, NOW)).toThrow(Failure);
    expect(() => readCommand(args, NOW)).toThrow(sentence);
  });
});

describe('the stack', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const client = cloudFormation as unknown as CloudFormationClient;
  const outputs = {
    ReservationsTable: 'r',
    PaymentsTable: 'p',
    WalletTable: 'w',
    SeatsTable: 's',
    ExternalDataTable: 'e',
    BusName: 'onsale-prod',
  };
  const { BusName: _, ...tables } = outputs;
  const nowhere = join(tmpdir(), 'no-such-stack.json');
  beforeEach(() => cloudFormation.reset());

  const deployed = (names: object) =>
    cloudFormation.on(DescribeStacksCommand, { StackName: 'onsale-prod' }).resolves({
      Stacks: [
        {
          StackName: 'onsale-prod',
          CreationTime: new Date(NOW),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(names).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    });

  it('is the local one, if it runs and no other is named', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'onsale-replay-')), 'stack.json');
    const local = { stage: 'local', region: 'ap-northeast-2', endpoint: 'http://127.0.0.1:1', tables };
    writeFileSync(file, JSON.stringify({ ...local, busName: 'onsale-local' }));
    const found = await findTarget(undefined, file, client);
    expect(found).toMatchObject({ busName: 'onsale-local', tables, config: { endpoint: 'http://127.0.0.1:1' } });
    deployed(outputs);
    expect(await findTarget('prod', file, client)).toEqual({ busName: 'onsale-prod', tables, config: {} });
  });

  it('is asked for when none runs', async () => {
    await expect(findTarget(undefined, nowhere, client)).rejects.toThrow('No local stack is running');
  });

  it('says which output it lacks', async () => {
    deployed(tables);
    await expect(findTarget('prod', nowhere, client)).rejects.toThrow('The stack onsale-prod has no output BusName');
  });

  it('that is not there, or not allowed, is a sentence', () => {
    const absent = Object.assign(new Error('Stack with id onsale-qa does not exist'), { name: 'ValidationError' });
    expect(remedyOf(absent, { stage: 'qa' })).toContain('There is no stack onsale-qa');
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    expect(remedyOf(denied, { stage: 'qa' })).toContain('dynamodb:Scan and events:PutEvents');
    expect(remedyOf(new TypeError('a defect'), { stage: 'qa' })).toBeUndefined();
  });
});

describe('the selection', () => {
  const held = heldReservation();
  const { log = [] } = expired(held, UNTIL, 'timer');
  const item = itemOf({ ...held, status: 'EXPIRED', version: 2, log });
  const idsOf = (since: number, until: number) =>
    selected(eventsOf, item, { since, until }).map(({ envelope }) => envelope.id);

  it('has what happened in the window, under the ids that the relay gave', () => {
    const told = eventsOf({ old: undefined, now: item, expired: false }).map(({ envelope }) => envelope.id);
    expect(idsOf(NOW, UNTIL + 1)).toEqual(told);
    expect(told).toEqual([
      `reservation/${held.reservationId}/1/SeatReserved`,
      `reservation/${held.reservationId}/2/ReservationFailed`,
    ]);
  });

  it('begins with the first instant, and ends before the last', () => {
    expect(idsOf(NOW + 1, UNTIL)).toEqual([]);
    expect(idsOf(NOW, UNTIL)).toHaveLength(1);
    expect(idsOf(NOW + 1, UNTIL + 1)).toHaveLength(1);
  });
});

describe('telling a table again', () => {
  const window = { since: 0, until: UNTIL };

  async function tableWith(...items: object[]) {
    const db = createMemoryDb();
    for (const item of items) db.put('reservations', item as Record<string, unknown>);
    return db;
  }

  it('publishes every event of every item, and counts them by type', async () => {
    const ids = ['rsv_aaaaaaaaaaaa', 'rsv_bbbbbbbbbbbb', 'rsv_cccccccccccc'];
    const db = await tableWith(...ids.map((reservationId) => itemOf(heldReservation({ reservationId }))));
    const published: Published[] = [];
    const publish = async (events: readonly Published[]) => {
      published.push(...events);
      return [];
    };
    const told = await replay({ db, publish }, 'ReservationsTable', 'reservations', window);
    expect(told).toEqual({ items: 3, byType: { SeatReserved: 3 }, faults: [] });
    expect(published.map(({ envelope }) => envelope.id).sort()).toEqual(
      ids.map((id) => `reservation/${id}/1/SeatReserved`),
    );
  });

  it('publishes nothing in a rehearsal', async () => {
    const db = await tableWith(itemOf(heldReservation()));
    const told = await replay({ db, publish: undefined }, 'ReservationsTable', 'reservations', window);
    expect(told).toEqual({ items: 1, byType: { SeatReserved: 1 }, faults: [] });
  });

  it('names what cannot be told, and what the bus can never take, and goes on', async () => {
    const polished = heldReservation({
      reservationId: 'rsv_bbbbbbbbbbbb',
      log: [{ v: 1, type: 'SeatPolished', at: NOW, cause: 'a b' }],
    });
    const db = await tableWith(itemOf(polished), itemOf(heldReservation()));
    const publish = async (events: readonly Published[]) => events.map((event) => ({ event, reason: 'too large' }));
    const told = await replay({ db, publish }, 'ReservationsTable', 'reservations', window);
    expect(told).toEqual({
      items: 2,
      byType: {},
      faults: [
        'RESERVATION#rsv_bbbbbbbbbbbb RESERVATION: a reservation cannot tell of SeatPolished',
        'reservation/rsv_aaaaaaaaaaaa/1/SeatReserved: too large',
      ],
    });
  });

  it('passes over pulses and whatever else carries no event', async () => {
    const db = await tableWith({ pk: 'PULSE', sk: 'PULSE', at: NOW }, { pk: 'PERSON#p', sk: 'CONCERT#c', entries: {} });
    for (const source of ['ReservationsTable', 'PaymentsTable', 'WalletTable', 'SeatsTable', 'ExternalDataTable']) {
      const told = await replay({ db, publish: undefined }, source, 'reservations', window);
      expect(told, source).toEqual({ items: 2, byType: {}, faults: [] });
    }
  });
});

describe('the end', () => {
  it('adds up the types of all tables', () => {
    const told = [
      { items: 1, byType: { SeatReserved: 2, PaymentFailed: 1 }, faults: [] },
      { items: 1, byType: { SoldOut: 1, SeatReserved: 3 }, faults: [] },
    ];
    expect(summary(told, false)).toBe('Published:\nPaymentFailed  1\nSeatReserved   5\nSoldOut        1');
    expect(summary(told, true)).toContain('Would be published:');
    expect(summary([], false)).toBe('Nothing happened in that time.');
  });
});
