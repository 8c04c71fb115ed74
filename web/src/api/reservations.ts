// Own reservations and their payments, as the server tells them; what is on its way is asked about often.
import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { type ReservationView, routes } from '../../../functions/reservations/contract.ts';
import { call } from './call.ts';
import { serverNow } from './clock.ts';
import { paceMs, paymentsPaceMs } from './reservation-pace.ts';

const reservationKey = (reservationId: string) => ['reservation', reservationId] as const;

/** One own reservation, live. */
export function useReservation(reservationId: string) {
  return useQuery({
    queryKey: reservationKey(reservationId),
    queryFn: () => call(routes.one, { params: { reservationId } }),
    refetchInterval: ({ state }) => (state.data ? paceMs(state.data, serverNow()) : false),
  });
}

/** Own reservations, newest first, a page at a time. */
export function useReservations({ isAsked = true } = {}) {
  return useInfiniteQuery({
    queryKey: ['reservations'],
    enabled: isAsked,
    queryFn: ({ pageParam }) => call(routes.list, { query: { limit: '20', ...cursorOf(pageParam) } }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: ({ state }) => state.data && soonest(state.data.pages.flatMap((page) => page.reservations)),
  });
}

/** A list is asked for again as often as the one in it that moves first. */
function soonest(listed: readonly ReservationView[]): number | false {
  const paces = listed.map((one) => paceMs(one, serverNow())).filter((pace) => pace !== false);
  return paces.length > 0 && Math.min(...paces);
}

/** A first page has no cursor. */
export const cursorOf = (pageParam: string) => (pageParam === '' ? {} : { cursor: pageParam });

/** Puts what the server said of a reservation where pages read it; lists are asked for again. */
export async function learnReservation(queries: QueryClient, reservation: ReservationView): Promise<void> {
  queries.setQueryData(reservationKey(reservation.reservationId), reservation);
  await queries.invalidateQueries({ queryKey: ['reservations'] });
}

/** After anything that moved a reservation or its money: all that tells of them is asked for again. */
export async function reservationMoved(queries: QueryClient, reservationId: string): Promise<void> {
  await Promise.all(
    [reservationKey(reservationId), ['reservations'], ['payments'], ['balance'], ['history']].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}

/** What a reservation was paid with, or was tried to be, newest first: as far as the newest payments tell. */
export function usePaymentsOf(reservationId: string, isAsked: boolean) {
  const of = (page: z.output<typeof payments.list.answer> | undefined) =>
    (page?.payments ?? []).filter((one) => [one.reservationId, one.insteadOf].includes(reservationId));
  return useQuery({
    queryKey: ['payments'],
    enabled: isAsked,
    queryFn: () => call(payments.list, { query: { limit: '20' } }),
    select: of,
    refetchInterval: ({ state }) => paymentsPaceMs(of(state.data)),
  });
}
