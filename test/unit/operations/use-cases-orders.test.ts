// Finding orders by address, reservation or payment.
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAccountReads } from '../../../functions/auth/reads-account.ts';
import { adminRoutes } from '../../../functions/operations/contract.ts';
import { findOrders } from '../../../functions/operations/use-cases-orders.ts';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { itemOf as cardItemOf, cardKey } from '../../../functions/payments/keys.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, reservationKey } from '../../../functions/reservations/keys.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import { parse } from '../../../functions/shared/request.ts';
import { cardPayment, PAYMENT_ID, paidByCard } from '../reservations/card-samples.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const tables = {
  db: client as unknown as DynamoDBDocumentClient,
  AUTH_TABLE: 'auth',
  RESERVATIONS_TABLE: 'reservations',
  PAYMENTS_TABLE: 'payments',
};
const tools = {
  accounts: createAccountReads(tables),
  reservations: createReservationReads(tables),
  cards: createCardReads(tables),
};
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
  client.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const asked = JSON.stringify(RequestItems);
    const isAsked = ({ pk }: Record<string, unknown>) => asked.includes(`"${pk}"`);
    return {
      Responses: {
        reservations: reservations.map((one) => itemOf(one)).filter(isAsked),
        payments: cards.map(cardItemOf).filter(isAsked),
      },
    };
  });
}

let cards: readonly CardPayment[] = [];

/** Before what else is known. */
function knowsCards(...known: CardPayment[]): void {
  cards = known;
  for (const card of cards)
    client.on(GetCommand, { Key: cardKey(card.paymentId) }).resolves({ Item: cardItemOf(card) });
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
  cards = [];
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
        paymentMethod: 'WALLET',
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

  it("is not looked for among the other method's when its payment is not known", async () => {
    knows(older);
    expect(await idsOf({ paymentId: 'payaaaaaaaaaaaa' })).toEqual([]);
    expect(client.commandCalls(BatchGetCommand)).toEqual([]);
    expect(client.commandCalls(GetCommand).map(({ args }) => args[0].input.Key)).toEqual([cardKey('payaaaaaaaaaaaa')]);
    client.resetHistory();
    expect(await idsOf({ paymentId: 'pay_zzzzzzzzzzzz' })).toEqual([]);
    expect(client.commandCalls(GetCommand).map(({ args }) => args[0].input.TableName)).toEqual(['reservations']);
  });

  it.each([{ reservationId: 'rsv_zzzzzzzzzzzz' }, { paymentId: 'rsv_aaaaaaaaaaaa' }, { paymentId: 'aaaaaaaaaaaa' }])(
    'is not found by %o',
    async (query) => {
      knows(older);
      expect(await idsOf(query)).toEqual([]);
    },
  );
});

describe('an order by card', () => {
  const paid = paidByCard({ status: 'CONFIRMED' });
  const { reservationId } = paid;
  const begun = { status: 'PENDING', intentId: PAYMENT_ID } as const;
  const paymentIn = async (query: object = { reservationId }) => {
    const { orders } = await findOrders(tools, query, NOW);
    return orders.map(({ paymentId, paymentMethod, paymentStatus, paymentReason }) => {
      return [paymentMethod, paymentStatus, paymentReason, paymentId];
    });
  };

  it('is found by its payment, and not by the id that a payment from the wallet would have', async () => {
    knowsCards(cardPayment());
    knows(paid);
    expect(await paymentIn({ paymentId: PAYMENT_ID })).toEqual([['CARD', 'COMPLETED', undefined, PAYMENT_ID]]);
    expect(await idsOf({ paymentId: 'pay_aaaaaaaaaaaa' })).toEqual([]);
  });

  it('of money that came too late is found with the one that it was meant for', async () => {
    const late = { ...paid, reservationId: 'rsv_llllllllllll' };
    knowsCards(cardPayment({ reservationId: late.reservationId, insteadOf: reservationId }));
    knows(late, heldReservation({ ...begun, status: 'FAILED', lastFailure: 'NOT_APPROVED_IN_TIME' }));
    expect(await idsOf({ paymentId: PAYMENT_ID })).toEqual([late.reservationId, reservationId]);
    expect(await paymentIn({ paymentId: PAYMENT_ID })).toEqual([
      ['CARD', 'COMPLETED', undefined, PAYMENT_ID],
      ['CARD', 'FAILED', 'NOT_APPROVED_IN_TIME', undefined],
    ]);
  });

  it('has none by a charge of the wallet', async () => {
    const { reservationId: _, ...charge } = cardPayment({ purpose: 'CHARGE' });
    knowsCards(charge);
    knows(paid);
    expect(await idsOf({ paymentId: PAYMENT_ID })).toEqual([]);
  });

  it.each([
    ['is begun', { status: 'OPEN' }, ['CARD', 'REQUESTED', undefined, PAYMENT_ID]],
    ['was declined', { status: 'FAILED', reason: { code: 'DECLINED' } }, ['CARD', 'FAILED', 'DECLINED', PAYMENT_ID]],
    ['goes back', { status: 'CANCELLING', reason: { code: 'X' } }, ['CARD', 'CANCELLING', 'X', PAYMENT_ID]],
  ] as const)('shows a payment that %s', async (_, changes, shown) => {
    knowsCards(cardPayment(changes));
    knows(heldReservation(begun));
    expect(await paymentIn()).toEqual([shown]);
  });

  it('that was paid from the wallet after all shows that', async () => {
    knowsCards(cardPayment({ status: 'CANCELLED', reason: { code: 'ALREADY_PAID' } }));
    knows(heldReservation({ ...begun, status: 'CONFIRMED', paymentId: 'pay_aaaaaaaaaaaa', walletVersion: 4 }));
    expect(await paymentIn()).toEqual([['WALLET', 'COMPLETED', undefined, 'pay_aaaaaaaaaaaa']]);
  });

  it('that was declined, and then too dear for the wallet, shows what was last', async () => {
    knowsCards(cardPayment({ status: 'FAILED', reason: { code: 'DECLINED' } }));
    knows(heldReservation({ ...begun, lastFailure: 'INSUFFICIENT_BALANCE' }));
    expect(await paymentIn()).toEqual([['WALLET', 'FAILED', 'INSUFFICIENT_BALANCE', undefined]]);
  });

  it('reads all card payments of an address at once', async () => {
    knowsCards(cardPayment(), cardPayment({ paymentId: 'paydddddddddddd', reservationId: 'rsv_dddddddddddd' }));
    const other = { reservationId: 'rsv_dddddddddddd', intentId: 'paydddddddddddd', paymentId: 'paydddddddddddd' };
    knows(paid, { ...paid, ...other, reservedAt: NOW + 1 });
    expect((await paymentIn({ email })).map(([, , , paymentId]) => paymentId)).toEqual(['paydddddddddddd', PAYMENT_ID]);
    const asked = client.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.payments?.Keys);
    expect(asked.filter((keys) => keys)).toEqual([[cardKey('paydddddddddddd'), cardKey(PAYMENT_ID)]]);
  });
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
