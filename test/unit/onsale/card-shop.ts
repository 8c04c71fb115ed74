// A shop that takes cards over the stand-in of the gateway.
import { vi } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { API_SECRET, CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import type { Caller } from '../../../scripts/onsale/caller.ts';

export const AMOUNT = 99_000;
const HOLD_MS = 20_000;

interface Sent {
  readonly params?: { readonly paymentId: string };
  readonly body?: {
    readonly amount: number;
    readonly method?: string;
    readonly paymentToken: string;
    readonly txId: string;
  };
}

/** What it says of a payment that it asked the gateway for comes from `says`, one after the other. */
export function openCardShop(portoneUrl: string, says: readonly string[] = []) {
  const calls: string[] = [];
  const left = [...says];
  const statuses = new Map<string, string>();
  let live: Record<'paymentId' | 'purpose', string> | undefined;
  const expiresAt = new Date(Date.now() + HOLD_MS).toISOString();

  const ask = (path: string, body: object) =>
    fetch(`${portoneUrl}/payments/${path}`, {
      method: 'POST',
      headers: { authorization: `PortOne ${API_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ storeId: STORE_ID, currency: 'KRW', ...body }),
    });

  async function begin(totalAmount: number, purpose: string) {
    if (live && statuses.get(live.paymentId) === 'REQUESTED') return live;
    const paymentId = `pay${String(statuses.size + 1).padStart(12, '0')}`;
    statuses.set(paymentId, 'REQUESTED');
    await ask(`${paymentId}/pre-register`, { totalAmount });
    const shown = { storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY, orderName: 'Seat 1', currency: 'KRW' };
    live = Object.assign({ paymentId, purpose }, shown, { totalAmount, expiresAt });
    return live;
  }

  async function complete(paymentId: string, { paymentToken, txId }: NonNullable<Sent['body']>) {
    if (Date.now() > Date.parse(expiresAt)) throw new ApiError(410, { code: 'RESERVATION_EXPIRED' }, null);
    const answer = await ask(`${paymentId}/confirm`, { paymentToken, txId, totalAmount: AMOUNT, isTest: true });
    statuses.set(paymentId, answer.ok ? 'COMPLETED' : 'FAILED');
    if (!answer.ok) throw new ApiError(402, { code: 'PAYMENT_DECLINED' }, null);
    return view(paymentId);
  }

  const view = (paymentId: string) => ({
    paymentId,
    purpose: live?.purpose,
    amount: AMOUNT,
    status: left.shift() ?? statuses.get(paymentId),
  });

  async function answerOf(route: Route, { params, body }: Sent) {
    if (route === wallet.charge && body?.method !== 'CARD') return { previousBalance: 0, currentBalance: 0 };
    if (route === wallet.charge) return begin(body?.amount ?? 0, 'CHARGE');
    if (route === payments.pay) return begin(body?.amount ?? 0, 'RESERVATION');
    const { paymentId = '' } = params ?? {};
    return route === cardRoutes.complete && body ? complete(paymentId, body) : view(paymentId);
  }

  const caller = {
    async call(route: Route, sent: Sent) {
      calls.push(`${route.method} ${route.path.split('/').at(-1)}`);
      const sentAt = Date.now();
      return { answer: await answerOf(route, sent), sentAt, answeredAt: Date.now() };
    },
    wait: async (ms: number) => void vi.setSystemTime(Date.now() + ms),
    inFlight: () => 0,
  } as unknown as Caller;
  return { caller, calls };
}
