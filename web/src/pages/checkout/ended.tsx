// A reservation that came to an end without a ticket: why, what became of the money, and where to go on.
import { useTranslations } from 'use-intl';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { useAdmission } from '../../api/line.ts';
import { usePaymentsOf } from '../../api/reservations.ts';
import { ShowDate, useConcertName } from '../../orders/dates.tsx';
import { Places } from '../../orders/places.tsx';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel, Stack } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import css from './checkout.module.css';
import { hasEnded, type Money, moneyOf, type Shown } from './state.ts';

interface EndedProps {
  readonly reservation: ReservationView;
  readonly shown: Shown;
  readonly title: string;
  readonly text: string;
}

export function Ended({ reservation, shown, title, text }: EndedProps) {
  const { reservationId, concertId, scheduleId } = reservation;
  const name = useConcertName(concertId);
  const payments = usePaymentsOf(reservationId, hasEnded(shown));
  const money = payments.data && moneyOf(reservationId, payments.data);
  return (
    <Page title={title} tab={`${title} · ${name}`} lead={text}>
      {hasEnded(shown) && <MoneyPanel money={money} error={payments.error} onRetry={() => payments.refetch()} />}
      <section className={css.seats} data-over="true">
        <h2>{name}</h2>
        <p>
          <ShowDate concertId={concertId} scheduleId={scheduleId} />
        </p>
        <Places reservation={reservation} />
      </section>
      {shown !== 'cancelled' && money?.went !== 'moved' && (
        <Again reservation={reservation} isUrged={money?.went !== 'asked'} />
      )}
    </Page>
  );
}

interface MoneyPanelProps {
  readonly money: Money | undefined;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

function MoneyPanel({ money, error, onRetry }: MoneyPanelProps) {
  const t = useTranslations('checkout.money');
  return (
    <Panel title={t('title')}>
      <div role="status">{money ? <MoneyText money={money} /> : !error && <p>{t('checking')}</p>}</div>
      {!money && error && <Problem error={error} onRetry={onRetry} />}
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
    case 'open':
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

interface AgainProps {
  readonly reservation: ReservationView;
  /** Not where the money may yet get the same seats. */
  readonly isUrged: boolean;
}

/** Who is still let in goes back to the seats; others to the line. */
function Again({ reservation, isUrged }: AgainProps) {
  const t = useTranslations('checkout.again');
  const { concertId, scheduleId } = reservation;
  const isIn = useAdmission(concertId).state === 'active';
  const to = isIn ? paths.seats(concertId, scheduleId) : paths.line(concertId, scheduleId);
  return (
    <Stack>
      <LinkButton to={to} kind={isUrged ? 'main' : 'plain'} wide>
        {isIn ? t('seats') : t('line')}
      </LinkButton>
      <LinkButton to={paths.concert(concertId)} wide>
        {t('concert')}
      </LinkButton>
    </Stack>
  );
}
