// Concerts, their dates and this deployment, as the server tells them: what several areas of the shop read.
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { routes } from '../../../functions/catalog/contract.ts';
import { routes as ranking } from '../../../functions/ranking/contract.ts';
import { call } from './call.ts';
import { serverNow } from './clock.ts';
import { isOpening } from './opening.ts';

export type Concert = z.output<typeof routes.getConcert.answer>;
export type Schedule = z.output<typeof routes.listSchedules.answer>['schedules'][number];
export type Concerts = z.output<typeof routes.listAvailable.answer>;
export type Config = z.output<typeof routes.config.answer>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** How often seats left are asked for while dates are shown. */
const DATES_MS = 5 * SECOND_MS;
const LIST_MS = 20 * SECOND_MS;
/** And while a sale is just about to open: answers are a second or two old. */
const OPENING_MS = 2 * SECOND_MS;

/** What a client must know of this deployment: it changes with the next one. */
export function useConfig() {
  return useQuery({
    queryKey: ['config'],
    queryFn: () => call(routes.config, {}),
    staleTime: 10 * MINUTE_MS,
  });
}

/** The concerts on sale, and those to come. */
export function useConcerts() {
  return useQuery({
    queryKey: ['concerts'],
    queryFn: () => call(routes.listAvailable, { query: { include: 'upcoming' } }),
    refetchInterval: ({ state }) => (state.data && isOpening(state.data, serverNow()) ? OPENING_MS : LIST_MS),
  });
}

export function useConcert(concertId: string) {
  return useQuery({
    queryKey: ['concert', concertId],
    queryFn: () => call(routes.getConcert, { params: { concertId } }),
    staleTime: MINUTE_MS,
  });
}

/** The dates of a concert, by their start, with seats left that are a few seconds old while they are shown. */
export function useSchedules(concertId: string) {
  return useQuery({
    queryKey: ['schedules', concertId],
    queryFn: async () => {
      const { schedules } = await call(routes.listSchedules, { params: { concertId } });
      return schedules.toSorted((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt));
    },
    refetchInterval: DATES_MS,
  });
}

const MOST_HOT = '5';

/** The concerts that sell fastest, the hottest in front. */
export function useHotConcerts() {
  return useQuery({
    queryKey: ['hot'],
    queryFn: async () => (await call(ranking.hotConcerts, { query: { limit: MOST_HOT } })).concerts,
    staleTime: MINUTE_MS / 2,
    refetchInterval: MINUTE_MS,
  });
}
