// Paying: the exact transaction, and what each refusal of it leads to.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { pay } from '../../../functions/payments/use-cases.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import { createReservationWrites } from '../../../functions/reservations/writes.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';

const client = mockClient(DynamoDBDocumentClient);
beforeEach(() => client.reset());

const now = 1_752_400_000_000;
const table = {
  db: client as unknown as DynamoDBDocumentClient,
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
};
const reservations = { ...createReservationReads(table), ...createReservationWrites(table) };
const tools = { ...table, clock: () => now, reservations, wallets: createWalletReads(table) };
const cause = { correlationId: 'c1', causationId: 'r1' };
const request = { userId: 'u1', concertId: 'con_1', reservationId: 'rsv_1', amount: undefined, cause };

const held = {
  pk: 'RESERVATION#rsv_1',
  sk: 'RESERVATION',
  userId: 'u1',
  personId: 'u1',
  concertId: 'con_1',
  scheduleId: 'sch_1',
  seq: 1,
  seats: [[15, 'A', '2', 'STANDARD', 900, '0/0/E']],
  amount: 900,
  status: 'PENDING',
  expiresAt: now + 1_000,
  reservedAt: now - 5_000,
  updatedAt: now - 5_000,
  requestHash: 'h',
  version: 1,
  log: [{ v: 1, type: 'SeatReserved', at: now - 5_000, cause: 'c0 r0' }],
};

function given(reservation: object | undefined, wallet: object | undefined) {
  client.on(GetCommand, { TableName: 'reservations' }).resolves(reservation ? { Item: reservation } : {});
  client.on(GetCommand, { TableName: 'wallets' }).resolves(wallet ? { Item: wallet } : {});
}

const refused = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('paying from the wallet', () => {
  it('is one transaction of wallet, line and reservation, after two strong reads', async () => {
    given(held, { balance: 1_000, version: 3 });
    client.on(TransactWriteCommand).resolves({});
    expect(await pay(tools, request)).toEqual({
      paymentId: 'pay_1',
      amount: 900,
      remainingBalance: 100,
      status: 'COMPLETED',
    });
    expect(client.commandCalls(GetCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([true, true]);
    const [wallet, line, reservation] = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(wallet?.Update).toMatchObject({
      ConditionExpression: '#version = :seen',
      ExpressionAttributeValues: { ':seen': 3, ':balance': 100, ':version': 4 },
    });
    expect(line?.Put).toMatchObject({
      Item: {
        sk: 'LINE#0000000004',
        type: 'PAYMENT',
        id: 'pay_1',
        amount: 900,
        reservationId: 'rsv_1',
        concertId: 'con_1',
        scheduleId: 'sch_1',
        cause: 'c0 r1',
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(reservation?.Update).toMatchObject({
      Key: { pk: 'RESERVATION#rsv_1', sk: 'RESERVATION' },
      ConditionExpression: '#status = :from AND #version = :seen AND #expiresAt > :now',
      ExpressionAttributeValues: {
        ':from': 'PENDING',
        ':seen': 1,
        ':now': now,
        ':status': 'PAID',
        ':walletVersion': 4,
      },
    });
    expect(reservation?.Update?.UpdateExpression).toContain('REMOVE #ttl');
  });

  it.each([
    ['another transaction was at the wallet', refused('TransactionConflict', 'None', 'None')],
    ['the wallet moved', refused('ConditionalCheckFailed', 'None', 'None')],
    ['the reservation moved', refused('None', 'None', 'ConditionalCheckFailed')],
  ])('reads both again when %s', async (_, error) => {
    given(held, { balance: 1_000, version: 3 });
    client.on(TransactWriteCommand).rejectsOnce(error).resolves({});
    expect(await pay(tools, request)).toMatchObject({ remainingBalance: 100 });
    expect(client.commandCalls(GetCommand)).toHaveLength(4);
  });

  it('gives up with 503 when they never stop moving, and has taken nothing', async () => {
    given(held, { balance: 1_000, version: 3 });
    client.on(TransactWriteCommand).rejects(refused('TransactionConflict', 'None', 'None'));
    await expect(pay(tools, request)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN', status: 503 } });
  });

  it('gives the first answer again, from the line that paid', async () => {
    given({ ...held, status: 'CONFIRMED', walletVersion: 4, paymentId: 'pay_1' }, undefined);
    const line = { id: 'pay_1', amount: 900, balanceAfter: 100 };
    client.on(GetCommand, { Key: { pk: 'USER#u1', sk: 'LINE#0000000004' } }).resolves({ Item: line });
    expect(await pay(tools, request)).toMatchObject({ paymentId: 'pay_1', remainingBalance: 100 });
    expect(client.commandCalls(TransactWriteCommand)).toHaveLength(0);
  });

  it('records a short balance on the reservation, which goes on', async () => {
    given(held, { balance: 899, version: 3 });
    client.on(UpdateCommand).resolves({});
    await expect(pay(tools, request)).rejects.toMatchObject({
      kind: { code: 'INSUFFICIENT_BALANCE', status: 400 },
      fields: { balance: 899, amount: 900 },
    });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':status': 'PENDING',
        ':lastFailure': 'INSUFFICIENT_BALANCE',
        ':log': [{ type: 'SeatReserved' }, { v: 2, type: 'PaymentFailed' }],
      },
    });
  });

  it('ends the hold by a short balance where its concert wants that, and says so each time', async () => {
    const short = { kind: { code: 'INSUFFICIENT_BALANCE' }, fields: { balance: 899, amount: 900, released: true } };
    given({ ...held, releaseIfShort: true }, { balance: 899, version: 3 });
    client.on(UpdateCommand).resolves({});
    await expect(pay(tools, request)).rejects.toMatchObject(short);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: '#status = :from AND #version = :seen',
      ExpressionAttributeValues: {
        ':status': 'FAILED',
        ':log': [{ type: 'SeatReserved' }, { v: 2, type: 'PaymentFailed' }, { v: 2, type: 'ReservationFailed' }],
      },
    });
    const ended = { ...held, releaseIfShort: true, status: 'FAILED', lastFailure: 'INSUFFICIENT_BALANCE' };
    given(ended, { balance: 899, version: 3 });
    await expect(pay(tools, request)).rejects.toMatchObject(short);
    expect(client.commandCalls(UpdateCommand)).toHaveLength(1);
  });

  it('takes nothing while a card is charged for it, and says when to come back', async () => {
    given({ ...held, status: 'PAYING', intentId: 'paycard' }, { balance: 1_000, version: 3 });
    await expect(pay(tools, request)).rejects.toMatchObject({
      kind: { code: 'PAYMENT_IN_PROGRESS', status: 409 },
      retryAfterSeconds: 2,
    });
  });

  it('takes nothing for what a card has paid, and says so', async () => {
    given({ ...held, status: 'PAID', paymentId: 'paycard', paymentVersion: 3 }, { balance: 1_000, version: 3 });
    await expect(pay(tools, request)).rejects.toMatchObject({
      kind: { code: 'ALREADY_PAID', status: 409 },
      fields: { method: 'CARD', paymentId: 'paycard' },
    });
    expect(client.commandCalls(TransactWriteCommand)).toHaveLength(0);
  });

  it.each([
    ['nobody has', undefined],
    ['somebody else has', { ...held, userId: 'u2' }],
  ])('answers 404 for a reservation that %s', async (_, reservation) => {
    given(reservation, { balance: 1_000, version: 3 });
    await expect(pay(tools, request)).rejects.toMatchObject({ kind: { code: 'RESERVATION_NOT_FOUND' } });
  });

  it('tells the right amount when the buyer names another', async () => {
    given(held, { balance: 1_000, version: 3 });
    await expect(pay(tools, { ...request, amount: 1 })).rejects.toMatchObject({
      kind: { code: 'AMOUNT_CHANGED' },
      fields: { amount: 900 },
    });
  });
});
