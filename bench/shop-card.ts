// Paying by card in the bench's shop: the product's own use cases, and a gateway that always says yes.
import type { CatalogReads } from '../functions/catalog/reads.ts';
import type { GatewayPayment } from '../functions/payments/domain-settle.ts';
import { createCardReads } from '../functions/payments/reads-card.ts';
import { createChargedReads } from '../functions/payments/reads-charged.ts';
import { beginCard } from '../functions/payments/use-cases-card.ts';
import { type CompleteTools, complete } from '../functions/payments/use-cases-complete.ts';
import { settle } from '../functions/payments/use-cases-settle.ts';
import { createReservationReads } from '../functions/reservations/reads.ts';
import type { Db } from '../functions/shared/aws.ts';
import { createWalletReads } from '../functions/wallet/reads.ts';

const STORE_ID = 'store-bench';
const CHANNEL_KEY = 'channel-key-bench';
const APPROVAL_SECONDS = 60;
const LIMITS = { perChargeKrw: 1_000_000, perDayKrw: 3_000_000, balanceKrw: 2_000_000 };

interface CardShop {
  readonly db: Db;
  readonly clock: () => number;
  readonly RESERVATIONS_TABLE: string;
  readonly WALLET_TABLE: string;
  readonly PAYMENTS_TABLE: string;
  readonly catalog: Pick<CatalogReads, 'concert'>;
}

/** Knows what was registered, and has taken the money of what it was asked to confirm. */
function yesSayer(clock: () => number) {
  const amounts = new Map<string, number>();
  const paidAt = new Map<string, number>();
  const told = (paymentId: string, total: number): GatewayPayment => ({
    status: paidAt.has(paymentId) ? 'PAID' : 'READY',
    transactionId: `tx-${paymentId}`,
    storeId: STORE_ID,
    channelKey: CHANNEL_KEY,
    isTest: true,
    currency: 'KRW',
    total,
    cancelled: 0,
    cancellations: [],
    paidAt: paidAt.get(paymentId),
    failure: undefined,
  });
  return {
    async register({ paymentId, amount }: { readonly paymentId: string; readonly amount: number }) {
      amounts.set(paymentId, amount);
    },
    async confirm({ paymentId }: { readonly paymentId: string }) {
      paidAt.set(paymentId, clock());
      return { outcome: 'approved' as const };
    },
    async read(paymentId: string) {
      const total = amounts.get(paymentId);
      return total === undefined ? undefined : told(paymentId, total);
    },
    async cancel() {
      return { outcome: 'asked' as const };
    },
  };
}

export function cardsOf({ catalog, ...table }: CardShop) {
  const { clock } = table;
  const gateway = yesSayer(clock);
  const tools: CompleteTools = {
    ...table,
    shop: { storeId: STORE_ID, live: false },
    cards: createCardReads(table),
    charged: createChargedReads(table),
    reservations: createReservationReads(table),
    wallets: createWalletReads(table),
    gateway,
    settleLater: async () => {},
    limits: LIMITS,
    approvalSeconds: APPROVAL_SECONDS,
  };
  const checkout = { storeId: STORE_ID, channelKey: CHANNEL_KEY, redirectUrl: undefined };
  const cause = { correlationId: 'bench-corr-01', causationId: 'bench-cause-1' };
  return {
    /** What the checkout is opened with. */
    beginCard: (person: string, concertId: string, reservationId: string) =>
      beginCard(
        { ...tools, catalog, gateway, checkout },
        { userId: person, concertId, reservationId, amount: undefined, cause },
      ),
    completeCard: (person: string, paymentId: string) =>
      complete(tools, { userId: person, paymentId, paymentToken: 'token', txId: `tx-${paymentId}`, cause }),
    /** What the webhook and the queue come to when all is done. */
    lookAtCard: (paymentId: string) => settle(tools, { paymentId, cause }),
  };
}
