// The organiser's page of one concert: its line as it is now, how it went, what is sold, and what can be done.
import { useTranslations } from 'use-intl';
import { Link, useParams } from 'wouter';
import { useDatesNow, useLine, useWholeConcert } from '../../api/organiser.ts';
import { paths } from '../../paths.ts';
import { Page } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { AuditPanel } from './audit-panel.tsx';
import css from './concert.module.css';
import { ControlsPanel } from './controls-panel.tsx';
import { LinePanel } from './line-panel.tsx';
import { takenOf } from './line-state.ts';
import { isRefused, Refused } from './refused.tsx';
import { SeatsPanel } from './seats-panel.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { useTrend } from './use-trend.ts';

export function OrganiserConcertPage() {
  const t = useTranslations('organiser');
  const { concertId = '' } = useParams();
  const concert = useWholeConcert(concertId);
  if (isRefused(concert.error)) return <Refused />;
  if (concert.data) return <Live key={concertId} concertId={concertId} name={concert.data.name} />;
  return (
    <Page title={t('title')} size="wide">
      <Loaded of={concert}>{() => null}</Loaded>
    </Page>
  );
}

function Live({ concertId, name }: { readonly concertId: string; readonly name: string }) {
  const t = useTranslations('organiser');
  const line = useLine(concertId, true);
  const dates = useDatesNow(concertId);
  const taken = dates.data && takenOf(dates.data.schedules).taken;
  const samples = useTrend(line.data, taken);
  const waiting = line.data?.view.waiting ?? 0;
  return (
    <Page
      title={name}
      tab={waiting > 0 ? t('line.tab', { waiting, name }) : name}
      lead={
        <Link href={paths.organiser()} className={css.up}>
          {t('up')}
        </Link>
      }
      size="wide"
    >
      <div className={css.columns}>
        <div className={css.column}>
          <Loaded of={line}>{(look) => <LinePanel look={look} />}</Loaded>
          <TrendPanel samples={samples} />
          <SeatsPanel dates={dates} />
        </div>
        <div className={css.column}>
          {line.data && <ControlsPanel concertId={concertId} line={line.data.view} />}
          <AuditPanel concertId={concertId} />
        </div>
      </div>
    </Page>
  );
}
