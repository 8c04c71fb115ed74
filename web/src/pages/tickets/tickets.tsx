// My tickets: what is to be paid now, what there are tickets for, and what is over.
import { useTranslations } from 'use-intl';
import { useServerNow } from '../../api/clock.ts';
import { useReservations } from '../../api/reservations.ts';
import { useDates } from '../../orders/dates.tsx';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel, Soft } from '../../ui/layout.tsx';
import { More } from '../../ui/more.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { Entry } from './entry.tsx';
import { type Group, groupOf } from './groups.ts';
import css from './tickets.module.css';

const GROUPS: readonly Group[] = ['open', 'tickets', 'past'];

export function TicketsPage() {
  const t = useTranslations('tickets');
  const query = useReservations();
  return (
    <Page title={t('title')}>
      <Loaded of={query}>
        {({ pages }) => {
          const own = pages.flatMap(({ reservations }) => reservations);
          return own.length === 0 ? <Empty /> : <Groups own={own} />;
        }}
      </Loaded>
      <More of={query} label={t('more')} />
    </Page>
  );
}

function Empty() {
  const t = useTranslations('tickets');
  return (
    <Panel>
      <h2>{t('noTickets')}</h2>
      <Soft>{t('noTicketsHint')}</Soft>
      <LinkButton to={paths.concerts()} kind="main">
        {t('toConcerts')}
      </LinkButton>
    </Panel>
  );
}

type Own = NonNullable<ReturnType<typeof useReservations>['data']>['pages'][number]['reservations'];

function Groups({ own }: { readonly own: Own }) {
  const t = useTranslations('tickets');
  const now = useServerNow();
  const dates = useDates(own.map(({ concertId }) => concertId));
  const grouped = Map.groupBy(own, (one) => groupOf(one, dates.get(one.scheduleId)?.endAt, now));
  return GROUPS.filter((group) => grouped.has(group)).map((group) => (
    <section key={group} className={css.group} aria-label={t(group)}>
      <h2>{t(group)}</h2>
      <ul className={css.entries}>
        {grouped.get(group)?.map((one) => (
          <li key={one.reservationId}>
            <Entry reservation={one} group={group} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
