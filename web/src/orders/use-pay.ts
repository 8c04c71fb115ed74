// Paying a hold from the wallet, charging it first where it is short.
import { useQueryClient } from '@tanstack/react-query';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import type { ReservationView } from '../../../functions/reservations/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { call } from '../api/call.ts';
import { useIntent } from '../api/intent.ts';
import { useAdmission } from '../api/line.ts';
import { reservationMoved } from '../api/reservations.ts';
import { isPassing } from '../api/retry.ts';

type Method = 'WALLET' | 'CARD';

export interface Payment {
  readonly reservationId: string;
  /** What the buyer was shown: another sum is not paid. */
  readonly amount: number;
}

/** That this browser has no token of the place that held the seats, or one of somebody else. */
export const isForeign = (error: unknown) =>
  error instanceof ApiError && ['QUEUE_TOKEN_INVALID', 'NOT_ADMITTED'].includes(error.code);

/** What sends a payment, with the token of the place in line that held its seats. */
export function usePayments(concertId: string) {
  const admission = useAdmission(concertId);
  return async (payment: Payment, method: Method) => {
    const send = (queueToken: string) => call(payments.pay, { body: { ...payment, method }, queueToken });
    // Nobody's token: the gate says why it is none.
    const known = 'token' in admission ? admission.token : NO_TOKEN;
    try {
      return await send(known);
    } catch (error) {
      if (!isForeign(error)) throw error;
      const token = await askedFor(concertId);
      if (token === undefined) throw error;
      return send(token);
    }
  };
}

const NO_TOKEN = 'none';

/** Who was let in on another device, or lost the token, is told the place that they have. */
async function askedFor(concertId: string): Promise<string | undefined> {
  try {
    return (await call(queue.join, { body: { concertId } })).token;
  } catch (error) {
    if (isPassing(error)) throw error;
    return undefined;
  }
}

/** Pays from the wallet. */
export function usePayFromWallet({ concertId, reservationId }: ReservationView) {
  const queries = useQueryClient();
  const pay = usePayments(concertId);
  const moved = () => reservationMoved(queries, reservationId);
  return useIntent<Payment, unknown>({
    name: 'pay',
    send: (payment) => pay(payment, 'WALLET'),
    onDone: moved,
    onRefused: moved,
  });
}

export interface Charge {
  readonly amount: number;
  readonly method: 'DIRECT' | 'CARD';
}

/** Charges the wallet, or begins to by card: what it answers with says which. */
export function useCharge() {
  const queries = useQueryClient();
  return useIntent({
    name: 'charge',
    send: (body: Charge, idempotencyKey) => call(wallet.charge, { body, idempotencyKey }),
    onDone: async () => {
      await Promise.all(['balance', 'history'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
    },
  });
}
