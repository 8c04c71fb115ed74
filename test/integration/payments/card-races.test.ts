// The last gate before a card's money under race: against the end of the hold, a thief, and itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { GatewayPayment } from '../../../functions/payments/domain-settle.ts';
import type { CardGateway } from '../../../functions/payments/gateway-portone.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { createChargedReads } from '../../../functions/payments/reads-charged.ts';
import { beginCard } from '../../../functions/payments/use-cases-card.ts';
import { complete } from '../../../functions/payments/use-cases-complete.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { faultsAfterAll } from '../reservations/audit.ts';
import { type Booth, createBooth, PRICE } from '../reservations/booth.ts';
import { stallingBefore } from '../reservations/process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const CHECKOUT = { storeId: 'store-1', channelKey: 'channel-key-1', redirectUrl: undefined };
const cause = { correlationId: 'journey-1', causationId: 'request-1' };

/** `done`, or the code of the refusal. */
async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    throw error;
  }
}

/** Takes all money that it is asked for, and counts how often it is. */
function openGateway() {
  const taken = new Map<string, GatewayPayment>();
  const asked: string[] = [];
  const gateway: Pick<CardGateway, 'register' | 'confirm' | 'read' | 'cancel'> = {
    register: async () => {},
    async confirm({ paymentId, amount, txId }) {
      asked.push(paymentId);
      taken.set(paymentId, {
        ...{
          status: 'PAID',
          storeId: CHECKOUT.storeId,
          channelKey: CHECKOUT.channelKey,
          isTest: true,
          currency: 'KRW',
        },
        ...{ transactionId: txId, paidAt: undefined, failure: undefined },
        ...{ total: amount, cancelled: 0, cancellations: [] },
      });
      return { outcome: 'approved' };
    },
    read: async (paymentId) => taken.get(paymentId),
    cancel: async () => ({ outcome: 'asked' }),
  };
  return { gateway, asked };
}

/** Paying by card at a booth. @param clock the payer's own */
function tillOf(booth: Booth, { gateway }: ReturnType<typeof openGateway>, db: Db, clock: () => number) {
  const { name } = table;
  const given = { db, PAYMENTS_TABLE: name, RESERVATIONS_TABLE: name, WALLET_TABLE: name };
  const reservations = createReservationReads(given);
  const cards = createCardReads(given);
  const tools = {
    ...{ ...given, clock, gateway, reservations, cards, checkout: CHECKOUT },
    ...{ charged: createChargedReads(given), wallets: createWalletReads(given) },
    catalog: { concert: async () => undefined },
    shop: { storeId: CHECKOUT.storeId, live: false },
    limits: { perChargeKrw: 1, perDayKrw: 1, balanceKrw: 1 },
    settleLater: async () => {},
    approvalSeconds: 60,
  };
  const who = { userId: booth.userOf('owner'), concertId: booth.concertId };
  return {
    begin: (reservationId: string) => beginCard(tools, { ...who, reservationId, amount: undefined, cause }),
    complete: (paymentId: string) =>
      complete(tools, { userId: who.userId, paymentId, paymentToken: 'token', txId: 'tx-1', cause }),
    card: cards.card,
  };
}

describe('completing against a thief around the end of the hold', () => {
  type Order = 'payer first' | 'thief first' | 'at once' | 'payer stalls' | 'thief stalls';

  /**
   * One race: the payer's clock is `payerMs` from the end of the hold, the thief's `thiefMs`. Who stalls has decided
   * already, and writes only after the other is done.
   * @returns who won: nobody else's card is ever asked for money
   */
  async function race(order: Order, payerMs: number, thiefMs: number, headStartMs = 0) {
    const booth = createBooth(table);
    const gateway = openGateway();
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1], holdSeconds: 2 });
    const { paymentId } = await tillOf(booth, gateway, table.db, () => expiresAt - 1_000).begin(reservationId);
    booth.now = expiresAt + thiefMs;
    const slow = stallingBefore(table.db, (input) => input.includes('PAYING') || input.includes('ReservationFailed'));
    const on = (who: string) => (order === `${who} stalls` ? slow.db : table.db);
    const till = tillOf(booth, gateway, on('payer'), () => expiresAt + payerMs);
    const pay = () => outcome(till.complete(paymentId));
    const steal = () => outcome(booth.processOn(on('thief')).hold({ person: 'thief', seatNos: [1] }));
    const both = {
      'payer first': async () => ({ paid: await pay(), stolen: await steal() }),
      'thief first': async () => ({ stolen: await steal(), paid: await pay() }),
      'at once': async () => {
        const stealing = steal();
        await sleep(headStartMs);
        return { paid: await pay(), stolen: await stealing };
      },
      'payer stalls': async () => {
        const paying = pay();
        await slow.arrived;
        const stolen = await steal();
        slow.goOn();
        return { paid: await paying, stolen };
      },
      'thief stalls': async () => {
        const stealing = steal();
        await slow.arrived;
        const paid = await pay();
        slow.goOn();
        return { paid, stolen: await stealing };
      },
    };
    const results = await both[order]();
    const owner = await booth.store.reservation(reservationId);
    const card = await till.card(paymentId);
    const seen = { ...results, status: owner?.status, card: card?.status, asked: gateway.asked.length };
    expect(seen).toEqual(
      results.paid === 'done'
        ? { paid: 'done', stolen: 'SEAT_TAKEN', status: 'PAID', card: 'APPLIED', asked: 1 }
        : { paid: 'RESERVATION_EXPIRED', stolen: 'done', status: 'EXPIRED', card: 'OPEN', asked: 0 },
    );
    if (results.paid === 'done') await booth.confirm(reservationId);
    expect(await faultsAfterAll(booth)).toEqual([]);
    return results.paid === 'done' ? 'payer' : 'thief';
  }

  it('is won by who comes first, when the payer still has time and the thief’s clock is ahead', async () => {
    for (const skewMs of [0, 1, 20, 5_000]) {
      expect(await race('payer first', -1, skewMs)).toBe('payer');
      expect(await race('thief first', -1, skewMs)).toBe('thief');
    }
  });

  it('is the thief’s when the payer’s time is over, whoever comes first, and no money is asked for', async () => {
    for (const lateMs of [0, 1, 20]) {
      expect(await race('payer first', lateMs, 0)).toBe('thief');
      expect(await race('thief first', lateMs, 0)).toBe('thief');
    }
  });

  it('is won by who writes first, when the other has decided before and writes after', async () => {
    expect(await race('payer stalls', -1, 0)).toBe('thief');
    expect(await race('thief stalls', -1, 0)).toBe('payer');
  });

  it('has exactly one winner when both come at once', async () => {
    for (let i = 0; i < 40; i++)
      expect(['payer', 'thief']).toContain(await race('at once', -1 - (i % 20), i % 3, i % 12));
  });
});

describe('completing at once', () => {
  it('by twenty requests asks for the money once', async () => {
    const booth = createBooth(table);
    const gateway = openGateway();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [2] });
    const till = tillOf(booth, gateway, table.db, () => booth.now);
    const intents = await Promise.all(Array.from({ length: 10 }, () => till.begin(reservationId)));
    const { paymentId = '', totalAmount } = intents[0] ?? {};
    expect(new Set(intents.map((intent) => intent.paymentId))).toEqual(new Set([paymentId]));
    expect(totalAmount).toBe(PRICE);
    const answers = await Promise.all(Array.from({ length: 20 }, () => outcome(till.complete(paymentId))));
    expect(new Set(answers)).toEqual(new Set(['done']));
    expect(gateway.asked).toEqual([paymentId]);
    expect((await booth.store.reservation(reservationId))?.status).toBe('PAID');
  });

  it('against the wallet pays one way only', async () => {
    for (let i = 0; i < 20; i++) {
      const booth = createBooth(table);
      const gateway = openGateway();
      await booth.charge('owner', PRICE);
      const { reservationId } = await booth.hold({ person: 'owner', seatNos: [3] });
      const till = tillOf(booth, gateway, table.db, () => booth.now);
      const { paymentId } = await till.begin(reservationId);
      const fromWallet = sleep(i % 10).then(() => outcome(booth.pay('owner', reservationId)));
      const byCard = outcome(till.complete(paymentId));
      const [wallet, card] = await Promise.all([fromWallet, byCard]);
      const { balance } = await booth.walletOf('owner');
      const paid = (await booth.store.reservation(reservationId))?.status;
      expect({ paid, ways: [wallet, card].filter((one) => one === 'done').length }).toEqual({ paid: 'PAID', ways: 1 });
      expect(gateway.asked.length).toBe(card === 'done' ? 1 : 0);
      expect(balance).toBe(wallet === 'done' ? 0 : PRICE);
    }
  });
});
