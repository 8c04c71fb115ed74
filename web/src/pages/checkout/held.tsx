// A hold: its clock, its seats, and paying for them.
import { useTranslations } from 'use-intl';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ShowDate, useConcertName } from '../../orders/dates.tsx';
import { Page } from '../../ui/layout.tsx';
import { Countdown } from '../../ui/values.tsx';
import css from './checkout.module.css';
import { GiveUp } from './give-up.tsx';
import { HeldSeats } from './held-seats.tsx';
import { Pay } from './pay.tsx';

interface HeldProps {
  readonly reservation: ReservationView;
  /** Its time is over by the clock. */
  readonly isOver: boolean;
}

export function Held({ reservation, isOver }: HeldProps) {
  const t = useTranslations('checkout.held');
  const name = useConcertName(reservation.concertId);
  return (
    <Page title={t('title')} tab={`${t('title')} · ${name}`} size="wide">
      <div className={css.held}>
        <section className={css.clock} aria-label={t('timeLeft')}>
          <p className={css.clockLabel}>{t('timeLeft')}</p>
          <p className={css.clockTime}>
            <Countdown until={reservation.reservedUntil} label={t('timeLeft')} />
          </p>
          <p className={css.clockHint} role="status">
            {isOver ? t('lapsing') : t('clockHint')}
          </p>
        </section>
        <div className={css.what}>
          <section className={css.show}>
            <h2>{name}</h2>
            <p>
              <ShowDate concertId={reservation.concertId} scheduleId={reservation.scheduleId} />
            </p>
          </section>
          <HeldSeats reservation={reservation} isOver={isOver} />
        </div>
        <div className={css.how}>
          <Pay reservation={reservation} isOver={isOver} />
          <GiveUp reservation={reservation} />
        </div>
      </div>
    </Page>
  );
}
