// Giving a hold up: its seats are others' at once.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type ReservationView, routes } from '../../../../functions/reservations/contract.ts';
import { call } from '../../api/call.ts';
import { useIntent } from '../../api/intent.ts';
import { reservationMoved } from '../../api/reservations.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/notice.tsx';
import css from './checkout.module.css';
import { Question } from './question.tsx';

export function GiveUp({ reservation }: { readonly reservation: ReservationView }) {
  const t = useTranslations('checkout.giveUp');
  const queries = useQueryClient();
  const [isAsked, ask] = useState(false);
  const { reservationId, seats } = reservation;
  const moved = () => reservationMoved(queries, reservationId);
  const giveUp = useIntent({
    name: `give-up.${reservationId}`,
    // Nothing was paid when this was asked: what another tab has paid since is not given back by it.
    send: (id: string) => call(routes.cancel, { params: { reservationId: id }, query: { refund: '0' } }),
    onDone: moved,
    onRefused: moved,
  });
  return (
    <div className={css.giveUp}>
      <Button kind="quiet" onClick={() => ask(true)}>
        {t('button')}
      </Button>
      {isAsked && (
        <Question
          title={t('title')}
          confirm={t('confirm')}
          keep={t('keep')}
          busy={giveUp.isPending}
          onConfirm={() => giveUp.mutate(reservationId)}
          onClose={() => ask(false)}
        >
          <p>{t('text', { count: seats.length })}</p>
          {giveUp.error && <Problem error={giveUp.error} />}
        </Question>
      )}
    </div>
  );
}
