// The payment that one comes back from a card's page for: asked for until it is known, and then gone on from.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { type PaymentView, routes as payments } from '../../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../../functions/reservations/contract.ts';
import { call } from '../../api/call.ts';
import { serverNow } from '../../api/clock.ts';
import { paths } from '../../paths.ts';
import { paymentPaceMs } from './card-back-state.ts';
import { shownOf } from './state.ts';

interface Following {
  /** Whether it is asked for until it is known. */
  readonly isFollowed: boolean;
}

/** @param paymentId undefined: asked for not at all */
export function usePayment(paymentId: string | undefined, { isFollowed }: Following) {
  return useQuery({
    queryKey: ['payment', paymentId],
    enabled: paymentId !== undefined,
    queryFn: () => call(payments.one, { params: { paymentId: paymentId ?? '' } }),
    refetchInterval: ({ state: { data: payment, error, dataUpdateCount, errorUpdateCount } }) =>
      isFollowed && paymentPaceMs({ payment, error, asked: dataUpdateCount + errorUpdateCount }),
  });
}

/** Goes on to what a payment was for, in the place of this page. @param payment once it is known what became of it */
export function useGoOn(payment: PaymentView | undefined): void {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const isGone = useRef(false);
  useEffect(() => {
    if (!payment || isGone.current) return;
    isGone.current = true;
    const moved = [['reservation'], ['reservations'], ['payments'], ['balance'], ['history']];
    Promise.all([wayOn(payment), ...moved.map((queryKey) => queries.invalidateQueries({ queryKey }))]).then(([to]) =>
      go(to, { replace: true }),
    );
  }, [payment, go, queries]);
}

/** Who charged in the middle of paying goes on with that: the server knows what they hold. */
async function wayOn({ purpose, reservationId }: PaymentView): Promise<string> {
  if (purpose === 'RESERVATION')
    return reservationId === undefined ? paths.tickets() : paths.reservation(reservationId);
  const { reservations: newest } = await call(reservations.list, { query: { limit: '5' } }).catch(() => ({
    reservations: [],
  }));
  const held = newest.find((one) => shownOf(one, serverNow()) === 'held');
  return held ? paths.reservation(held.reservationId) : paths.wallet();
}
