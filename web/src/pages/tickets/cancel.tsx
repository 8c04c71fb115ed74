// Giving a ticket back: what that costs is shown before, and nothing else is done.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type CancellationView,
  type ReservationView,
  routes,
  whyNotCancellable,
} from '../../../../functions/reservations/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { useIntent } from '../../api/intent.ts';
import { reservationMoved } from '../../api/reservations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/layout.tsx';
import { Loaded, Notice, Problem } from '../../ui/notice.tsx';
import { When, Won } from '../../ui/values.tsx';
import { isByCard } from './groups.ts';
import css from './tickets.module.css';

interface CancelProps {
  readonly reservation: ReservationView;
  /** Of its concert. */
  readonly name: string;
}

export function CancelTicket({ reservation, name }: CancelProps) {
  const t = useTranslations('tickets.cancel');
  const [isAsked, ask] = useState(false);
  return (
    <>
      <Button small kind="quiet" aria-label={t('name', { concert: name })} onClick={() => ask(true)}>
        {t('button')}
      </Button>
      {isAsked && <Question reservation={reservation} onClose={() => ask(false)} />}
    </>
  );
}

interface QuestionProps {
  readonly reservation: ReservationView;
  readonly onClose: () => void;
}

function Question({ reservation, onClose }: QuestionProps) {
  const t = useTranslations('tickets.cancel');
  const queries = useQueryClient();
  const { reservationId } = reservation;
  const quoted = useQuery({
    queryKey: ['cancellation', reservationId],
    queryFn: () => call(routes.cancellation, { params: { reservationId } }),
    staleTime: 0,
    gcTime: 0,
  });
  const cancel = useIntent<{ readonly id: string; readonly refund: number }, { readonly refundedAmount: number }>({
    name: `cancel.${reservationId}`,
    send: ({ id, refund }) => call(routes.cancel, { params: { reservationId: id }, query: { refund: String(refund) } }),
    onRefused: () => queries.invalidateQueries({ queryKey: ['cancellation', reservationId] }),
  });
  const close = () => {
    onClose();
    if (!cancel.data) return;
    // Its entry goes elsewhere in the list, and the button with it.
    document.querySelector<HTMLElement>('main h1')?.focus();
    reservationMoved(queries, reservationId);
  };
  return (
    <Dialog title={cancel.data ? t('doneTitle') : t('title')} onClose={close}>
      {cancel.data ? (
        <Done reservation={reservation} refundedAmount={cancel.data.refundedAmount} />
      ) : (
        <Loaded of={quoted}>
          {(quote) => (
            <Quote
              quote={quote}
              error={cancel.error}
              busy={cancel.isPending || quoted.isFetching}
              onConfirm={() => cancel.mutate({ id: reservationId, refund: quote.refundAmount })}
            />
          )}
        </Loaded>
      )}
    </Dialog>
  );
}

interface QuoteProps {
  readonly quote: CancellationView;
  readonly error: Error | null;
  readonly busy: boolean;
  readonly onConfirm: () => void;
}

function Quote({ quote, error, busy, onConfirm }: QuoteProps) {
  const t = useTranslations('tickets.cancel');
  if (!quote.cancellable) return <NotNow reason={quote.reason} />;
  const { amount, fee, feePercent, refundAmount, until } = quote;
  return (
    <>
      {error && <Refusal error={error} />}
      <Facts
        facts={[
          [t('paid'), <Won key="paid" amount={amount} />],
          [t('fee', { percent: feePercent }), <Won key="fee" amount={fee} />],
          [t('refund'), <Won key="refund" amount={refundAmount} />],
          ...(until === undefined ? [] : [[t('until'), <When key="until" at={until} />] as const]),
        ]}
      />
      <p>{t('text')}</p>
      <form method="dialog" className={css.answers}>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {refundAmount > 0 ? t('confirm', { amount: refundAmount }) : t('confirmNothing')}
        </Button>
        <Button type="submit">{t('keep')}</Button>
      </form>
    </>
  );
}

/** What it gives back has changed, which is shown; or another reason. */
function Refusal({ error }: { readonly error: Error }) {
  const t = useTranslations('tickets.cancel');
  const isChanged = error instanceof ApiError && error.code === 'REFUND_CHANGED';
  return isChanged ? <Notice tone="warn">{t('changed')}</Notice> : <Problem error={error} />;
}

function NotNow({ reason }: { readonly reason: CancellationView['reason'] }) {
  const t = useTranslations('tickets.cancel');
  const common = useTranslations('common');
  const known = whyNotCancellable.options.find((one) => one === reason) ?? 'ENDED';
  return (
    <>
      <Notice tone="warn" title={t('notCancellable')}>
        <p>{t(`reasons.${known}`)}</p>
      </Notice>
      <Closing text={common('close')} />
    </>
  );
}

interface DoneProps {
  readonly reservation: ReservationView;
  readonly refundedAmount: number;
}

function Done({ reservation, refundedAmount: amount }: DoneProps) {
  const t = useTranslations('tickets.cancel');
  const common = useTranslations('common');
  const to = isByCard(reservation) ? 'doneCard' : 'doneWallet';
  return (
    <>
      <Notice tone="good">
        <p>{amount > 0 ? t(to, { amount }) : t('doneNothing')}</p>
      </Notice>
      <Closing text={common('close')} />
    </>
  );
}

/** The browser closes the dialog, and brings the focus back. */
function Closing({ text }: { readonly text: string }) {
  return (
    <form method="dialog" className={css.answers}>
      <Button type="submit">{text}</Button>
    </form>
  );
}
