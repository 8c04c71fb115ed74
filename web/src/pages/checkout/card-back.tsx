// Where a card company, a bank or PortOne sends one back to: completes the payment, and goes on to what it was for.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation, useSearch } from 'wouter';
import { type PaymentView, routes as payments } from '../../../../functions/payments/contract.ts';
import { routes as card } from '../../../../functions/payments/contract-card.ts';
import { routes as reservations } from '../../../../functions/reservations/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { serverNow } from '../../api/clock.ts';
import { type CardAnswer, cardAnswerIn } from '../../orders/card-answer.ts';
import { ChargeProblem } from '../../orders/charge-problem.tsx';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Notice, Problem } from '../../ui/notice.tsx';
import css from './checkout.module.css';
import { shownOf } from './state.ts';

/** The query stays in the address until the server answered, so that a reload, or signing in first, loses nothing. */
export function CardBackPage() {
  const search = useSearch();
  const answer = cardAnswerIn(search);
  switch (answer.said) {
    case 'authenticated':
      return <Completing key={search} answer={answer} />;
    case 'captured':
      return <Captured paymentId={answer.paymentId} />;
    case 'refused':
      return <Refused answer={answer} />;
    case 'nothing':
      return <Nothing />;
    default:
      return answer satisfies never;
  }
}

const usePayment = (paymentId: string | undefined, refetchInterval: number | false = false) =>
  useQuery({
    queryKey: ['payment', paymentId],
    enabled: paymentId !== undefined,
    queryFn: () => call(payments.one, { params: { paymentId: paymentId ?? '' } }),
    refetchInterval,
  });

/** Goes on to what a payment was for, in the place of this page, once it is known what became of it. */
function useGoOn(payment: PaymentView | undefined) {
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

type Authenticated = Extract<CardAnswer, { readonly said: 'authenticated' }>;

function Completing({ answer }: { readonly answer: Authenticated }) {
  const t = useTranslations('checkout.cardBack');
  const { paymentId, paymentToken, txId } = answer;
  // Asked as a question is: again after a reload, and until there is an answer. It is safe to repeat.
  const { data, error, refetch } = useQuery({
    queryKey: ['complete', paymentId],
    queryFn: () => call(card.complete, { params: { paymentId }, body: { paymentToken, ...(txId ? { txId } : {}) } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  useGoOn(data);
  if (!error) return <Waiting text={t('text')} />;
  return (
    <Page title={t('problemTitle')} size="narrow">
      <ChargeProblem error={error} {...(isFinal(error) ? {} : { onRetry: () => refetch() })}>
        <Words error={error} />
      </ChargeProblem>
      <WayBack paymentId={paymentId} />
    </Page>
  );
}

/** Refused for good: the same request gets the same answer. */
const isFinal = (error: Error) => error instanceof ApiError && error.status < 500 && error.status !== 429;

/** What the card's company says of a decline. */
function Words({ error }: { readonly error: Error }) {
  const message = error instanceof ApiError ? error.problem.message : undefined;
  return typeof message === 'string' ? <p>{message}</p> : null;
}

const ASKED_EVERY_MS = 1_000;

/** Paid without asking us first: the server hears of it from PortOne. */
function Captured({ paymentId }: { readonly paymentId: string }) {
  const t = useTranslations('checkout.cardBack');
  const { data, error, refetch } = usePayment(paymentId, ASKED_EVERY_MS);
  useGoOn(data?.status === 'REQUESTED' ? undefined : data);
  if (!error) return <Waiting text={t('captured')} />;
  return (
    <Page title={t('problemTitle')} size="narrow">
      <Problem error={error} onRetry={() => refetch()} />
      <WayBack paymentId={paymentId} />
    </Page>
  );
}

function Refused({ answer }: { readonly answer: Extract<CardAnswer, { readonly said: 'refused' }> }) {
  const t = useTranslations('checkout.cardBack');
  const { paymentId, message } = answer;
  const isCharge = usePayment(paymentId).data?.purpose === 'CHARGE';
  return (
    <Page title={t('refusedTitle')} size="narrow">
      <Notice tone="bad">
        {message !== undefined && <p>{message}</p>}
        <p>{isCharge ? t('refusedCharge') : t('refusedText')}</p>
      </Notice>
      <WayBack paymentId={paymentId} />
    </Page>
  );
}

function Nothing() {
  const t = useTranslations('checkout.cardBack');
  return (
    <Page title={t('nothingTitle')} lead={t('nothingText')} size="narrow">
      <LinkButton to={paths.tickets()} kind="main">
        {t('toTickets')}
      </LinkButton>
    </Page>
  );
}

function Waiting({ text }: { readonly text: ReactNode }) {
  const t = useTranslations('checkout.cardBack');
  return (
    <Page title={t('title')} size="narrow">
      <div className={css.progress} role="status">
        <span className={css.pulse} aria-hidden="true" />
        <p>{text}</p>
      </div>
    </Page>
  );
}

/** Back to what the payment was for: where that is not to be had, to all reservations. */
function WayBack({ paymentId }: { readonly paymentId: string | undefined }) {
  const t = useTranslations('checkout.cardBack');
  const { data } = usePayment(paymentId);
  if (data?.reservationId !== undefined) {
    return (
      <LinkButton to={paths.reservation(data.reservationId)} kind="main">
        {t('toReservation')}
      </LinkButton>
    );
  }
  return (
    <>
      {data?.purpose === 'CHARGE' && (
        <LinkButton to={paths.wallet()} kind="main">
          {t('toWallet')}
        </LinkButton>
      )}
      <LinkButton to={paths.tickets()}>{t('toTickets')}</LinkButton>
    </>
  );
}
