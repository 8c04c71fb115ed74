// Asking for seats: those that were chosen, or the best there are; and what the server said to it.
import { useRef } from 'react';
import { useLocation } from 'wouter';
import type * as z from 'zod/mini';
import { type BestAvailable, routes } from '../../../../functions/reservations/contract.ts';
import { call } from '../../api/call.ts';
import { useIntent } from '../../api/intent.ts';
import { queries } from '../../api/queries.ts';
import { learnReservation } from '../../api/reservations.ts';
import { useIsHere } from '../../orders/use-is-here.ts';
import { paths } from '../../paths.ts';
import { holdRefusal } from './refusal.ts';

type Wish = z.input<typeof routes.hold.body>;

/** @param onRefused is told once nothing more is tried */
export function useHold(
  { scheduleId, queueToken }: { readonly scheduleId: string; readonly queueToken: string },
  onRefused: (error: Error) => void,
) {
  const [, go] = useLocation();
  const tries = useRef(0);
  const isHere = useIsHere();
  const intent = useIntent<Wish, z.output<typeof routes.hold.answer>>({
    name: `hold.${scheduleId}`,
    send: (wish, key) => call(routes.hold, { body: wish, queueToken, idempotencyKey: key }),
    onDone: (reservation) => {
      learnReservation(queries, reservation);
      // Who went to another page meanwhile is not fetched from there.
      if (isHere.current) go(paths.reservation(reservation.reservationId));
    },
    onRefused: (error, wish) => {
      const refused = holdRefusal(error);
      // There are as many, and others were quicker to each of them: one more time, under another key.
      const isWorthAnother = refused.refusal === 'few' && refused.largest >= (wish.bestAvailable?.count ?? 0);
      if (isWorthAnother && isHere.current && tries.current++ === 0) intent.mutate(wish);
      else onRefused(error);
    },
  });
  const ask = (wish: Omit<Wish, 'scheduleId'>) => {
    tries.current = 0;
    intent.mutate({ scheduleId, ...wish });
  };
  return {
    isBusy: intent.isPending,
    hold: (seatNos: number[]) => ask({ seatNos }),
    findBest: (bestAvailable: BestAvailable) => ask({ bestAvailable }),
  };
}
