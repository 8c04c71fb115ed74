// The page of a reservation, from its hold to its ticket or its end: what the server says of it, and nothing else.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useParams } from 'wouter';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { useServerNow } from '../../api/clock.ts';
import { reservationMoved, useReservation } from '../../api/reservations.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Hidden, Page } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { Ended } from './ended.tsx';
import { Held } from './held.tsx';
import { Progress } from './progress.tsx';
import { type Shown, shownOf } from './state.ts';
import { Ticket } from './ticket.tsx';

export function ReservationPage() {
  const { reservationId = '' } = useParams<{ readonly reservationId: string }>();
  const query = useReservation(reservationId);
  if (!query.data && isUnknown(query.error)) return <Unknown />;
  return <Loaded of={query}>{(reservation) => <Stage key={reservationId} reservation={reservation} />}</Loaded>;
}

const isUnknown = (error: Error | null) =>
  error instanceof ApiError && ['RESERVATION_NOT_FOUND', 'INVALID_REQUEST'].includes(error.code);

function Unknown() {
  const t = useTranslations('checkout');
  const common = useTranslations('common');
  return (
    <Page title={t('notFound')} lead={t('notFoundHint')} size="narrow">
      <LinkButton to={paths.tickets()}>{common('tickets')}</LinkButton>
    </Page>
  );
}

/** Each stage is a page of its own, so that its heading takes the focus; and who listens hears what it says. */
function Stage({ reservation }: { readonly reservation: ReservationView }) {
  const queries = useQueryClient();
  const { reservationId } = reservation;
  const shown = shownOf(reservation, useServerNow());
  const stage = shown === 'lapsing' ? 'held' : shown;
  const { text } = useSaid(reservation, shown);
  const first = useRef(stage);
  const [news, setNews] = useState('');
  useEffect(() => {
    if (first.current !== stage) setNews(text);
  }, [stage, text]);
  useEffect(() => {
    // What else is shown of it elsewhere, such as its place in line, has moved too.
    if (first.current !== stage) reservationMoved(queries, reservationId);
  }, [queries, reservationId, stage]);
  return (
    <>
      <div role="status">
        <Hidden>{news}</Hidden>
      </div>
      <Shows key={stage} reservation={reservation} shown={shown} />
    </>
  );
}

function Shows({ reservation, shown }: { readonly reservation: ReservationView; readonly shown: Shown }) {
  const said = useSaid(reservation, shown);
  switch (shown) {
    case 'held':
    case 'lapsing':
      return <Held reservation={reservation} isOver={shown === 'lapsing'} />;
    case 'paying':
    case 'confirming':
      return <Progress reservation={reservation} {...said} />;
    case 'ticket':
      return <Ticket reservation={reservation} {...said} />;
    case 'given-up':
    case 'cancelled':
    case 'lapsed':
    case 'failed':
    case 'refunded':
      return <Ended reservation={reservation} shown={shown} {...said} />;
    default:
      return shown satisfies never;
  }
}

/** What each stage says: in its heading, and below. */
function useSaid(reservation: ReservationView, shown: Shown): { readonly title: string; readonly text: string } {
  const t = useTranslations('checkout');
  const { amount, lastFailure } = reservation;
  switch (shown) {
    case 'held':
    case 'lapsing':
      return { title: t('held.title'), text: t('held.clockHint') };
    case 'confirming':
      return { title: t('confirming.title'), text: t('confirming.text', { amount }) };
    case 'ticket':
      return { title: t('ticket.title'), text: t('ticket.lead') };
    case 'given-up':
      return { title: t('givenUp.title'), text: t('givenUp.text') };
    case 'failed': {
      const why = lastFailure === undefined ? 'other' : lastFailure === 'INSUFFICIENT_BALANCE' ? 'short' : 'unapproved';
      return { title: t('failed.title'), text: t(`failed.${why}`) };
    }
    case 'paying':
    case 'cancelled':
    case 'lapsed':
    case 'refunded':
      return { title: t(`${shown}.title`), text: t(`${shown}.text`) };
    default:
      return shown satisfies never;
  }
}
