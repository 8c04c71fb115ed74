// What follows a payment by card: confirming its ticket, giving its money back, and asking for an outcome nobody told.
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { itemOf as cardItemOf, cardKey, cardOf } from '../../../functions/payments/keys.ts';
import { eventsOf as paymentEvents } from '../../../functions/payments/outbox.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { cancel } from '../../../functions/reservations/use-cases-cancel.ts';
import { completedAgain, confirm, watch } from '../../../functions/reservations/use-cases-confirm.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { log } from '../../../functions/shared/log.ts';
import type { Message } from '../../../functions/shared/sqs.ts';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { cardPayment, PAYMENT_ID, paidByCard } from './card-samples.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const DAY = 86_400_000;
const names = {
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
  PAYMENTS_TABLE: 'payments',
  SEATS_TABLE: 'seats',
};
const lost = vi.spyOn(log, 'error').mockReturnValue();
vi.spyOn(log, 'warn').mockReturnValue();
const { reservationId } = heldReservation();
const cause = { correlationId: 'other', causationId: 'payment/x/3/PaymentCompleted' };
const asked = { reservationId, now: NOW + 23_000, cause };

let db: MemoryDb;
let tools: ReturnType<typeof toolsOn>;

function toolsOn(memory: MemoryDb) {
  const table = { db: memory, ...names };
  const catalog = { concert: async () => concertWith(30) };
  return {
    store: createReservationStore(table),
    seats: createSeatWrites(table),
    wallet: createWalletReads(table),
    cards: createCardReads(table),
    commit: (writes: readonly Labelled[]) => transact(memory, writes),
    clock: () => NOW + DAY,
    catalog,
    tables: names,
  };
}

function concertWith(feePercent: number): ConcertFacts {
  const sale = { saleStartAt: NOW, saleEndAt: NOW, prices: {} };
  const date = { scheduleId: 'sch_1', concertId: 'con_1', layoutId: 'lay_1', startAt: NOW + 9 * DAY };
  return {
    ...{ concertId: 'con_1', code: 'SHOW', name: 'Show', enabled: true, bookingStartAt: NOW, bookingEndAt: NOW },
    settings: { ...DEFAULT_SETTINGS, refundPolicy: [{ untilHoursBefore: 24, feePercent }] },
    schedules: [{ ...sale, ...date, endAt: date.startAt + 1 }],
  };
}

function given(reservation: Reservation, payment: CardPayment | undefined): void {
  db.put('reservations', itemOf(reservation));
  if (payment) db.put('payments', cardItemOf(payment));
}

const order = () => tools.store.reservation(reservationId);
const payment = (): CardPayment => {
  const { pk } = cardKey(PAYMENT_ID);
  return cardOf(db.items('payments').find((item) => item.pk === pk) ?? {});
};

beforeEach(() => {
  db = createMemoryDb();
  tools = toolsOn(db);
  lost.mockClear();
});

describe('a ticket paid by card whose seat was lost', () => {
  it('goes back as one step: the reservation has ended, and its money is on its way to the card', async () => {
    given(paidByCard(), cardPayment());
    await confirm(tools, asked);
    expect(await order()).toMatchObject({ status: 'REFUNDED', refundedAmount: 100_000, version: 5 });
    expect(await order()).not.toHaveProperty('refundVersion');
    expect(payment()).toMatchObject({
      status: 'CANCELLING',
      reason: { code: 'SEAT_LOST' },
      refundAmount: 100_000,
      refundSince: NOW + 23_000,
      version: 4,
    });
    expect(db.items('wallets')).toEqual([]);
    expect(lost).toHaveBeenCalledExactlyOnceWith('a paid seat was lost', { reservationId });
  });

  it('tells of it in the journey of the buyer, and asks for the refund once however often the message comes', async () => {
    given(paidByCard(), cardPayment());
    for (let times = 0; times < 3; times++) await confirm(tools, asked);
    const told = paymentEvents({ old: undefined, now: cardItemOf(payment()), expired: false });
    const refunds = told.filter(({ envelope }) => envelope.type === 'RefundRequested');
    expect(refunds.map(({ envelope }) => [envelope.id, envelope.correlationId, envelope.causationId])).toEqual([
      [`payment/${PAYMENT_ID}/4/RefundRequested`, 'journey', cause.causationId],
    ]);
    expect(lost).toHaveBeenCalledOnce();
  });

  it.each([
    ['is not there', undefined],
    ['is not what paid it any more', cardPayment({ status: 'CANCELLED' })],
  ])('stays as it is, and the message comes again, when its payment %s', async (_, other) => {
    given(paidByCard(), other);
    await expect(confirm(tools, asked)).rejects.toThrow(`${reservationId} could not be confirmed`);
    expect((await order())?.status).toBe('PAID');
    expect(lost).not.toHaveBeenCalled();
  });

  it('is confirmed all the same when another delivery had sold the seats in between', async () => {
    given(paidByCard(), cardPayment());
    const commit = async () => {
      given(paidByCard({ status: 'CONFIRMED', version: 5 }), cardPayment());
      return { outcome: 'refused', label: 'reservation-unchanged', old: undefined } as const;
    };
    await confirm({ ...tools, commit }, asked);
    expect([(await order())?.status, payment().status]).toEqual(['CONFIRMED', 'APPLIED']);
    expect(lost).not.toHaveBeenCalled();
  });
});

describe('a reservation that is being paid by card', () => {
  it('is not what PaymentCompleted tells of: the message comes again', async () => {
    given(heldReservation({ status: 'PAYING', intentId: PAYMENT_ID, payingUntil: NOW + 80_000 }), undefined);
    await expect(confirm(tools, asked)).rejects.toThrow(`${reservationId} was paid, but is PAYING`);
  });

  const sent: [string, readonly Message[]][] = [];
  const note = (queue: string) => async (messages: readonly Message[]) => void sent.push([queue, messages]);
  const watching = (now: number) => {
    sent.splice(0);
    const queues = { watchAgain: note('watch'), confirmAgain: note('confirm'), inquire: note('settle') };
    return watch({ ...tools, ...queues }, { ...asked, now }, { detail: 'as it came' });
  };

  it('has its payment asked for when nobody told the outcome in time, and is looked at again', async () => {
    given(heldReservation({ status: 'PAYING', intentId: PAYMENT_ID, payingUntil: UNTIL + 30_000 }), undefined);
    await watching(UNTIL + 29_000);
    expect(sent).toEqual([['watch', [{ body: { detail: 'as it came' }, delaySeconds: 2 }]]]);
    await watching(UNTIL + 31_000);
    expect(sent).toEqual([
      ['settle', [{ body: { paymentId: PAYMENT_ID, why: 'watchdog' }, delaySeconds: 0 }]],
      ['watch', [{ body: { detail: 'as it came' }, delaySeconds: 60 }]],
    ]);
  });

  it('by no payment is a fault that is seen: the message comes again', async () => {
    given(heldReservation({ status: 'PAYING' }), undefined);
    await expect(watching(UNTIL)).rejects.toThrow(`${reservationId} is being paid, but by no payment`);
  });

  it('and then was paid has its confirmation asked for by the event as the payment told it', async () => {
    given(paidByCard(), cardPayment());
    await watching(UNTIL);
    const [told] = paymentEvents({ old: undefined, now: cardItemOf(cardPayment()), expired: false });
    expect(sent[0]).toEqual(['confirm', [{ body: completedAgain(paidByCard()), delaySeconds: 0 }]]);
    expect(completedAgain(paidByCard()).detail).toEqual({
      ...told?.envelope,
      correlationId: 'journey',
      causationId: 'request',
    });
  });
});

describe('cancelling a ticket that was paid by card', () => {
  const ticket = paidByCard({ status: 'CONFIRMED', version: 5 });
  const wish = { reservationId, userId: 'user-1', cause: { correlationId: 'other', causationId: 'request-9' } };
  const answer = { reservationId, status: 'CANCELLED', refundedAmount: 70_000, fee: 30_000 };

  it('is one step of reservation and payment, and nothing of the wallet', async () => {
    given(ticket, cardPayment());
    expect(await cancel(tools, { ...wish, refund: 70_000 })).toEqual(answer);
    expect(await order()).toMatchObject({ status: 'CANCELLED', refundedAmount: 70_000, canceledAt: NOW + DAY });
    expect(await order()).not.toHaveProperty('refundVersion');
    expect(payment()).toMatchObject({
      status: 'CANCELLING',
      reason: { code: 'CANCELLED' },
      refundAmount: 70_000,
      refundSince: NOW + DAY,
    });
    expect(db.items('wallets')).toEqual([]);
  });

  it('gives the first answer again, and asks for no second refund, whatever the terms are then', async () => {
    given(ticket, cardPayment());
    await cancel(tools, wish);
    const dearer = { ...tools, catalog: { concert: async () => concertWith(90) } };
    expect(await cancel(dearer, wish)).toEqual(answer);
    expect(payment()).toMatchObject({ refundAmount: 70_000, version: 4 });
  });

  it('leaves the payment alone when nothing is given back', async () => {
    given(ticket, cardPayment());
    const all = { ...tools, catalog: { concert: async () => concertWith(100) } };
    expect(await cancel(all, wish)).toMatchObject({ refundedAmount: 0, fee: 100_000 });
    expect(payment()).toEqual(cardPayment());
  });

  it('moves neither when the payment is not what paid it any more', async () => {
    given(ticket, cardPayment({ status: 'CANCELLING', refundAmount: 1 }));
    await expect(cancel(tools, wish)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN', status: 503 } });
    expect([(await order())?.status, payment().refundAmount]).toEqual(['CONFIRMED', 1]);
  });

  it('is refused while the card is being charged', async () => {
    given(heldReservation({ status: 'PAYING', intentId: PAYMENT_ID, payingUntil: NOW + 2 * DAY }), undefined);
    await expect(cancel(tools, wish)).rejects.toMatchObject({
      kind: { code: 'NOT_CANCELLABLE' },
      fields: { reason: 'BEING_PAID', reservationStatus: 'PAYING' },
    });
  });

  it('never gives back more or less than fee and refund together, at any fee', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 900_000 }), async (fee, amount) => {
        db = createMemoryDb();
        tools = toolsOn(db);
        given({ ...ticket, amount }, cardPayment({ amount }));
        const by = { ...tools, catalog: { concert: async () => concertWith(fee) } };
        const done = await cancel(by, wish);
        expect(done.refundedAmount + done.fee).toBe(amount);
        expect(payment().refundAmount ?? 0).toBe(done.refundedAmount);
        expect(payment().status).toBe(done.refundedAmount > 0 ? 'CANCELLING' : 'APPLIED');
      }),
      { numRuns: 40 },
    );
  });
});

describe('a ticket paid by card whose seats are its own', () => {
  it('is confirmed, and its payment stays', async () => {
    const claim = { reservationId, untilMs: UNTIL, slots: ['E'], over: {} };
    await tools.seats.claim('sch_1', { section: 0, block: 0 }, claim);
    given(paidByCard(), cardPayment());
    await confirm(tools, asked);
    expect([(await order())?.status, payment()]).toEqual(['CONFIRMED', cardPayment()]);
  });
});
