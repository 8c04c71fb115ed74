// A reservation that came to an end without a ticket: why, what became of the money, and where to go on.
import { useTranslations } from 'use-intl';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { useAdmission } from '../../api/line.ts';
import { usePaymentsOf } from '../../api/reservations.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel, Stack } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import css from './checkout.module.css';
import { ShowDate, useConcertName } from './dates.tsx';
import { Places } from './places.tsx';
import { hasEnded, type Money, moneyOf, type Shown } from './state.ts';

interface EndedProps {
  readonly reservation: ReservationView;
  readonly shown: Shown;
  readonly title: string;
  readonly text: string;
}

export function Ended({ reservation, shown, title, text }: EndedProps) {
  const { concertId, scheduleId } = reservation;
  const name = useConcertName(concertId);
  return (
    <Page title={title} tab={`${title} · ${name}`} lead={text}>
      {hasEnded(shown) && <MoneyPanel reservation={reservation} />}
      <section className={css.seats} data-over="true">
        <h2>{name}</h2>
        <p>
          <ShowDate concertId={concertId} scheduleId={scheduleId} />
        </p>
        <Places reservation={reservation} />
      </section>
      {shown !== 'cancelled' && <Again reservation={reservation} />}
    </Page>
  );
}

function MoneyPanel({ reservation }: { readonly reservation: ReservationView }) {
  const t = useTranslations('checkout.money');
  const { reservationId } = reservation;
  const payments = usePaymentsOf(reservationId, true);
  const money = payments.data && moneyOf(reservationId, payments.data);
  return (
    <Panel title={t('title')}>
      <div role="status">{money ? <MoneyText money={money} /> : !payments.error && <p>{t('checking')}</p>}</div>
      {!money && payments.error && <Problem error={payments.error} onRetry={() => payments.refetch()} />}
      {money?.went === 'moved' && (
        <LinkButton to={paths.reservation(money.reservationId)} kind="main">
          {t('toNew')}
        </LinkButton>
      )}
    </Panel>
  );
}

function MoneyText({ money }: { readonly money: Money }) {
  const t = useTranslations('checkout');
  switch (money.went) {
    case 'none':
    case 'asked':
    case 'moved':
      return <p>{t(`money.${money.went}`)}</p>;
    case 'on-its-way':
    case 'back': {
      const { amount, paid, to } = money;
      const kept = paid - amount;
      return (
        <>
          {amount > 0 && <p>{t(`money.${money.went === 'back' ? 'back' : 'onItsWay'}.${to}`, { amount })}</p>}
          {kept > 0 && <p>{t('cancelled.fee', { amount: kept })}</p>}
        </>
      );
    }
    default:
      return money satisfies never;
  }
}

/** Who is still let in goes back to the seats; others to the line. */
function Again({ reservation }: { readonly reservation: ReservationView }) {
  const t = useTranslations('checkout.again');
  const { concertId, scheduleId } = reservation;
  const { state } = useAdmission(concertId);
  return (
    <Stack>
      {state === 'active' ? (
        <LinkButton to={paths.seats(concertId, scheduleId)} kind="main" wide>
          {t('seats')}
        </LinkButton>
      ) : (
        <LinkButton to={paths.line(concertId, scheduleId)} kind="main" wide>
          {t('line')}
        </LinkButton>
      )}
      <LinkButton to={paths.concert(concertId)} wide>
        {t('concert')}
      </LinkButton>
    </Stack>
  );
}
