// One concert: what it is, when it can be booked, its dates, and the way into its line.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useParams, useSearchParams } from 'wouter';
import { useServerNow } from '../../api/clock.ts';
import { type Concert, type Schedule, useConcert, useSchedules } from '../../api/concerts.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/layout.tsx';
import { Loaded, Problem } from '../../ui/notice.tsx';
import { About } from './about.tsx';
import { Band } from './band.tsx';
import css from './concert.module.css';
import { Dates } from './dates.tsx';
import { Enter } from './enter.tsx';
import { Refund } from './refund.tsx';
import { choosable, chosenOf, saleOf } from './sale.ts';
import { SaleTime } from './sale-time.tsx';

export function ConcertPage() {
  const { concertId = '' } = useParams();
  const t = useTranslations('concerts');
  const concert = useConcert(concertId);
  if (concert.error && !concert.data) {
    return (
      <Page title={t('title')} size="narrow">
        <Problem error={concert.error} onRetry={() => concert.refetch()} />
        <LinkButton to={paths.concerts()}>{t('otherConcerts')}</LinkButton>
      </Page>
    );
  }
  return <Loaded of={concert}>{(found) => <Shown key={found.concertId} concert={found} />}</Loaded>;
}

function Shown({ concert }: { readonly concert: Concert }) {
  const { concertId, code, name, description } = concert;
  const schedules = useSchedules(concertId);
  return (
    <Page title={name}>
      <Band code={code} isThin />
      {description !== '' && <p className={css.description}>{description}</p>}
      <Loaded of={schedules}>
        {(dates) => <Booking concert={concert} dates={dates} onOpen={() => schedules.refetch()} />}
      </Loaded>
    </Page>
  );
}

interface BookingProps {
  readonly concert: Concert;
  readonly dates: readonly Schedule[];
  readonly onOpen: () => unknown;
}

function Booking({ concert, dates, onOpen }: BookingProps) {
  const t = useTranslations('concerts');
  const now = useServerNow();
  const [search] = useSearchParams();
  const [wanted, choose] = useState(search.get('date') ?? undefined);
  const sale = saleOf(concert, dates, now);
  const among = choosable(dates, sale, now);
  const chosen = chosenOf(among, wanted);
  return (
    <>
      <SaleTime sale={sale} onOpen={onOpen} />
      <Panel title={among.length > 1 ? t('dates') : t('datesToSee')}>
        <Dates dates={dates} among={among} chosen={chosen?.scheduleId} now={now} onChoose={choose} />
      </Panel>
      <About concert={concert} />
      <Refund policy={concert.refundPolicy} />
      <Enter concertId={concert.concertId} sale={sale} among={among} chosen={chosen} />
    </>
  );
}
