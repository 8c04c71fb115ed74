// What the organiser's pages ask of the server, and what they change there: operators' routes alone.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { adminRoutes as catalog } from '../../../functions/catalog/contract-admin.ts';
import { adminRoutes as operations } from '../../../functions/operations/contract.ts';
import { adminRoutes as payments } from '../../../functions/payments/contract-card.ts';
import { adminRoutes as queue } from '../../../functions/queue/contract-admin.ts';
import { routes as ranking } from '../../../functions/ranking/contract.ts';
import { adminRoutes as books } from '../../../functions/wallet-history/contract.ts';
import { call } from './call.ts';
import { serverNow } from './clock.ts';

/** How often a page asks anew: what one watches, what one looks at now and then, and what seldom changes. */
const LIVE_MS = 2_000;
const OFTEN_MS = 5_000;
const SELDOM_MS = 30_000;

const key = {
  line: (concertId: string) => ['organiser', 'line', concertId],
  audit: (concertId: string) => ['organiser', 'audit', concertId],
  deadLetters: ['organiser', 'dead-letters'],
  tasks: ['organiser', 'tasks'],
} as const;

type Page = string | undefined;
const nextPage = ({ cursor }: { readonly cursor?: string | undefined }) => cursor;
const from = (cursor: Page) => (cursor === undefined ? {} : { cursor });

/** All concerts, page by page, those whose sale ends first in front: what only operators may see. */
export const useAllConcerts = () =>
  useInfiniteQuery({
    queryKey: ['organiser', 'concerts'],
    queryFn: ({ pageParam }) => call(catalog.listConcerts, { query: { limit: '50', ...from(pageParam) } }),
    initialPageParam: undefined as Page,
    getNextPageParam: nextPage,
  });

/** One concert with its configuration. */
export const useWholeConcert = (concertId: string) =>
  useQuery({
    queryKey: ['organiser', 'concert', concertId],
    queryFn: () => call(catalog.getConcert, { params: { concertId } }),
  });

/** A concert's dates with what is left of them, as they are now. */
export const useDatesNow = (concertId: string) =>
  useQuery({
    queryKey: ['organiser', 'dates', concertId],
    queryFn: () => call(catalog.listSchedules, { params: { concertId } }),
    refetchInterval: OFTEN_MS,
  });

async function look(concertId: string) {
  const view = await call(queue.saleState, { params: { concertId } });
  return { view, at: serverNow() };
}
/** A line as it was at a moment: epoch ms by the server's clock. */
export type Look = Awaited<ReturnType<typeof look>>;
/** A line as operators see it. */
export type LineNow = Look['view'];

/**
 * The line of a concert, asked for all the time.
 * @param watched it is what the page is about: asked for also while another tab is looked at, whose title tells of it
 */
export const useLine = (concertId: string, watched = false) =>
  useQuery({
    queryKey: key.line(concertId),
    queryFn: () => look(concertId),
    refetchInterval: watched ? LIVE_MS : OFTEN_MS,
    refetchIntervalInBackground: watched,
  });

/** What operators did with a line, the newest first. */
export const useAudit = (concertId: string) =>
  useInfiniteQuery({
    queryKey: key.audit(concertId),
    queryFn: ({ pageParam }) => call(queue.lineAudit, { params: { concertId }, query: from(pageParam) }),
    initialPageParam: undefined as Page,
    getNextPageParam: nextPage,
    refetchInterval: SELDOM_MS,
  });
type AuditPage = Awaited<ReturnType<typeof call<typeof queue.lineAudit>>>;
export type AuditEntry = AuditPage['entries'][number];

/** An order to a line. */
export type LineOrder =
  | { readonly kind: 'change'; readonly body: z.input<typeof queue.changeLine.body> }
  | { readonly kind: 'steer'; readonly body: z.input<typeof queue.steerLine.body> };

/** Gives an order. Sent again it changes nothing more, so that an answer that was lost is asked for again. */
export function useOrder(concertId: string, onDone: () => void) {
  const queries = useQueryClient();
  const params = { concertId };
  return useMutation({
    mutationFn: ({ kind, body }: LineOrder) =>
      kind === 'change' ? call(queue.changeLine, { params, body }) : call(queue.steerLine, { params, body }),
    onSuccess: async (view) => {
      // One that was asked for before the order would bring back how it was.
      await queries.cancelQueries({ queryKey: key.line(concertId) });
      queries.setQueryData<Look>(key.line(concertId), { view, at: serverNow() });
      void queries.invalidateQueries({ queryKey: key.audit(concertId) });
      onDone();
    },
  });
}

/** The concerts that sell fastest. */
export const useRanking = () =>
  useQuery({
    queryKey: ['organiser', 'ranking'],
    queryFn: () => call(ranking.hotConcerts, { query: { limit: '10' } }),
    refetchInterval: SELDOM_MS,
  });

/** All queues of dead letters, those with messages first. */
export const useDeadLetters = () =>
  useQuery({
    queryKey: key.deadLetters,
    queryFn: () => call(operations.deadLetters, {}),
    refetchInterval: SELDOM_MS,
  });
type DeadLetters = Awaited<ReturnType<typeof call<typeof operations.deadLetters>>>;
export type DeadQueue = DeadLetters['queues'][number];

/** What is in one of them. */
export const useDeadMessages = (name: string) =>
  useQuery({
    queryKey: ['organiser', 'dead-messages', name],
    queryFn: () => call(operations.deadMessages, { params: { name }, query: {} }),
  });
type DeadMessages = Awaited<ReturnType<typeof call<typeof operations.deadMessages>>>;
export type DeadMessage = DeadMessages['messages'][number];

/** Sends one dead letter back, or all of a queue. Not sent again by itself: who asked sees what is left, and asks. */
export function useRedrive(name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string | undefined) =>
      call(operations.redrive, { params: { name }, body: messageId === undefined ? {} : { messageId } }),
    retry: false,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: key.deadLetters }),
        queries.invalidateQueries({ queryKey: ['organiser', 'dead-messages', name] }),
      ]),
  });
}

/** Card refunds that wait for an operator. */
export const useTasks = () =>
  useQuery({ queryKey: key.tasks, queryFn: () => call(payments.tasks, {}), refetchInterval: SELDOM_MS });
type Tasks = Awaited<ReturnType<typeof call<typeof payments.tasks>>>;
export type RefundTask = Tasks['tasks'][number];

/** Asks the gateway once more for a refund. */
export function useRetryRefund() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (paymentId: string) => call(payments.retry, { params: { paymentId } }),
    retry: false,
    onSettled: () => queries.invalidateQueries({ queryKey: key.tasks }),
  });
}

/** Ends a refund that was made otherwise. `refundedAmount` in won, in all. */
export function useCloseRefund(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ paymentId, ...body }: { paymentId: string; note: string; refundedAmount: number }) =>
      call(payments.close, { params: { paymentId }, body }),
    retry: false,
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: key.tasks }),
  });
}

/** What one searches orders by: exactly one of them. */
export type OrderSearch =
  | { readonly email: string }
  | { readonly reservationId: string }
  | { readonly paymentId: string };

export const useOrders = (search: OrderSearch | undefined) =>
  useQuery({
    queryKey: ['organiser', 'orders', search],
    queryFn: () => call(operations.orders, { query: search ?? {} }),
    enabled: search !== undefined,
  });

/** Every step of one order. */
export const useJourney = (reservationId: string) =>
  useQuery({
    queryKey: ['organiser', 'journey', reservationId],
    queryFn: () => call(operations.journey, { params: { reservationId } }),
  });
type Journey = Awaited<ReturnType<typeof call<typeof operations.journey>>>;
export type Step = Journey['steps'][number];

/** The newest trial balance of all wallets, if there is one. */
export const useTrialBalance = () =>
  useQuery({
    queryKey: ['organiser', 'trial-balance'],
    queryFn: async () => (await call(books.trialBalances, { query: { limit: '1' } })).trialBalances[0] ?? null,
  });

/** The newest day compared with the payment gateway, if there is one. */
export const usePaymentReport = () =>
  useQuery({
    queryKey: ['organiser', 'payment-report'],
    queryFn: async () => (await call(payments.reports, { query: { limit: '1' } })).reports[0] ?? null,
  });
