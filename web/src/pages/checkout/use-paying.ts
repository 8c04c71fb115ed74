// The one button of the checkout: what it does by the chosen way, step by step, and how far that is.

import type * as z from 'zod/mini';
import type { CardIntentView, routes } from '../../../../functions/payments/contract.ts';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { useIntent } from '../../api/intent.ts';
import type { Plan } from '../../orders/amounts.ts';
import { useCheckout } from '../../orders/use-card.ts';
import { type Payment, sendPayment, useCharge, usePayFromWallet } from '../../orders/use-pay.ts';

type Answer = z.output<typeof routes.pay.answer> | { readonly currentBalance: number };

const isCard = (answer: Answer): answer is CardIntentView => 'storeId' in answer;

export function usePaying(reservation: ReservationView) {
  const { reservationId, amount, concertId } = reservation;
  const fromWallet = usePayFromWallet(reservation);
  const charge = useCharge();
  const begin = useIntent({
    name: `card.${reservationId}`,
    send: (payment: Payment) => sendPayment(concertId, payment, 'CARD'),
  });
  const checkout = useCheckout();
  const steps = [fromWallet, charge, begin, checkout];

  const open = (answer: Answer) => (isCard(answer) ? checkout.mutateAsync(answer) : undefined);
  const does = async (plan: Plan) => {
    switch (plan.step) {
      case 'pay-wallet':
        return fromWallet.mutateAsync({ reservationId, amount });
      case 'charge-and-pay':
        await charge.mutateAsync({ amount: plan.missing, method: 'DIRECT' });
        return fromWallet.mutateAsync({ reservationId, amount });
      case 'charge-by-card':
        return open(await charge.mutateAsync({ amount: plan.missing, method: 'CARD' }));
      case 'pay-card':
        return open(await begin.mutateAsync({ reservationId, amount }));
      case 'too-much':
        return undefined;
      default:
        return plan satisfies never;
    }
  };

  return {
    isBusy: steps.some(({ isPending }) => isPending),
    error: steps.find(({ error }) => error !== null)?.error ?? undefined,
    /** The checkout's script could not be had. */
    isClosed: checkout.error !== null,
    /** The card's company, or who pays, said no in its window. */
    refused: checkout.data?.said === 'refused' ? checkout.data : undefined,
    /** The wallet has the money, and the reservation not. */
    isHalfWay: charge.data !== undefined && 'currentBalance' in charge.data && fromWallet.error !== null,
    start: (plan: Plan) => {
      for (const step of steps) step.reset();
      // Each step keeps what became of it.
      does(plan).catch(() => {});
    },
  };
}
