// A till to pay at by card: real use cases over tables in memory, and a gateway that does as a test says.

import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import type { CardPayment, Reason } from '../../../functions/payments/domain-card.ts';
import type { GatewayPayment } from '../../../functions/payments/domain-settle.ts';
import type { CardGateway, ConfirmAnswer } from '../../../functions/payments/gateway-portone.ts';
import { itemOf as cardItemOf, cardOf } from '../../../functions/payments/keys.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { createChargedReads } from '../../../functions/payments/reads-charged.ts';
import type { IntentTools } from '../../../functions/payments/use-cases-card.ts';
import type { CompleteTools } from '../../../functions/payments/use-cases-complete.ts';
import type { TopUpTools } from '../../../functions/payments/use-cases-topup.ts';
import { itemOf, keptOf } from '../../../functions/reservations/keys.ts';
import { createReservationReads, type Reservation } from '../../../functions/reservations/reads.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { Cause } from '../../../functions/shared/event.ts';
import type { Message } from '../../../functions/shared/sqs.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';
import { card, theirs } from './card-samples.ts';

export const TABLES = { RESERVATIONS_TABLE: 'reservations', WALLET_TABLE: 'wallets', PAYMENTS_TABLE: 'payments' };
export const LIMITS = { perChargeKrw: 1_000_000, perDayKrw: 3_000_000, balanceKrw: 2_000_000 };
export const CHECKOUT = { storeId: 'store-1', channelKey: 'channel-key-1', redirectUrl: undefined };
export const CAUSE: Cause = { correlationId: 'journey-2', causationId: 'request-2' };

/** What the gateway does when it is asked for money: takes it, refuses for certain, declines, or nobody knows. */
export type Outcome =
  | 'approved'
  | 'lost'
  | 'never-arrived'
  | { readonly refused: Reason }
  | { readonly declined: Reason };

/** @param given `wrap`: what stands between the use cases and the tables */
export function openTill({ wrap = (db: MemoryDb): Db => db } = {}) {
  const memory = createMemoryDb();
  const books = new Map<string, GatewayPayment>();
  const asked: { readonly paymentId: string; readonly status: unknown; readonly order: unknown }[] = [];
  const registered: { readonly paymentId: string; readonly amount: number }[] = [];
  const sent: Message[] = [];
  const till = {
    memory,
    books,
    registered,
    sent,
    /** Each request for money, with what the tables said at that moment. */
    asked,
    now: NOW,
    outcome: 'approved' as Outcome,
    put(...items: readonly (Reservation | CardPayment)[]) {
      for (const item of items) {
        if ('purpose' in item) memory.put(TABLES.PAYMENTS_TABLE, cardItemOf(item));
        else memory.put(TABLES.RESERVATIONS_TABLE, itemOf(item));
      }
    },
    cards: () =>
      memory
        .items(TABLES.PAYMENTS_TABLE)
        .filter(({ sk }) => sk === 'PAYMENT')
        .map(cardOf),
    card: (paymentId: string) => till.cards().find((one) => one.paymentId === paymentId),
    reservation: (id = 'rsv_aaaaaaaaaaaa') => {
      const [kept] = memory
        .items(TABLES.RESERVATIONS_TABLE)
        .map(keptOf)
        .filter((one) => one.reservationId === id);
      return kept as Reservation | undefined;
    },
    lines: () => memory.items(TABLES.WALLET_TABLE).filter(({ sk }) => String(sk).startsWith('LINE#')),
  };

  const gateway: CardGateway = {
    async register(intent) {
      registered.push(intent);
    },
    async confirm({ paymentId, amount, txId }): Promise<ConfirmAnswer> {
      asked.push({ paymentId, status: till.card(paymentId)?.status, order: till.reservation()?.status });
      const { outcome } = till;
      const known = { total: amount, transactionId: txId, isTest: true };
      if (outcome === 'approved' || outcome === 'lost') books.set(paymentId, theirs(known));
      if (outcome === 'approved') return { outcome };
      if (typeof outcome === 'object' && 'refused' in outcome) return { outcome: 'refused', reason: outcome.refused };
      if (typeof outcome === 'object') {
        books.set(paymentId, theirs({ ...known, status: 'FAILED', paidAt: undefined, failure: outcome.declined }));
      }
      return { outcome: 'unknown' };
    },
    read: async (paymentId) => books.get(paymentId),
    cancel: async () => ({ outcome: 'asked' }),
    async *changed() {},
  };

  const db = wrap(memory);
  const table = { db, clock: () => till.now, ...TABLES };
  const concert = { name: '공연' } as ConcertFacts;
  const tools: CompleteTools & IntentTools & TopUpTools = {
    ...table,
    gateway,
    shop: { storeId: CHECKOUT.storeId, live: false },
    checkout: CHECKOUT,
    catalog: { concert: async () => concert },
    cards: createCardReads(table),
    charged: createChargedReads(table),
    reservations: createReservationReads(table),
    wallets: createWalletReads(table),
    settleLater: async (messages) => void sent.push(...messages),
    limits: LIMITS,
    approvalSeconds: 60,
  };
  return Object.assign(till, { tools });
}

export type Till = ReturnType<typeof openTill>;

export const PAYMENT = 'payCardCardCard';
export const OPEN = card({
  paymentId: PAYMENT,
  reservationId: 'rsv_aaaaaaaaaaaa',
  amount: 100_000,
  expiresAt: UNTIL,
  createdAt: NOW,
  updatedAt: NOW,
});
export const held = (changes: Partial<Reservation> = {}): Reservation =>
  heldReservation({ intentId: PAYMENT, version: 2, ...changes });

/** What the buyer's window sends once the card was authenticated. */
export const COMPLETING = {
  userId: 'user-1',
  paymentId: PAYMENT,
  paymentToken: 'token-1',
  txId: 'tx-1',
  cause: CAUSE,
};

/** A till where the checkout of a held seat was done. */
export function authenticated(given: Parameters<typeof openTill>[0] = {}): Till {
  const till = openTill(given);
  till.put(held(), OPEN);
  return till;
}
