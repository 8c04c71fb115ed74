// Paying a hold from the wallet, charging it first where it is short.
import { useQueryClient } from '@tanstack/react-query';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import type { ReservationView } from '../../../functions/reservations/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { call } from '../api/call.ts';
import { useIntent } from '../api/intent.ts';
import { keepAdmitted, payingTokens } from '../api/places.ts';
import { reservationMoved } from '../api/reservations.ts';
import { isPassing } from '../api/retry.ts';
import { session } from '../api/session.ts';
import { firstTaken } from './first-taken.ts';

type Method = 'WALLET' | 'CARD';

export interface Payment {
  readonly reservationId: string;
  /** What the buyer was shown: another sum is not paid. */
  readonly amount: number;
}

/** That this browser has no token of the place that held the seats, or one of somebody else. */
export const isForeign = (error: unknown) =>
  error instanceof ApiError && ['QUEUE_TOKEN_INVALID', 'NOT_ADMITTED'].includes(error.code);

/** Sends a payment, with the token of a place in line that was admitted: that its lease is over does no harm. */
export async function sendPayment(concertId: string, payment: Payment, method: Method) {
  const userId = session.userId() ?? '';
  const known = payingTokens(concertId, userId);
  const tokens = known.length > 0 ? known : [await askedFor(concertId, userId)];
  const send = (queueToken: string) => call(payments.pay, { body: { ...payment, method }, queueToken });
  return firstTaken(tokens, send, isForeign);
}

/** Nobody's token: the gate says why it is none. */
const NO_TOKEN = 'none';

/**
 * Who was let in on another device is told the place that they have. Who has one here is not asked for: it would take a
 * new one at the end of the line, where that one is over.
 */
async function askedFor(concertId: string, userId: string): Promise<string> {
  try {
    const { token, status } = await call(queue.join, { body: { concertId } });
    if (status === 'ACTIVE') keepAdmitted(concertId, { token, userId });
    return token;
  } catch (error) {
    if (isPassing(error)) throw error;
    return NO_TOKEN;
  }
}

/** Pays from the wallet. */
export function usePayFromWallet({ concertId, reservationId }: ReservationView) {
  const queries = useQueryClient();
  const moved = () => reservationMoved(queries, reservationId);
  return useIntent<Payment, unknown>({
    name: `pay.${reservationId}`,
    send: (payment) => sendPayment(concertId, payment, 'WALLET'),
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
    onDone: (answer) => {
      // Known at once, whatever becomes of asking for it: who has the money is not offered the same charge again.
      if ('currentBalance' in answer) queries.setQueryData(['balance'], { balance: answer.currentBalance });
      for (const name of ['balance', 'history']) queries.invalidateQueries({ queryKey: [name] });
    },
  });
}
