// Takes, looks at and gives back the money of cards at PortOne. What became of a payment only its GET says.
// Requests and refusals: https://developers.portone.io/api/rest-v2/payment
import {
  CancelPaymentError,
  ConfirmPaymentError,
  GetPaymentError,
  GetPaymentsError,
  PaymentClient,
  PreRegisterPaymentError,
} from '@portone/server-sdk/payment';
import * as z from 'zod/mini';
import type { ReadSecret } from '../shared/aws.ts';
import { isCardId } from '../shared/ids.ts';
import { count, log } from '../shared/log.ts';
import type { Krw } from '../shared/money.ts';
import { failureOf, inTime, readAnswer } from '../shared/provider.ts';
import { Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import {
  type CancelAnswer,
  type ConfirmAnswer,
  cancelAnswerTo,
  confirmAnswerTo,
  gatewayPaymentOf,
  isFault,
} from './domain-portone.ts';
import type { GatewayPayment } from './domain-settle.ts';

export type { CancelAnswer, ConfirmAnswer };

export interface Changed {
  readonly paymentId: string;
  readonly payment: GatewayPayment;
}

export interface CardGateway {
  /** Fixes what may be charged under a new id. @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE */
  register(intent: { readonly paymentId: string; readonly amount: Krw }): Promise<void>;
  /** Asks for the money: once for each payment, never repeated here. Never throws. */
  confirm(asked: {
    readonly paymentId: string;
    readonly paymentToken: string;
    readonly txId?: string | undefined;
    readonly amount: Krw;
  }): Promise<ConfirmAnswer>;
  /** @returns undefined when the gateway knows no such payment. @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE */
  read(paymentId: string): Promise<GatewayPayment | undefined>;
  /**
   * Asks for a refund if `cancellable` is still what is left.
   * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE when the outcome is unknown
   */
  cancel(asked: {
    readonly paymentId: string;
    readonly amount: Krw;
    readonly cancellable: Krw;
    readonly reason: string;
  }): Promise<CancelAnswer>;
  /**
   * Our payments whose status changed in a span (epoch ms), some at a time, each once.
   * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE
   */
  changed(span: { readonly from: number; readonly until: number }): AsyncGenerator<readonly Changed[]>;
}

/** A buyer waits for it, or a worker with many others to look at. */
const LOOK_MS = 3_000;
/** A card's company takes its time; the function that asks has 20 s, and looks afterwards. */
const CONFIRM_MS = 7_000;
const CANCEL_MS = 8_000;
const PAGE_MS = 8_000;

const COME_BACK_SECONDS = 5;

const PAGE = 100;
/** How often a span is read when payments left it meanwhile. */
const ROUNDS = 3;

const cancelled = z.object({ cancellation: z.object({ status: z.string() }) });

const page = z.object({
  items: z.array(z.looseObject({ id: z.optional(z.string()) })),
  page: z.object({ totalCount: z.int().check(z.minimum(0)) }),
});

/** Our secret could not be read, so nothing was asked. */
class NotAsked extends Error {}

type Client = ReturnType<typeof PaymentClient>;
type Ask = <T>(ms: number, work: (client: Client) => Promise<T>) => Promise<T>;

/** @param given `readSecret`: PortOne's API secret; `PORTONE_LIVE`: whether it is real money; `giveUpAfterMs`: for tests */
export function createCardGateway(given: {
  PORTONE_URL: string;
  PORTONE_STORE_ID: string;
  PORTONE_LIVE: boolean;
  readSecret: ReadSecret;
  giveUpAfterMs?: number;
}): CardGateway {
  const { PORTONE_URL: baseUrl, PORTONE_STORE_ID: storeId, PORTONE_LIVE, readSecret, giveUpAfterMs } = given;
  const ask: Ask = (ms, work) =>
    withSecret(readSecret, giveUpAfterMs ?? ms, (secret) => work(PaymentClient({ secret, baseUrl, storeId })));
  const currency = 'KRW';
  return {
    async register({ paymentId, amount: totalAmount }) {
      const registered = ask(LOOK_MS, (client) =>
        client.preRegisterPayment({ paymentId, storeId, totalAmount, currency }),
      );
      await registered.catch((error: unknown) => unavailable('register', error, paymentId));
    },

    async confirm({ paymentId, paymentToken, txId, amount: totalAmount }) {
      const checked = { totalAmount, currency, isTest: !PORTONE_LIVE, ...(txId === undefined ? {} : { txId }) };
      try {
        await ask(CONFIRM_MS, (client) => client.confirmPayment({ paymentId, storeId, paymentToken, ...checked }));
        return { outcome: 'approved' };
      } catch (error) {
        return confirmFailed(error, paymentId);
      }
    },

    async read(paymentId) {
      try {
        return gatewayPaymentOf(await ask(LOOK_MS, (client) => client.getPayment({ paymentId, storeId })), paymentId);
      } catch (error) {
        return kindOf(error) === 'PAYMENT_NOT_FOUND' ? undefined : unavailable('read', error, paymentId);
      }
    },

    async cancel({ paymentId, amount, cancellable: currentCancellableAmount, reason }) {
      const body = { storeId, amount, currentCancellableAmount, reason };
      try {
        readAnswer(cancelled, await ask(CANCEL_MS, (client) => client.cancelPayment({ paymentId, ...body })));
        return { outcome: 'asked' };
      } catch (error) {
        return cancelFailed(error, paymentId);
      }
    },

    changed: (span) => changedIn(span, storeId, ask),
  };
}

/**
 * Asks with our secret, and once more with the secret as it is now if it was refused: what is refused so had no effect.
 * @param ms for all of it; nothing is asked after that
 */
async function withSecret<T>(readSecret: ReadSecret, ms: number, work: (secret: string) => Promise<T>): Promise<T> {
  const until = performance.now() + ms;
  const attempt = async (fresh: boolean) => {
    const secret = await inTime(readSecret({ fresh }), until - performance.now()).catch((cause: unknown) => {
      throw new NotAsked('', { cause });
    });
    return inTime(work(secret), until - performance.now());
  };
  try {
    return await attempt(false);
  } catch (error) {
    if (kindOf(error) !== 'UNAUTHORIZED') throw error;
    return attempt(true);
  }
}

function confirmFailed(error: unknown, paymentId: string): ConfirmAnswer {
  const failure = kindOf(error);
  if (isFault(failure)) tell('confirm', failure, paymentId);
  return confirmAnswerTo(failure);
}

function cancelFailed(error: unknown, paymentId: string): CancelAnswer {
  const failure = kindOf(error);
  const answer = isRefusal(error) ? cancelAnswerTo(failure, error.data) : undefined;
  return answer ?? unavailable('cancel', error, paymentId);
}

/** Pages are counted from the start, so one that leaves the span moves another to a page that was read: then once more. */
async function* changedIn(span: { from: number; until: number }, storeId: string, ask: Ask) {
  const filter = {
    storeId,
    timestampType: 'STATUS_CHANGED_AT',
    from: new Date(span.from).toISOString(),
    until: new Date(span.until).toISOString(),
    sortBy: 'STATUS_CHANGED_AT',
    sortOrder: 'ASC',
  } as const;
  const told = new Set<string>();
  for (let round = 1, shrank = true; shrank && round <= ROUNDS; round++) {
    shrank = false;
    let total = 0;
    for (let number = 0; number === 0 || number * PAGE < total; number++) {
      const found = await pageOf(
        ask(PAGE_MS, (client) => client.getPayments({ page: { number, size: PAGE }, filter })),
      );
      shrank ||= found.total < total;
      total = found.total;
      const fresh = found.payments.filter(({ paymentId }) => !told.has(paymentId));
      for (const { paymentId } of fresh) told.add(paymentId);
      if (fresh.length > 0) yield fresh;
    }
  }
}

async function pageOf(asked: Promise<unknown>): Promise<{ total: number; payments: Changed[] }> {
  try {
    const { items, page: info } = readAnswer(page, await asked);
    const payments = items.flatMap((item) => {
      const { id: paymentId = '' } = item;
      return isCardId(paymentId) ? [{ paymentId, payment: gatewayPaymentOf(item, paymentId) }] : [];
    });
    return { total: info.totalCount, payments };
  } catch (error) {
    return unavailable('changed', error);
  }
}

type SdkError = CancelPaymentError | ConfirmPaymentError | GetPaymentError | GetPaymentsError | PreRegisterPaymentError;

const isRefusal = (error: unknown): error is SdkError =>
  [CancelPaymentError, ConfirmPaymentError, GetPaymentError, GetPaymentsError, PreRegisterPaymentError].some(
    (kind) => error instanceof kind,
  );

function kindOf(error: unknown): string {
  return error instanceof NotAsked ? 'NOT_ASKED' : failureOf(error, isRefusal);
}

function unavailable(call: string, error: unknown, paymentId?: string): never {
  tell(call, kindOf(error), paymentId);
  throw new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE, {}, COME_BACK_SECONDS);
}

function tell(call: string, failure: string, paymentId?: string): void {
  log.warn('payment provider', { call, failure, ...(paymentId === undefined ? {} : { paymentId }) });
  count('paymentProviderFailures');
}
