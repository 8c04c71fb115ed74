// One reservation in the list: which show, how it stands, and what can be done.
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ShowDate, useConcertName } from '../../orders/dates.tsx';
import { useSectionName } from '../../orders/places.tsx';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Badge } from '../../ui/layout.tsx';
import { Countdown, Won } from '../../ui/values.tsx';
import { CancelTicket } from './cancel.tsx';
import { badgeOf, type Group, rowsOf } from './groups.ts';
import css from './tickets.module.css';

interface EntryProps {
  readonly reservation: ReservationView;
  readonly group: Group;
}

export function Entry({ reservation, group }: EntryProps) {
  const t = useTranslations('tickets');
  const { reservationId, concertId, scheduleId, status, reservedUntil, seats, amount } = reservation;
  const name = useConcertName(concertId);
  const sectionOf = useSectionName();
  const badge = badgeOf(reservation, group);
  const to = paths.reservation(reservationId);
  return (
    <article className={css.entry} data-group={group}>
      <div className={css.head}>
        <h3>
          <Link href={to}>{name}</Link>
        </h3>
        <Badge {...(badge.tone ? { tone: badge.tone } : {})}>{t(`status.${badge.word}`)}</Badge>
      </div>
      <p className={css.date}>
        <ShowDate concertId={concertId} scheduleId={scheduleId} />
      </p>
      <p className={css.what}>
        {rowsOf(seats)
          .map(({ section, row }) => (row === '' ? sectionOf(section) : t('row', { section: sectionOf(section), row })))
          .join(' · ')}
        <span className={css.sum}>
          {t('seatsCount', { count: seats.length })}, <Won amount={amount} />
        </span>
      </p>
      {group === 'open' && status === 'PENDING' && (
        <div className={css.actions}>
          <p className={css.left}>
            {t('timeLeft')} <Countdown until={reservedUntil} label={t('timeLeft')} />
          </p>
          <LinkButton to={to} kind="main">
            {t('pay')}
          </LinkButton>
        </div>
      )}
      {group === 'tickets' && (
        <div className={css.actions}>
          <LinkButton to={to} small>
            {t('see')}
          </LinkButton>
          <CancelTicket reservation={reservation} name={name} />
        </div>
      )}
    </article>
  );
}
