// Settling under race, on tables of their own: many workers look at one payment at once, and it has one effect.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import type { GatewayPayment } from '../../../functions/payments/domain-settle.ts';
import type { CardGateway } from '../../../functions/payments/gateway-portone.ts';
import { itemOf as cardItemOf } from '../../../functions/payments/keys.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { createChargedReads } from '../../../functions/payments/reads-charged.ts';
import { createPaymentStore } from '../../../functions/payments/store.ts';
import { type SettleTools, settle } from '../../../functions/payments/use-cases-settle.ts';
import { addCharge } from '../../../functions/payments/writes-charged.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { cardIdOf } from '../../../functions/shared/ids.ts';
import { newId, randomChars } from '../../../functions/shared/keyed-id.ts';
import { transact } from '../../../functions/shared/transaction.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createWalletStore } from '../../../functions/wallet/store.ts';
import { charge as chargeDirectly } from '../../../functions/wallet/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { AMOUNT, cancellation, card, charge, confirmed, NOW, shop, theirs } from '../../unit/payments/card-samples.ts';
import { paying } from '../../unit/payments/settle-world.ts';

const WORKERS = 8;
const newCard = () => cardIdOf(randomChars());
const cause = { correlationId: 'journey-1', causationId: 'webhook' };

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const put = (item: object) =>
  transact(table.db, [{ label: 'put', write: { Put: { TableName: table.name, Item: item } } }]);

/** Tools of a worker, on a gateway that shows what a test says. */
function workerOf(
  shown: { theirs: GatewayPayment },
  cancel: CardGateway['cancel'] = async () => ({ outcome: 'asked' }),
) {
  const { db, name } = table;
  const at = { db, PAYMENTS_TABLE: name, RESERVATIONS_TABLE: name, WALLET_TABLE: name };
  const store = createReservationStore(at);
  const tools: SettleTools = {
    ...{ ...at, shop, clock: () => NOW, reservations: store, wallets: createWalletReads(at) },
    ...{ cards: createCardReads(at), charged: createChargedReads(at) },
    gateway: { read: async () => shown.theirs, cancel },
    settleLater: async () => {},
  };
  return { tools, store, payments: createPaymentStore(at), wallet: createWalletStore(at) };
}

/** All look at it at once; those who are told to try again do, as the queue has them. */
async function allSettle(tools: SettleTools, paymentId: string): Promise<void> {
  const look = async (left: number): Promise<unknown> => {
    try {
      return await settle(tools, { paymentId, cause });
    } catch (error) {
      if (left === 0) throw error;
      return look(left - 1);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, () => look(5)));
}

async function begin(payment: CardPayment): Promise<string> {
  await put(cardItemOf(payment));
  return payment.paymentId;
}

describe('many workers at one payment', () => {
  it('let a captured one pay its reservation once', async () => {
    const [paymentId, reservationId] = [newCard(), newId('rsv')];
    await begin(confirmed({ paymentId, reservationId }));
    await put(itemOf(paying({ reservationId, intentId: paymentId })));
    const { tools, store, payments } = workerOf({ theirs: theirs() });
    await allSettle(tools, paymentId);
    expect(await payments.card(paymentId)).toMatchObject({ status: 'APPLIED', version: 3, paidAt: NOW - 1_000 });
    expect(await store.reservation(reservationId)).toMatchObject({ status: 'PAID', version: 4, paymentVersion: 3 });
  });

  it('decline one once, which leaves it among the unsettled no more', async () => {
    const [paymentId, reservationId] = [newCard(), newId('rsv')];
    await begin(confirmed({ paymentId, reservationId }));
    await put(itemOf(paying({ reservationId, intentId: paymentId })));
    const failed = theirs({ status: 'FAILED', paidAt: undefined, failure: { code: 'LIMIT' } });
    const { tools, store, payments } = workerOf({ theirs: failed });
    await allSettle(tools, paymentId);
    expect(await payments.card(paymentId)).toMatchObject({ status: 'FAILED', version: 3 });
    expect(await store.reservation(reservationId)).toMatchObject({
      status: 'PENDING',
      version: 4,
      lastFailure: 'LIMIT',
    });
  });

  it('credit a charge once, while its buyer charges otherwise', async () => {
    const [paymentId, userId] = [newCard(), newId('ses')];
    await begin(charge({ paymentId, userId, status: 'CONFIRMING', payingUntil: NOW + 60_000, version: 2 }));
    const { tools, wallet } = workerOf({ theirs: theirs() });
    const other = () =>
      chargeDirectly(
        { store: wallet, directTopUp: true },
        { userId, amount: 1, idempotencyKey: undefined, now: NOW, cause },
      );
    await Promise.all([allSettle(tools, paymentId), other(), other(), other()]);
    expect(await wallet.wallet(userId)).toEqual({ balance: AMOUNT + 3, version: 4 });
    const { Items = [] } = await table.db.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :user AND begins_with(sk, :line)',
        ExpressionAttributeValues: { ':user': `USER#${userId}`, ':line': 'LINE#' },
      }),
    );
    expect(Items.filter(({ id }) => id === paymentId)).toHaveLength(1);
  });

  it('take a declined charge out of its day once, and leave the others in', async () => {
    const [paymentId, personId] = [newCard(), newId('ses')];
    const chargedOn = '2025-07-13';
    const { tools } = workerOf({ theirs: theirs({ status: 'FAILED', paidAt: undefined }) });
    for (const id of [paymentId, 'payb']) {
      const day = await tools.charged.charged(personId, chargedOn);
      await transact(table.db, addCharge(table.name, day, { paymentId: id, amount: AMOUNT }));
    }
    const asked = { status: 'CONFIRMING', payingUntil: NOW + 60_000, txId: 'tx-1', chargedOn } as const;
    await begin(charge({ paymentId, personId, ...asked }));
    await allSettle(tools, paymentId);
    expect(await tools.charged.charged(personId, chargedOn)).toMatchObject({ entries: { payb: AMOUNT }, version: 3 });
  });

  it('ask for a refund once, and end it when it is back', async () => {
    const paymentId = newCard();
    const shown = { theirs: theirs() };
    await begin(card({ paymentId, status: 'CANCELLING', refundAmount: AMOUNT, refundSince: NOW, version: 4 }));
    const cancel = vi.fn<CardGateway['cancel']>(async () => {
      shown.theirs = theirs({ status: 'CANCELLED', cancelled: AMOUNT, cancellations: [cancellation('SUCCEEDED')] });
      return { outcome: 'asked' };
    });
    const { tools, payments } = workerOf(shown, cancel);
    await allSettle(tools, paymentId);
    expect(cancel).toHaveBeenCalledTimes(1);
    const ended = await payments.card(paymentId);
    expect(ended).toMatchObject({ status: 'CANCELLED', refundedAmount: AMOUNT, version: 6 });
    expect(ended).not.toHaveProperty('leaseUntil');
  });
});
