// A payment and its reservation in memory, beside a gateway that shows what a test says: where settling is tried out.
import { vi } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import type { GatewayPayment } from '../../../functions/payments/domain-settle.ts';
import type { CardGateway } from '../../../functions/payments/gateway-portone.ts';
import { itemOf as cardItemOf } from '../../../functions/payments/keys.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { createChargedReads } from '../../../functions/payments/reads-charged.ts';
import type { SettleTools } from '../../../functions/payments/use-cases-settle.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { settle as endIfOver } from '../../../functions/reservations/use-cases.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { heldReservation } from '../reservations/samples.ts';
import { AMOUNT, NOW, PAYMENT_ID, RESERVATION_ID, shop } from './card-samples.ts';

export const tables = { PAYMENTS_TABLE: 'payments', RESERVATIONS_TABLE: 'reservations', WALLET_TABLE: 'wallets' };
export const asked = { paymentId: PAYMENT_ID, cause: { correlationId: PAYMENT_ID, causationId: 'webhook' } };

/** The reservation that the sample payment is for, while its card is being charged. */
export const paying = (more: Partial<Reservation> = {}): Reservation =>
  heldReservation({
    reservationId: RESERVATION_ID,
    amount: AMOUNT,
    status: 'PAYING',
    intentId: PAYMENT_ID,
    expiresAt: NOW + 180_000,
    reservedAt: NOW - 60_000,
    updatedAt: NOW,
    version: 3,
    ...more,
  });

type Cancel = CardGateway['cancel'];

/** @param given `theirs`: what the gateway answers, until a test changes it in `at` */
export function createWorld(given: {
  readonly payment?: CardPayment;
  readonly reservation?: Reservation | undefined;
  readonly theirs?: GatewayPayment | undefined;
}) {
  const db = createMemoryDb();
  if (given.payment) db.put('payments', cardItemOf(given.payment));
  if (given.reservation) db.put('reservations', itemOf(given.reservation));
  /** What changes while a test runs. */
  const at = { now: NOW, theirs: given.theirs };
  const table = { db, ...tables };
  const store = createReservationStore(table);
  const cancel = vi.fn<Cancel>(async () => ({ outcome: 'asked' }));
  const read = vi.fn<CardGateway['read']>(async () => at.theirs);
  const sent: { readonly body: object; readonly delaySeconds: number }[] = [];
  const tools: SettleTools = {
    ...table,
    shop,
    clock: () => at.now,
    cards: createCardReads(table),
    charged: createChargedReads(table),
    gateway: { read, cancel },
    reservations: store,
    wallets: createWalletReads(table),
    settleLater: async (messages) =>
      void sent.push(...messages.map(({ body, delaySeconds }) => ({ body, delaySeconds }))),
    expire: (id, by) => endIfOver(store, id, by),
    holdAgain: async () => undefined,
  };
  return {
    ...{ db, at, tools, sent, read, cancel },
    payment: async () => tools.cards.card(PAYMENT_ID),
    reservation: async () => store.reservation(RESERVATION_ID),
    lines: () => db.items('wallets').filter(({ sk }) => String(sk).startsWith('LINE#')),
  };
}
