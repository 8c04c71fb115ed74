// Whether something needs an operator's hand, a line each: what is wrong stands out, by word, sign and colour.
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDeadLetters, usePaymentReport, useTasks, useTrialBalance } from '../../api/organiser.ts';
import { Badge, Panel } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { booksHealth, deadOf, type Health, reportHealth } from './health.ts';
import css from './health-panel.module.css';

type Asked<T> = Parameters<typeof Loaded<T>>[0]['of'];

export function HealthPanel() {
  const t = useTranslations('organiser.health');
  const counted = (count: number) => (count === 0 ? t('countGood') : t('countBad', { count }));
  return (
    <Panel title={t('title')}>
      <dl className={css.lines}>
        <Line
          name={t('dead')}
          of={useDeadLetters()}
          healthOf={({ queues }) => (deadOf(queues) === 0 ? 'good' : 'bad')}
          says={({ queues }) => counted(deadOf(queues))}
        />
        <Line
          name={t('refunds')}
          of={useTasks()}
          healthOf={({ tasks }) => (tasks.length === 0 ? 'good' : 'bad')}
          says={({ tasks }) => counted(tasks.length)}
        />
        <Line
          name={t('books')}
          of={useTrialBalance()}
          healthOf={booksHealth}
          says={(balance) => {
            if (!balance) return t('booksNone');
            if (booksHealth(balance) === 'good') return t('booksGood', { wallets: balance.wallets });
            return t('booksBad', { difference: balance.differenceKrw, wallets: balance.wrongWallets });
          }}
        />
        <Line
          name={t('report')}
          of={usePaymentReport()}
          healthOf={reportHealth}
          says={(report) => {
            if (!report) return t('reportNone');
            const { date, payments, differences, ours, theirs } = report;
            if (reportHealth(report) === 'good') return t('reportGood', { date, payments });
            const amount = ours.captured - ours.returned - theirs.captured + theirs.returned;
            return t('reportBad', { date, differences, amount });
          }}
        />
      </dl>
    </Panel>
  );
}

interface LineProps<T> {
  readonly name: string;
  readonly of: Asked<T>;
  readonly healthOf: (data: T) => Health;
  readonly says: (data: T) => ReactNode;
}

const LOOKS = {
  good: ['good', 'good'],
  bad: ['bad', 'bad'],
  none: ['unknown', undefined],
} as const;

function Line<T>({ name, of, healthOf, says }: LineProps<T>) {
  const t = useTranslations('organiser.health');
  return (
    <div className={css.line}>
      <dt>{name}</dt>
      <dd>
        <Loaded of={of}>
          {(data) => {
            const [word, tone] = LOOKS[healthOf(data)];
            return (
              <>
                <Badge {...(tone ? { tone } : {})}>{t(word)}</Badge>
                <span>{says(data)}</span>
              </>
            );
          }}
        </Loaded>
      </dd>
    </div>
  );
}
