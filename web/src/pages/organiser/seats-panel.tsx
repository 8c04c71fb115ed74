// What is sold or held of each grade, date by date.
import { useTranslations } from 'use-intl';
import type { useDatesNow } from '../../api/organiser.ts';
import { Bar } from '../../ui/bar.tsx';
import { Badge, Panel, Row, Soft, Stack } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { When } from '../../ui/values.tsx';
import { usePercent } from './figures.tsx';
import { takenOf } from './line-state.ts';
import css from './seats-panel.module.css';

type Dates = ReturnType<typeof useDatesNow>;
type OneDate = NonNullable<Dates['data']>['schedules'][number];

export function SeatsPanel({ dates }: { readonly dates: Dates }) {
  const t = useTranslations('organiser.seats');
  return (
    <Panel title={t('title')}>
      <Loaded of={dates}>
        {({ schedules }) =>
          schedules.length === 0 ? (
            <Soft>{t('none')}</Soft>
          ) : (
            <Stack gap="large">
              {schedules.map((date) => (
                <OfDate key={date.scheduleId} date={date} />
              ))}
              <Soft>{t('note')}</Soft>
            </Stack>
          )
        }
      </Loaded>
    </Panel>
  );
}

function OfDate({ date }: { readonly date: OneDate }) {
  const t = useTranslations('organiser.seats');
  const grades = useTranslations('common.grades');
  const percent = usePercent();
  const all = takenOf(date.grades);
  return (
    <Stack gap="small">
      <Row spread>
        <h3>
          <When at={date.startAt} />
        </h3>
        {date.status === 'ONGOING' ? (
          <Badge>{t('percent', { share: percent(all.share) })}</Badge>
        ) : (
          <Badge>{t(date.status === 'UPCOMING' ? 'upcoming' : 'ended')}</Badge>
        )}
      </Row>
      <ul className={css.grades}>
        {date.grades.map((one) => {
          const { taken, total, share } = takenOf([one]);
          return (
            <li key={one.grade} className={css.grade}>
              <span className={css.name}>{grades(one.grade)}</span>
              <Bar label={t('bar', { grade: grades(one.grade) })} share={share} />
              <span className={css.count}>
                {t('taken', { taken, total })}
                <span className={css.left}>{t('left', { count: one.available })}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}
