// The seats of a hold: what each costs, the sum, and giving one of several up.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type ReservationView, routes } from '../../../../functions/reservations/contract.ts';
import { call } from '../../api/call.ts';
import { useIntent } from '../../api/intent.ts';
import { learnReservation, reservationMoved } from '../../api/reservations.ts';
import { type Kept, keptWithout } from '../../orders/amounts.ts';
import { type Place, Places, usePlaceName } from '../../orders/places.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/notice.tsx';
import { Won } from '../../ui/values.tsx';
import css from './checkout.module.css';
import { Question } from './question.tsx';

interface Leaving {
  /** Those that there were when the question was asked: another tab may have given some up since. */
  readonly seats: readonly Place[];
  readonly index: number;
  readonly name: string;
}

interface HeldSeatsProps {
  readonly reservation: ReservationView;
  readonly isOver: boolean;
}

export function HeldSeats({ reservation, isOver }: HeldSeatsProps) {
  const t = useTranslations('checkout');
  const nameOf = usePlaceName(reservation);
  const heading = useRef<HTMLHeadingElement>(null);
  const [leaving, leave] = useState<Leaving>();
  const [done, setDone] = useState('');
  const { seats, amount } = reservation;
  const keep = useKeep(reservation, ({ amount: left }) => {
    if (leaving) setDone(t('remove.done', { seat: leaving.name, amount: left }));
    leave(undefined);
  });
  // Its button is gone with the seat; and while the question is open, nothing else takes the focus.
  useEffect(() => {
    if (done !== '') heading.current?.focus();
  }, [done]);
  const remove = (place: Place, index: number) => (
    <Button
      small
      kind="quiet"
      aria-label={t('remove.name', { seat: nameOf(place) })}
      onClick={() => leave({ seats, index, name: nameOf(place) })}
    >
      {t('remove.button')}
    </Button>
  );
  return (
    <section className={css.seats}>
      <h2 ref={heading} tabIndex={-1}>
        {t('seats')} <span className={css.count}>{t('seatsCount', { count: seats.length })}</span>
      </h2>
      <Places reservation={reservation} {...(seats.length > 1 && !isOver ? { action: remove } : {})} />
      <p className={css.sum}>
        <span>{t('sum')}</span>
        <strong>
          <Won amount={amount} />
        </strong>
      </p>
      <p role="status" className={css.done}>
        {done}
      </p>
      {leaving && (
        <Question
          title={t('remove.title')}
          confirm={t('remove.confirm')}
          keep={t('remove.keep')}
          busy={keep.isPending}
          onConfirm={() => keep.mutate(keptWithout(leaving.seats, leaving.index))}
          onClose={() => {
            leave(undefined);
            keep.reset();
          }}
        >
          <p>{t('remove.text', { seat: leaving.name })}</p>
          {keep.error && <Problem error={keep.error} />}
        </Question>
      )}
    </section>
  );
}

function useKeep({ reservationId }: ReservationView, onDone: (reservation: ReservationView) => void) {
  const queries = useQueryClient();
  return useIntent({
    name: `keep.${reservationId}`,
    send: (body: Kept) => call(routes.keep, { params: { reservationId }, body }),
    onDone: (reservation) => {
      onDone(reservation);
      return learnReservation(queries, reservation);
    },
    onRefused: () => reservationMoved(queries, reservationId),
  });
}
