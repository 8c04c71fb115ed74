// Cancelling: the exact transaction, what its refusals lead to, and what follows it before the answer.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { cancel, getCancellation } from '../../../functions/reservations/use-cases-cancel.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const DAY = 86_400_000;
const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const tables = {
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
  PAYMENTS_TABLE: 'payments',
  SEATS_TABLE: 'seats',
};
const concert: ConcertFacts = {
  concertId: 'con_1',
  code: 'SHOW',
  name: 'Show',
  enabled: true,
  bookingStartAt: NOW,
  bookingEndAt: NOW,
  settings: { ...DEFAULT_SETTINGS, refundPolicy: [{ untilHoursBefore: 24, feePercent: 30 }] },
  schedules: [
    {
      scheduleId: 'sch_1',
      concertId: 'con_1',
      layoutId: 'lay_1',
      startAt: NOW + 2 * DAY,
      endAt: NOW + 3 * DAY,
      saleStartAt: NOW,
      saleEndAt: NOW,
      prices: {},
    },
  ],
};
const time = { now: NOW };
const tools = {
  store: createReservationStore({ db, ...tables }),
  seats: createSeatWrites({ db, ...tables }),
  wallet: createWalletReads({ db, ...tables }),
  cards: createCardReads({ db, ...tables }),
  catalog: { concert: async () => concert },
  clock: () => time.now,
  commit: (writes: readonly Labelled[]) => transact(db, writes),
  tables,
};
const cause = { correlationId: 'other', causationId: 'request-2' };
const held = heldReservation();
const sold = heldReservation({ status: 'CONFIRMED', version: 3, paymentId: 'pay_1', walletVersion: 4, paidAt: NOW });
const request = { reservationId: held.reservationId, userId: 'user-1', cause };
const OWN = { E: '~aaaaaaaaaaaa' };

beforeEach(() => {
  client.reset();
  time.now = NOW;
  client.on(GetCommand, { TableName: 'wallets' }).resolves({ Item: { balance: 500, version: 4 } });
  client.on(GetCommand, { TableName: 'seats' }).resolves({ Item: { version: 1, ...OWN } });
  client.on(UpdateCommand).resolves({});
  client.on(TransactWriteCommand).resolves({});
});

const given = (...reservations: (Reservation | undefined)[]) => {
  const mock = client.on(GetCommand, { TableName: 'reservations' });
  for (const reservation of reservations) mock.resolvesOnce(reservation ? { Item: itemOf(reservation) } : {});
  const last = reservations.at(-1);
  mock.resolves(last ? { Item: itemOf(last) } : {});
};
const updatesOf = (TableName: string) =>
  client.commandCalls(UpdateCommand, { TableName }).map(({ args }) => args[0].input);
const transactions = () => client.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems);
const refusedBy = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('cancelling a ticket', () => {
  it('is one transaction of reservation, wallet and refund line, in the buyer’s journey', async () => {
    given(sold);
    const answer = { reservationId: held.reservationId, status: 'CANCELLED', refundedAmount: 70_000, fee: 30_000 };
    expect(await cancel(tools, { ...request, refund: 70_000 })).toEqual(answer);
    const [reservation, wallet, line] = transactions()[0] ?? [];
    expect(transactions()).toHaveLength(1);
    expect(reservation?.Update).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':from': 'CONFIRMED',
        ':seen': 3,
        ':status': 'CANCELLED',
        ':canceledAt': NOW,
        ':refundedAmount': 70_000,
        ':refundVersion': 5,
      },
    });
    expect(wallet?.Update).toMatchObject({
      ConditionExpression: '#version = :seen',
      ExpressionAttributeValues: { ':seen': 4, ':balance': 70_500, ':version': 5 },
    });
    expect(line?.Put).toEqual({
      TableName: 'wallets',
      Item: {
        pk: 'USER#user-1',
        sk: 'LINE#0000000005',
        userId: 'user-1',
        walletVersion: 5,
        type: 'REFUND',
        reason: 'CANCELLED',
        id: 'pay_1',
        reservationId: held.reservationId,
        concertId: 'con_1',
        scheduleId: 'sch_1',
        amount: 70_000,
        balanceAfter: 70_500,
        at: NOW,
        cause: 'journey request-2',
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('frees its seats by their exact values and its standing before the answer', async () => {
    given(sold);
    await cancel(tools, request);
    expect(updatesOf('seats')).toMatchObject([
      {
        UpdateExpression: 'REMOVE #s0 ADD #version :one',
        ConditionExpression: '(#s0 = :v0)',
        ExpressionAttributeValues: { ':v0': '~aaaaaaaaaaaa' },
      },
    ]);
    expect(updatesOf('reservations')).toMatchObject([
      { UpdateExpression: 'SET #entries.#id.#ended = :true ADD #version :one' },
    ]);
  });

  it('answers all the same when freeing fails, as the consumers of ReservationFailed do that too', async () => {
    given(sold);
    client.on(UpdateCommand, { TableName: 'seats' }).rejects(new Error('no table today'));
    client.on(UpdateCommand, { TableName: 'reservations' }).rejects(new Error('no table today'));
    expect(await cancel(tools, request)).toMatchObject({ refundedAmount: 70_000 });
  });

  it('moves no money when nothing is given back', async () => {
    given(sold);
    const all = {
      ...concert,
      settings: { ...concert.settings, refundPolicy: [{ untilHoursBefore: 0, feePercent: 100 }] },
    };
    const dear = { ...tools, catalog: { concert: async () => all } };
    expect(await cancel(dear, request)).toMatchObject({ refundedAmount: 0, fee: 100_000 });
    expect(transactions()).toEqual([]);
    expect(updatesOf('reservations')[0]).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: { ':from': 'CONFIRMED', ':status': 'CANCELLED', ':refundedAmount': 0 },
    });
  });

  it.each([
    ['the reservation moved', refusedBy('ConditionalCheckFailed', 'None', 'None')],
    ['the wallet moved', refusedBy('None', 'ConditionalCheckFailed', 'None')],
    ['another transaction was at it', refusedBy('TransactionConflict', 'None', 'None')],
  ])('reads again when %s, and gives the answer of who was first', async (_, error) => {
    given(sold, { ...sold, status: 'CANCELLED', refundedAmount: 90_000, version: 4 });
    client.on(TransactWriteCommand).rejects(error);
    expect(await cancel(tools, request)).toMatchObject({ refundedAmount: 90_000, fee: 10_000 });
    expect(transactions()).toHaveLength(1);
  });

  it('decides anew by the clock, when its time is over meanwhile', async () => {
    given(sold);
    client.on(TransactWriteCommand).callsFake(() => {
      time.now = NOW + DAY + 1;
      throw refusedBy('None', 'ConditionalCheckFailed', 'None');
    });
    await expect(cancel(tools, request)).rejects.toMatchObject({
      kind: { code: 'NOT_CANCELLABLE', status: 409 },
      fields: { reason: 'TOO_LATE', reservationStatus: 'CONFIRMED' },
    });
  });

  it('gives up with 503 when wallet or reservation never stop moving', async () => {
    given(sold);
    client.on(TransactWriteCommand).rejects(refusedBy('TransactionConflict', 'None', 'None'));
    await expect(cancel(tools, request)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN', status: 503 } });
  });

  it('finishes what an earlier request left, when it is asked again', async () => {
    given({ ...sold, status: 'CANCELLED', refundedAmount: 70_000, version: 4 });
    time.now = NOW + 2 * DAY;
    expect(await cancel(tools, request)).toMatchObject({ refundedAmount: 70_000, fee: 30_000 });
    expect(transactions()).toEqual([]);
    expect(updatesOf('seats')).toHaveLength(1);
  });
});

describe('giving up a hold', () => {
  it('is one write of the reservation, and nothing of the wallet', async () => {
    given(held);
    expect(await cancel(tools, request)).toEqual({
      reservationId: held.reservationId,
      status: 'CANCELLED',
      refundedAmount: 0,
      fee: 0,
    });
    expect(transactions()).toEqual([]);
    const [step] = updatesOf('reservations');
    expect(step).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':from': 'PENDING',
        ':seen': 1,
        ':status': 'CANCELLED',
        ':canceledAt': NOW,
        ':refundedAmount': 0,
        ':log': [{ type: 'SeatReserved' }, { v: 2, type: 'ReservationFailed', cause: 'journey request-2' }],
      },
    });
    expect(step?.UpdateExpression).toContain('REMOVE #ttl');
  });

  it('writes the end of one whose time is over, and says that it has ended', async () => {
    time.now = UNTIL;
    given(held, held, { ...held, status: 'EXPIRED', version: 2 });
    await expect(cancel(tools, request)).rejects.toMatchObject({
      kind: { code: 'NOT_CANCELLABLE' },
      fields: { reason: 'ENDED', reservationStatus: 'EXPIRED' },
    });
    expect(updatesOf('reservations')[0]?.ExpressionAttributeValues).toMatchObject({ ':status': 'EXPIRED' });
  });

  it('is too late when it was paid meanwhile, and can be asked again soon', async () => {
    given(held, { ...held, status: 'PAID', version: 2 });
    client
      .on(UpdateCommand, { TableName: 'reservations' })
      .rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' }));
    await expect(cancel(tools, request)).rejects.toMatchObject({
      kind: { code: 'NOT_CANCELLABLE' },
      fields: { reason: 'BEING_PAID', reservationStatus: 'PAID' },
      retryAfterSeconds: 1,
    });
  });
});

describe('what needs no terms, as no ticket is cancelled', () => {
  const offline = {
    ...tools,
    catalog: {
      concert: async () => {
        throw new Error('the catalogue does not answer');
      },
    },
  };

  it('is done while the catalogue cannot be read: giving up a hold, and repeating what was cancelled', async () => {
    given(held);
    expect(await cancel(offline, request)).toMatchObject({ status: 'CANCELLED', refundedAmount: 0 });
    given({ ...sold, status: 'CANCELLED', refundedAmount: 70_000, version: 4 });
    expect(await cancel(offline, request)).toMatchObject({ refundedAmount: 70_000, fee: 30_000 });
  });

  it('is told then, too', async () => {
    given(held);
    const asked = { reservationId: held.reservationId, userId: 'user-1', now: NOW };
    const reads = { reads: tools.store, catalog: offline.catalog };
    expect(await getCancellation(reads, asked)).toMatchObject({ cancellable: true, refundAmount: 0 });
    given(sold);
    await expect(getCancellation(reads, asked)).rejects.toThrow('the catalogue does not answer');
  });
});

describe('a cancellation that is not to be', () => {
  it.each([
    ['nobody has', undefined],
    ['somebody else has', { ...sold, userId: 'user-2' }],
  ])('is 404 for a reservation that %s', async (_, reservation) => {
    given(reservation);
    await expect(cancel(tools, request)).rejects.toMatchObject({ kind: { code: 'RESERVATION_NOT_FOUND' } });
    given(reservation);
    const asked = { reservationId: held.reservationId, userId: 'user-1', now: NOW };
    const look = getCancellation({ reads: tools.store, catalog: tools.catalog }, asked);
    await expect(look).rejects.toMatchObject({ kind: { code: 'RESERVATION_NOT_FOUND' } });
  });

  it('tells the right refund when the buyer was shown another', async () => {
    given(sold);
    await expect(cancel(tools, { ...request, refund: 80_000 })).rejects.toMatchObject({
      kind: { code: 'REFUND_CHANGED', status: 409 },
      fields: { refundAmount: 70_000, fee: 30_000 },
    });
    expect(client.commandCalls(UpdateCommand)).toHaveLength(0);
  });
});

describe('looking at a cancellation', () => {
  const look = (now: number) => getCancellation({ reads: tools.store, catalog: tools.catalog }, { ...request, now });

  it('tells what it would give back, and until when', async () => {
    given(sold);
    expect(await look(NOW)).toEqual({
      cancellable: true,
      amount: 100_000,
      fee: 30_000,
      feePercent: 30,
      refundAmount: 70_000,
      until: '2025-07-14T18:55:00.000+09:00',
    });
  });

  it('tells why it is not to be had', async () => {
    given(sold);
    expect(await look(NOW + DAY + 1)).toEqual({
      cancellable: false,
      reason: 'TOO_LATE',
      amount: 100_000,
      fee: 0,
      feePercent: 0,
      refundAmount: 0,
    });
    expect(client.commandCalls(UpdateCommand)).toHaveLength(0);
  });
});
