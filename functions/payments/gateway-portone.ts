// Takes, looks at and gives back the money of cards at PortOne. What became of a payment only its GET says.
// Requests and refusals: https://developers.portone.io/api/rest-v2/payment
import { PaymentClient, PaymentError, type PaymentFilterInput } from '@portone/server-sdk/payment';
import * as z from 'zod/mini';
import { jitter, type ReadSecret } from '../shared/aws.ts';
import { isCardId } from '../shared/ids.ts';
import { count, log } from '../shared/log.ts';
import type { Krw } from '../shared/money.ts';
import { failureOf, readAnswer, UnknownShape, withSecret } from '../shared/provider.ts';
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
  /** Undefined when what was answered of it cannot be read. */
  readonly payment: GatewayPayment | undefined;
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
   * Our payments with money in them, or once in them, whose status changed in a span (epoch ms): some at a time, each
   * once.
   * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE
   */
  changed(span: { readonly from: number; readonly until: number }): AsyncGenerator<readonly Changed[]>;
}

/** A buyer waits for it, or a worker with many others to look at. */
const LOOK_MS = 3_000;
/** A card's company takes its time; the function that asks has 25 s, and looks afterwards. */
const CONFIRM_MS = 7_000;
const CANCEL_MS = 8_000;
const PAGE_MS = 8_000;

const COME_BACK_SECONDS = 5;

const PAGE = 100;
/** How often a span is read when payments left it meanwhile. */
const ROUNDS = 3;
/** How often a page is asked for: all of a long span would be read in vain if one failed. */
const PAGE_TRIES = 3;
/** See `jitter`: nobody waits for the list, so it may as well be long. */
const LONG = 5;

const cancelled = z.object({ cancellation: z.object({ status: z.string() }) });

const named = z.object({ id: z.string() });

const page = z.object({
  items: z.array(z.unknown()),
  page: z.object({ totalCount: z.int().check(z.minimum(0)) }),
});

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
  const isOld = (error: unknown) => kindOf(error) === 'UNAUTHORIZED';
  const ask: Ask = (ms, work) =>
    withSecret({ readSecret, ms: giveUpAfterMs ?? ms, isOld }, (secret) =>
      work(PaymentClient({ secret, baseUrl, storeId })),
    );
  const currency = 'KRW';
  return {
    async register({ paymentId, amount: totalAmount }) {
      const registered = ask(LOOK_MS, (client) =>
        client.preRegisterPayment({ paymentId, storeId, totalAmount, currency }),
      );
      await registered.catch((error: unknown) => unavailable('register', error, paymentId));
    },

    async confirm({ paymentId, paymentToken, txId, amount: totalAmount }) {
      const checked = {
        ...{ totalAmount, currency, ...(txId === undefined ? {} : { txId }) },
        // Only real money is insisted on.
        ...(PORTONE_LIVE ? { isTest: false } : {}),
      };
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
    // A checkout that was only opened has no money in it, and there are many.
    status: ['PAID', 'PARTIAL_CANCELLED', 'CANCELLED'],
    timestampType: 'STATUS_CHANGED_AT',
    from: new Date(span.from).toISOString(),
    until: new Date(span.until).toISOString(),
    sortBy: 'STATUS_CHANGED_AT',
    sortOrder: 'ASC',
  } satisfies PaymentFilterInput;
  const told = new Set<string>();
  for (let round = 1, shrank = true; shrank && round <= ROUNDS; round++) {
    shrank = false;
    let total = 0;
    for (let number = 0; number === 0 || number * PAGE < total; number++) {
      const found = await pageOf(() =>
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

async function pageOf(askOnce: () => Promise<unknown>): Promise<Page> {
  for (let tries = 1; ; tries++) {
    try {
      return pageIn(await askOnce());
    } catch (error) {
      if (tries === PAGE_TRIES) return unavailable('changed', error);
      tell('changed', kindOf(error));
    }
    await jitter(LONG);
  }
}

interface Page {
  readonly total: number;
  readonly payments: readonly Changed[];
}

/** @throws UnknownShape when it is no page; one payment that is none does not spoil the others */
function pageIn(answer: unknown): Page {
  const { items, page: info } = readAnswer(page, answer);
  const payments = items.flatMap((item) => {
    const paymentId = z.safeParse(named, item).data?.id ?? '';
    return isCardId(paymentId) ? [{ paymentId, payment: readable(item, paymentId) }] : [];
  });
  return { total: info.totalCount, payments };
}

function readable(item: unknown, paymentId: string): GatewayPayment | undefined {
  try {
    return gatewayPaymentOf(item, paymentId);
  } catch (error) {
    if (!(error instanceof UnknownShape)) throw error;
    tell('changed', kindOf(error), paymentId);
    return undefined;
  }
}

/** Whether PortOne answered no. The SDK's error has the body of the answer, and no status. */
const isRefusal = (error: unknown): error is PaymentError => error instanceof PaymentError;

const kindOf = (error: unknown) => failureOf(error, isRefusal);

function unavailable(call: string, error: unknown, paymentId?: string): never {
  tell(call, kindOf(error), paymentId);
  throw new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE, {}, COME_BACK_SECONDS);
}

function tell(call: string, failure: string, paymentId?: string): void {
  log.warn('payment provider', { call, failure, ...(paymentId === undefined ? {} : { paymentId }) });
  count('paymentProviderFailures');
}
