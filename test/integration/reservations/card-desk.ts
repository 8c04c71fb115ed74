// Tickets paid by card at a booth: the payments' own writes, as if the gateway had approved at once.
import { randomUUID } from 'node:crypto';
import { applied, type CardPayment, confirming, opened } from '../../../functions/payments/domain-card.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { moveCard, openCard } from '../../../functions/payments/writes-card.ts';
import { payByCard, requestCard, startPaying } from '../../../functions/reservations/writes-card.ts';
import { cardIdOf } from '../../../functions/shared/ids.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';
import type { TestTable } from '../../support/table.ts';
import type { Booth } from './booth.ts';

export function createCardDesk({ db, name }: TestTable, booth: Booth) {
  const cards = createCardReads({ db, PAYMENTS_TABLE: name });

  async function commit(...writes: readonly Labelled[]): Promise<void> {
    const { outcome } = await transact(db, writes);
    if (outcome !== 'committed') throw new Error(`a card payment was ${outcome}`);
  }

  async function reservation(reservationId: string) {
    const seen = await booth.store.reservation(reservationId);
    if (!seen) throw new Error(`there is no ${reservationId}`);
    return seen;
  }

  async function payment(paymentId: string): Promise<CardPayment> {
    const seen = await cards.card(paymentId);
    if (!seen) throw new Error(`there is no ${paymentId}`);
    return seen;
  }

  return {
    payment,

    /** Seats that a card paid; their sale is for `booth.confirm`. */
    async paid(person: string, seatNos: readonly number[]) {
      const { reservationId, userId, personId, amount, expiresAt } = await booth.hold({ person, seatNos });
      const now = booth.now;
      const paymentId = cardIdOf(randomChars());
      const order = { reservationId, userId, personId, amount, expiresAt, purpose: 'RESERVATION' as const };
      const about = { orderName: 'Show', channelKey: 'channel-1', cause: `${randomUUID()} begun` };
      const by = { paymentId, now, causationId: 'test' };
      await commit(
        ...openCard(name, opened({ ...order, ...about, paymentId }, now)),
        ...requestCard(name, await reservation(reservationId), by),
      );
      const open = await payment(paymentId);
      const move = confirming(open, now, { gate: 'gate-1', txId: undefined, approvalSeconds: 60 });
      const { payingUntil } = move.set;
      await commit(
        ...moveCard(name, open, move),
        ...startPaying(name, await reservation(reservationId), { now, payingUntil }),
      );
      const asked = await payment(paymentId);
      await commit(
        ...moveCard(name, asked, applied(asked, now, { paidAt: now, causationId: 'test' })),
        ...payByCard(name, await reservation(reservationId), { paymentId, paymentVersion: asked.version + 1, now }),
      );
      return { reservationId, paymentId };
    },

    /** What is asked back of a payment, and how often it was asked. */
    async refundOf(paymentId: string) {
      const { status, reason, refundAmount, log } = await payment(paymentId);
      const asked = log.filter(({ type }) => type === 'RefundRequested').length;
      return { status, code: reason?.code, refundAmount, asked };
    },
  };
}
