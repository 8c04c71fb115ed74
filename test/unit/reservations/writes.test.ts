// The exact writes that other steps take into their transactions: pay, refund, cancel.
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  cancelReservation,
  createReservationWrites,
  payReservation,
  refundReservation,
} from '../../../functions/reservations/writes.ts';
import { heldReservation, NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const table = { db: client as unknown as DynamoDBDocumentClient, RESERVATIONS_TABLE: 'reservations' };
const held = heldReservation();
const cause = { correlationId: 'other', causationId: 'request-2' };

beforeEach(() => client.reset());

const updates = () => client.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

describe('the writes of a payment', () => {
  it('pay only a pending one, unexpired, as it was seen; without an event', () => {
    const [labelled] = payReservation('reservations', { seen: held, paymentId: 'pay_1', walletVersion: 4, now: NOW });
    expect(labelled?.label).toBe('reservation-payable');
    expect(labelled?.write.Update).toMatchObject({
      UpdateExpression:
        'SET #status = :status, #updatedAt = :updatedAt, #version = :version, #paymentId = :paymentId, ' +
        '#walletVersion = :walletVersion, #paidAt = :paidAt REMOVE #ttl',
      ConditionExpression: '#status = :from AND #version = :seen AND #expiresAt > :now',
      ExpressionAttributeValues: { ':from': 'PENDING', ':seen': 1, ':now': NOW, ':status': 'PAID', ':version': 2 },
    });
  });

  it('refund only a paid one as it was seen, as ReservationFailed', () => {
    const seen = heldReservation({ status: 'PAID', version: 2 });
    const [labelled] = refundReservation('reservations', { seen, refundVersion: 5, now: NOW, cause });
    expect(labelled?.label).toBe('reservation-unchanged');
    expect(labelled?.write.Update).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':from': 'PAID',
        ':seen': 2,
        ':status': 'REFUNDED',
        ':refundedAmount': 100_000,
        ':refundVersion': 5,
        ':log': [{}, { v: 3, type: 'ReservationFailed', cause: 'journey request-2' }],
      },
    });
  });

  it('record a refused payment in one write that leaves the TTL', async () => {
    client.on(UpdateCommand).resolves({});
    const failure = { reason: 'INSUFFICIENT_BALANCE', now: NOW, cause };
    expect(await createReservationWrites(table).recordFailure(held, failure)).toBe(true);
    expect(updates()).toMatchObject([
      {
        UpdateExpression:
          'SET #status = :status, #updatedAt = :updatedAt, #version = :version, #log = :log, ' +
          '#lastFailure = :lastFailure',
        ExpressionAttributeValues: { ':status': 'PENDING', ':lastFailure': 'INSUFFICIENT_BALANCE' },
      },
    ]);
  });

  it('end the hold by a refused payment where its concert wants that, with both events', async () => {
    client.on(UpdateCommand).resolves({});
    const failure = { reason: 'INSUFFICIENT_BALANCE', now: NOW, cause };
    const seen = heldReservation({ releaseIfShort: true });
    expect(await createReservationWrites(table).recordFailure(seen, failure)).toBe(true);
    expect(updates()).toMatchObject([
      {
        UpdateExpression:
          'SET #status = :status, #updatedAt = :updatedAt, #version = :version, #log = :log, ' +
          '#lastFailure = :lastFailure REMOVE #ttl',
        ConditionExpression: '#status = :from AND #version = :seen',
        ExpressionAttributeValues: {
          ':from': 'PENDING',
          ':seen': 1,
          ':status': 'FAILED',
          ':log': [{}, { v: 2, type: 'PaymentFailed' }, { v: 2, type: 'ReservationFailed' }],
        },
      },
    ]);
  });
});

describe('the write of a cancellation', () => {
  it('cancels only a confirmed one as it was seen, with what it gave back and by which line', () => {
    const seen = heldReservation({ status: 'CONFIRMED', version: 3, paymentId: 'pay_1', walletVersion: 4 });
    const by = { at: NOW, causationId: 'request-2', refundAmount: 70_000, refundVersion: 5 };
    const [labelled] = cancelReservation('reservations', seen, by);
    expect(labelled?.label).toBe('reservation-unchanged');
    expect(labelled?.write.Update).toMatchObject({
      Key: { pk: 'RESERVATION#rsv_aaaaaaaaaaaa', sk: 'RESERVATION' },
      UpdateExpression:
        'SET #status = :status, #updatedAt = :updatedAt, #version = :version, #log = :log, ' +
        '#canceledAt = :canceledAt, #refundedAmount = :refundedAmount, #refundVersion = :refundVersion REMOVE #ttl',
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':from': 'CONFIRMED',
        ':seen': 3,
        ':status': 'CANCELLED',
        ':version': 4,
        ':canceledAt': NOW,
        ':refundedAmount': 70_000,
        ':refundVersion': 5,
        ':log': [{}, { v: 4, type: 'ReservationFailed', cause: 'journey request-2' }],
      },
    });
  });
});
