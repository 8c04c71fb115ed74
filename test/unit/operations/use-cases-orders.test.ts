// Finding orders by address, reservation or payment.
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAccountReads } from '../../../functions/auth/reads-account.ts';
import { adminRoutes } from '../../../functions/operations/contract.ts';
import { findOrders } from '../../../functions/operations/use-cases-orders.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, reservationKey } from '../../../functions/reservations/keys.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import { parse } from '../../../functions/shared/request.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const tables = {
  db: client as unknown as DynamoDBDocumentClient,
  AUTH_TABLE: 'auth',
  RESERVATIONS_TABLE: 'reservations',
};
const tools = { accounts: createAccountReads(tables), reservations: createReservationReads(tables) };
const email = 'haneul@example.com';

/** The person's account with that address is `user-1`. */
function knows(...reservations: Reservation[]): void {
  client.on(GetCommand, { Key: { pk: `EMAIL#${email}`, sk: 'EMAIL' } }).resolves({ Item: { userId: 'user-1' } });
  client
    .on(GetCommand, { Key: { pk: 'USER#user-1', sk: 'ACCOUNT' } })
    .resolves({ Item: { userId: 'user-1', personId: 'person-1' } });
  for (const reservation of reservations) {
    client.on(GetCommand, { Key: reservationKey(reservation.reservationId) }).resolves({ Item: itemOf(reservation) });
  }
  const entries = Object.fromEntries(
    reservations.map(({ reservationId, reservedAt }) => [reservationId, { seats: 1, reservedAt, until: UNTIL }]),
  );
  client.on(QueryCommand).resolves({ Items: [{ version: 1, entries }] });
  client.on(BatchGetCommand).resolves({ Responses: { reservations: reservations.map((one) => itemOf(one)) } });
}

const older = heldReservation();
const newer = heldReservation({
  reservationId: 'rsv_bbbbbbbbbbbb',
  reservedAt: NOW + 1_000,
  status: 'CONFIRMED',
  paidAt: NOW + 2_000,
  paymentId: 'pay_bbbbbbbbbbbb',
  version: 3,
});
const others = heldReservation({ reservationId: 'rsv_cccccccccccc', userId: 'user-2' });
const idsOf = async (query: object) => {
  return (await findOrders(tools, query, NOW)).orders.map(({ reservationId }) => reservationId);
};

beforeEach(() => {
  client.reset();
  client.on(GetCommand).resolves({});
});

describe('orders of an address', () => {
  it("are its account's, newest first, without those that the person has by another account", async () => {
    knows(older, newer, others);
    expect(await idsOf({ email })).toEqual(['rsv_bbbbbbbbbbbb', 'rsv_aaaaaaaaaaaa']);
  });

  it('are none when nobody has it', async () => {
    knows(older);
    expect(await idsOf({ email: 'nobody@example.com' })).toEqual([]);
  });
});

describe('an order', () => {
  it('is found by its reservation, and shows what its owner does not see', async () => {
    knows(newer);
    const { orders } = await findOrders(tools, { reservationId: 'rsv_bbbbbbbbbbbb' }, NOW);
    expect(orders).toMatchObject([
      {
        reservationId: 'rsv_bbbbbbbbbbbb',
        status: 'CONFIRMED',
        userId: 'user-1',
        personId: 'person-1',
        seq: 7,
        version: 3,
        paidAt: '2025-07-13T18:55:02.000+09:00',
        paymentStatus: 'COMPLETED',
      },
    ]);
    expect(orders[0]).not.toHaveProperty('requestHash');
    expect(orders[0]).not.toHaveProperty('log');
  });

  it('is found by its payment, also by one that failed', async () => {
    knows(newer, heldReservation({ lastFailure: 'INSUFFICIENT_BALANCE' }));
    expect(await idsOf({ paymentId: 'pay_bbbbbbbbbbbb' })).toEqual(['rsv_bbbbbbbbbbbb']);
    const { orders } = await findOrders(tools, { paymentId: 'pay_aaaaaaaaaaaa' }, NOW);
    expect(orders).toMatchObject([{ paymentStatus: 'FAILED', paymentReason: 'INSUFFICIENT_BALANCE' }]);
  });

  it('has no payment before anybody tried to pay', async () => {
    knows(older);
    expect(await idsOf({ paymentId: 'pay_aaaaaaaaaaaa' })).toEqual([]);
    expect((await findOrders(tools, { reservationId: older.reservationId }, NOW)).orders).toHaveLength(1);
  });

  it.each([{ reservationId: 'rsv_zzzzzzzzzzzz' }, { paymentId: 'rsv_aaaaaaaaaaaa' }, { paymentId: 'aaaaaaaaaaaa' }])(
    'is not found by %o',
    async (query) => {
      knows(older);
      expect(await idsOf(query)).toEqual([]);
    },
  );
});

describe('a question', () => {
  const read = (query: object) => parse(adminRoutes.orders.query, query, 'en', 'query');

  it('names exactly one thing', () => {
    expect(read({ email: 'Haneul@Example.com' })).toEqual({ email });
    for (const query of [{}, { email, paymentId: 'pay_1' }]) {
      expect(() => read(query)).toThrow(
        expect.objectContaining({
          fields: {
            errors: [{ field: 'email', message: 'needs exactly one of email, reservationId and paymentId' }],
          },
        }),
      );
    }
  });
});
