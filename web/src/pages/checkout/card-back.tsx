// Where a card company, a bank or PortOne sends one back to: completes the payment, and goes on to what it was for.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { PaymentView } from '../../../../functions/payments/contract.ts';
import { routes as card } from '../../../../functions/payments/contract-card.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { isAnswer } from '../../api/intent-keys.ts';
import { type CardAnswer, cardAnswerIn } from '../../orders/card-answer.ts';
import { ChargeProblem } from '../../orders/charge-problem.tsx';
import { TheirWords } from '../../orders/their-words.tsx';
import { paths } from '../../paths.ts';
import { useRawSearch } from '../../search.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Notice, Problem } from '../../ui/notice.tsx';
import { verdictOf } from './card-back-state.ts';
import { useGoOn, usePayment } from './card-payment.ts';
import css from './checkout.module.css';

/** The query stays in the address until the server answered, so that a reload, or signing in first, loses nothing. */
export function CardBackPage() {
  const search = useRawSearch();
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
  // Its first answer may be that the card is being charged.
  if (data) return <Outcome first={data} />;
  if (!error) return <Waiting text={t('text')} />;
  return (
    <Page title={t('problemTitle')} size="narrow">
      <ChargeProblem error={error} {...(isAnswer(error) ? {} : { onRetry: () => refetch() })}>
        <Words error={error} />
      </ChargeProblem>
      <WayBack paymentId={paymentId} />
    </Page>
  );
}

/** What the card's company says of a decline. */
function Words({ error }: { readonly error: Error }) {
  const message = error instanceof ApiError ? error.problem.message : undefined;
  return typeof message !== 'string' ? null : (
    <p>
      <TheirWords words={message} />
    </p>
  );
}

/** Waits for what becomes of a payment whose money was asked for. */
function Outcome({ first }: { readonly first: PaymentView }) {
  const t = useTranslations('checkout.cardBack');
  const isSettled = verdictOf(first) === 'known';
  const payment = usePayment(isSettled ? undefined : first.paymentId, { isFollowed: true }).data ?? first;
  const verdict = verdictOf(payment);
  useGoOn(verdict === 'known' ? payment : undefined);
  if (verdict === 'not-paid') return <NotPaid payment={payment} words={undefined} />;
  return (
    <Waiting text={verdict === 'known' ? t('text') : t('captured')}>
      {verdict !== 'known' && <WayBack paymentId={payment.paymentId} />}
    </Waiting>
  );
}

interface FoundProps {
  readonly paymentId: string | undefined;
  /** What it is while the server knows of no money that was asked for. */
  readonly open: (payment: PaymentView) => ReactNode;
}

/** What the server knows of a payment that the address names: of nobody else's, and of none, there is nothing to say. */
function Found({ paymentId, open }: FoundProps) {
  const t = useTranslations('checkout.cardBack');
  const { data, error, refetch } = usePayment(paymentId, { isFollowed: true });
  const verdict = data && verdictOf(data);
  useGoOn(verdict === 'known' ? data : undefined);
  if (paymentId === undefined || (!data && error && isAnswer(error))) return <Nothing />;
  if (!data && error) {
    return (
      <Page title={t('problemTitle')} size="narrow">
        <Problem error={error} onRetry={() => refetch()} />
        <WayBack paymentId={paymentId} />
      </Page>
    );
  }
  if (!data || verdict === 'known') return <Waiting text={t('text')} />;
  if (verdict === 'open') return open(data);
  if (verdict === 'not-paid') return <NotPaid payment={data} words={undefined} />;
  return (
    <Waiting text={t('captured')}>
      <WayBack paymentId={paymentId} />
    </Waiting>
  );
}

/** Paid without asking us first, says the address: the server hears of it from PortOne. */
function Captured({ paymentId }: { readonly paymentId: string }) {
  const t = useTranslations('checkout.cardBack');
  const open = () => (
    <Waiting text={t('captured')}>
      <WayBack paymentId={paymentId} />
    </Waiting>
  );
  return <Found paymentId={paymentId} open={open} />;
}

/** Nobody asked for money, and whoever opened the checkout comes back from it with a refusal. */
function Refused({ answer }: { readonly answer: Extract<CardAnswer, { readonly said: 'refused' }> }) {
  const { paymentId, message } = answer;
  return <Found paymentId={paymentId} open={(payment) => <NotPaid payment={payment} words={message} />} />;
}

interface NotPaidProps {
  readonly payment: PaymentView;
  /** What the checkout said, where the server knows no words of the card's company. */
  readonly words: string | undefined;
}

function NotPaid({ payment, words }: NotPaidProps) {
  const t = useTranslations('checkout.cardBack');
  const said = payment.message ?? words;
  return (
    <Page title={t('refusedTitle')} size="narrow">
      <Notice tone="bad">
        {said !== undefined && (
          <p>
            <TheirWords words={said} />
          </p>
        )}
        <p>{payment.purpose === 'CHARGE' ? t('refusedCharge') : t('refusedText')}</p>
      </Notice>
      <WayBack paymentId={payment.paymentId} />
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

function Waiting({ text, children }: { readonly text: ReactNode; readonly children?: ReactNode }) {
  const t = useTranslations('checkout.cardBack');
  return (
    <Page title={t('title')} size="narrow">
      <div className={css.progress} role="status">
        <span className={css.pulse} aria-hidden="true" />
        <p>{text}</p>
      </div>
      {children}
    </Page>
  );
}

/** Back to what the payment was for: where that is not to be had, to all reservations. */
function WayBack({ paymentId }: { readonly paymentId: string | undefined }) {
  const t = useTranslations('checkout.cardBack');
  const { data } = usePayment(paymentId, { isFollowed: false });
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
