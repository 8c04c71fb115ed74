// A confirmed reservation, as the ticket that it is.
import { useTranslations } from 'use-intl';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ShowDate, useConcertName } from '../../orders/dates.tsx';
import { Places } from '../../orders/places.tsx';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Facts, Page } from '../../ui/layout.tsx';
import { When, Won } from '../../ui/values.tsx';
import css from './ticket.module.css';

interface TicketProps {
  readonly reservation: ReservationView;
  readonly title: string;
  readonly text: string;
}

export function Ticket({ reservation, title, text }: TicketProps) {
  const t = useTranslations('checkout');
  const { concertId, scheduleId, reservationId, amount, confirmedAt } = reservation;
  const name = useConcertName(concertId);
  return (
    <Page title={title} tab={`${title} · ${name}`} lead={text}>
      <article className={css.ticket} aria-label={name}>
        <div className={css.head}>
          <h2>{name}</h2>
          <p className={css.date}>
            <ShowDate concertId={concertId} scheduleId={scheduleId} />
          </p>
        </div>
        <div className={css.body}>
          <Places reservation={reservation} />
        </div>
        <div className={css.stub}>
          <Facts
            facts={[
              [
                t('reservationNumber'),
                <span key="number" className={css.number}>
                  {reservationId}
                </span>,
              ],
              [t('ticket.paid'), <Won key="paid" amount={amount} />],
              ...(confirmedAt === undefined
                ? []
                : [[t('ticket.confirmedAt'), <When key="at" at={confirmedAt} />] as const]),
            ]}
          />
        </div>
      </article>
      <LinkButton to={paths.tickets()} kind="main" wide>
        {t('ticket.toTickets')}
      </LinkButton>
    </Page>
  );
}
