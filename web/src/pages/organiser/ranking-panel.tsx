// The concerts that sell fastest.
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useRanking } from '../../api/organiser.ts';
import { paths } from '../../paths.ts';
import { Panel, Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { useDuration } from '../../ui/values.tsx';
import { usePercent } from './figures.tsx';
import css from './ranking-panel.module.css';

export function RankingPanel() {
  const t = useTranslations('organiser.ranking');
  const format = useFormatter();
  const percent = usePercent();
  const duration = useDuration();
  return (
    <Panel title={t('title')}>
      <Loaded of={useRanking()}>
        {({ concerts }) =>
          concerts.length === 0 ? (
            <Soft>{t('none')}</Soft>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('rank')}</th>
                  <th scope="col">{t('concert')}</th>
                  <th scope="col">{t('sold')}</th>
                  <th scope="col">{t('left')}</th>
                </tr>
              </thead>
              <tbody>
                {concerts.map((concert) => (
                  <tr key={concert.concertId}>
                    <td>{concert.rank}</td>
                    <th scope="row">
                      <Link href={paths.organiserConcert(concert.concertId)} className={css.link}>
                        {concert.name}
                      </Link>
                      {concert.soldOutSeconds !== undefined && (
                        <Soft>{t('soldOutIn', { time: duration(concert.soldOutSeconds) })}</Soft>
                      )}
                    </th>
                    <td>{percent(concert.soldShare)}</td>
                    <td>{format.number(concert.available)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  );
}
