// Cancelling: the exact transaction, what its refusals lead to, and what follows it before the answer.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { cancel } from '../../../functions/reservations/use-cases-cancel.ts';
import {
  client,
  concert,
  DAY,
  freshDesk,
  given,
  held,
  refusedBy,
  request,
  sold,
  time,
  tools,
  transactions,
  updatesOf,
} from './cancel-desk.ts';
import { NOW, UNTIL } from './samples.ts';

beforeEach(freshDesk);

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
