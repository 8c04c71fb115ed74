// Topping up a wallet by card: what may be charged, asked when it begins and again before the money is.
import { type Db, jitter } from '../shared/aws.ts';
import { type Clock, toDay } from '../shared/clock.ts';
import { type Cause, packCause } from '../shared/event.ts';
import { cardIdOf } from '../shared/ids.ts';
import { keyedChars, randomChars, requestHash } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { transact } from '../shared/transaction.ts';
import { refusals as wallet } from '../wallet/contract.ts';
import type { WalletReads } from '../wallet/reads.ts';
import type { CardIntentView } from './contract.ts';
import { type CardPayment, chargeExpiry, opened } from './domain-card.ts';
import { type ChargedDay, topUpState } from './domain-charged.ts';
import { decideTopUp, type TopUpLimits } from './domain-topup.ts';
import type { CardGateway } from './gateway-portone.ts';
import type { CardReads } from './reads-card.ts';
import type { ChargedReads } from './reads-charged.ts';
import { type Checkout, intentOf } from './use-cases-card.ts';
import { openCard } from './writes-card.ts';

const TRIES = 4;

const DAY_MS = 86_400_000;

/** What a buyer reads at the checkout. */
const ORDER_NAME = '잔액 충전';

export interface LimitTools {
  readonly charged: ChargedReads;
  readonly cards: CardReads;
  readonly wallets: Pick<WalletReads, 'wallet'>;
  readonly limits: TopUpLimits;
}

export interface TopUpTools extends LimitTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly PAYMENTS_TABLE: string;
  readonly gateway: Pick<CardGateway, 'register'>;
  readonly checkout: Checkout;
}

export interface TopUpRequest {
  readonly userId: string;
  readonly personId: string;
  readonly amount: number;
  readonly idempotencyKey: string | undefined;
  readonly cause: Cause;
}

/**
 * Begins a charge of the wallet by card. Under an Idempotency-Key the payment's id follows from the key.
 * @throws Refusal AMOUNT_INVALID, LIMIT_REACHED, IDEMPOTENCY_KEY_REUSED, PAYMENT_PROVIDER_UNAVAILABLE, TRY_AGAIN
 */
export async function beginTopUp(tools: TopUpTools, asked: TopUpRequest): Promise<CardIntentView> {
  const { db, clock, cards, gateway, checkout, PAYMENTS_TABLE } = tools;
  const { userId, personId, amount, idempotencyKey: key, cause } = asked;
  const paymentId = cardIdOf(key === undefined ? randomChars() : keyedChars(userId, 'card-charge', key));
  const hash = requestHash({ amount });
  for (let tries = 1; tries <= TRIES; tries++) {
    const begun = await cards.card(paymentId);
    if (begun && begun.requestHash !== hash) throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
    if (begun) return intentOf(begun, checkout);
    await allowed(tools, asked, clock());
    await gateway.register({ paymentId, amount });
    const now = clock();
    const payment = opened(
      {
        paymentId,
        purpose: 'CHARGE',
        userId,
        personId,
        amount,
        orderName: ORDER_NAME,
        channelKey: checkout.channelKey,
        expiresAt: chargeExpiry(now),
        requestHash: hash,
        cause: packCause(cause),
      },
      now,
    );
    const { outcome } = await transact(db, openCard(PAYMENTS_TABLE, payment));
    if (outcome === 'committed') return intentOf(payment, checkout);
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/**
 * Whether a charge is within the limits now.
 * @returns the day that it counts against, for the write that makes it count
 * @throws Refusal AMOUNT_INVALID, LIMIT_REACHED with what is left
 */
export async function allowed(
  { charged, cards, wallets, limits }: LimitTools,
  { userId, personId, amount }: Pick<CardPayment, 'userId' | 'personId' | 'amount'>,
  now: number,
): Promise<ChargedDay> {
  const date = toDay(now);
  // What was asked for just before midnight may still be under way.
  const days = await charged.chargedOn(personId, [date, toDay(now - DAY_MS)]);
  const today = days[0] ?? { personId, date, entries: {}, version: 0 };
  const charges = await cards.cards(days.flatMap(({ entries }) => Object.keys(entries)));
  // After the payments: one that is credited meanwhile is counted twice then, and not left out.
  const { balance } = await wallets.wallet(userId);
  const decided = decideTopUp(amount, topUpState({ userId, today, charges, balance }), limits);
  switch (decided.decision) {
    case 'charge':
      return today;
    case 'AMOUNT_INVALID':
      throw new Refusal(wallet.AMOUNT_INVALID, { leastKrw: 1, mostKrw: limits.perChargeKrw });
    case 'LIMIT_REACHED': {
      const { limit, limitKrw, remainingKrw } = decided;
      throw new Refusal(wallet.LIMIT_REACHED, { limit, limitKrw, remainingKrw });
    }
    default:
      return decided satisfies never;
  }
}
