// The organiser's first page: what is on sale, what needs a hand, and how to follow an order.
import { useTranslations } from 'use-intl';
import { useAllConcerts } from '../../api/organiser.ts';
import { Page } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import css from './concert.module.css';
import { DeadPanel } from './dead-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import { JourneyPanel } from './journey-panel.tsx';
import { RankingPanel } from './ranking-panel.tsx';
import { RefundsPanel } from './refunds-panel.tsx';
import { isRefused, Refused } from './refused.tsx';
import { AllConcerts, SalesPanel } from './sales-panel.tsx';

export function OrganiserPage() {
  const t = useTranslations('organiser');
  const all = useAllConcerts();
  if (isRefused(all.error)) return <Refused />;
  return (
    <Page title={t('title')} lead={t('lead')} size="wide">
      <Loaded of={all}>
        {() => (
          <>
            <HealthPanel />
            <div className={css.columns}>
              <div className={css.column}>
                <SalesPanel />
                <AllConcerts all={all} />
                <JourneyPanel />
              </div>
              <div className={css.column}>
                <RankingPanel />
                <RefundsPanel />
                <DeadPanel />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
