// A payment on its way: the card is charged, or the ticket confirmed. Nothing is one before the server says so.
import { useTranslations } from 'use-intl';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ShowDate, useConcertName } from '../../orders/dates.tsx';
import { Places } from '../../orders/places.tsx';
import { Page } from '../../ui/layout.tsx';
import { Won } from '../../ui/values.tsx';
import css from './checkout.module.css';

interface ProgressProps {
  readonly title: string;
  readonly text: string;
  readonly reservation: ReservationView;
}

export function Progress({ title, text, reservation }: ProgressProps) {
  const t = useTranslations('checkout');
  const name = useConcertName(reservation.concertId);
  return (
    <Page title={title} tab={`${title} · ${name}`}>
      <div className={css.progress}>
        <span className={css.pulse} aria-hidden="true" />
        <p>{text}</p>
      </div>
      <section className={css.seats}>
        <h2>{name}</h2>
        <p>
          <ShowDate concertId={reservation.concertId} scheduleId={reservation.scheduleId} />
        </p>
        <Places reservation={reservation} />
        <p className={css.sum}>
          <span>{t('sum')}</span>
          <strong>
            <Won amount={reservation.amount} />
          </strong>
        </p>
      </section>
    </Page>
  );
}
