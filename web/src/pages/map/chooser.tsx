// Choosing seats of a date: its hall once it is known, with who looks at it and until when.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useSearchParams } from 'wouter';
import { routes } from '../../../../functions/catalog/contract-layout.ts';
import { call } from '../../api/call.ts';
import type { Concert, Schedule } from '../../api/concerts.ts';
import type { Admission } from '../../api/line.ts';
import { Page } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { When } from '../../ui/values.tsx';
import { HallView } from './hall.tsx';
import css from './map.module.css';
import { hallOf } from './model.ts';
import { useDates } from './use-dates.ts';

export interface ChooserProps {
  readonly concert: Concert;
  readonly schedule: Schedule;
  /** All dates on sale. */
  readonly others: readonly Schedule[];
  readonly admission: Extract<Admission, { readonly state: 'active' }>;
}

export function Chooser({ concert, schedule, others, admission }: ChooserProps) {
  const t = useTranslations('map');
  const { layoutId, startAt } = schedule;
  const layout = useQuery({
    queryKey: ['layout', layoutId],
    queryFn: () => call(routes.getLayout, { params: { layoutId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const hall = useMemo(() => layout.data && hallOf(layout.data), [layout.data]);
  return (
    <div className={css.seats}>
      <Page
        title={t('title')}
        tab={`${t('title')} · ${concert.name}`}
        size="wide"
        lead={
          <>
            {concert.name} · {others.length < 2 ? <When at={startAt} /> : <Dates schedule={schedule} others={others} />}
          </>
        }
      >
        <Loaded of={{ ...layout, data: hall }}>
          {(known) => <HallView hall={known} concert={concert} schedule={schedule} admission={admission} />}
        </Loaded>
      </Page>
    </div>
  );
}

type DatesProps = Pick<ChooserProps, 'schedule' | 'others'>;

/** Another date, where there are several. */
function Dates({ schedule, others }: DatesProps) {
  const t = useTranslations('map');
  const [, setSearch] = useSearchParams();
  const written = useDates();
  return (
    <select
      className={css.dates}
      aria-label={t('date')}
      value={schedule.scheduleId}
      onChange={({ target }) =>
        setSearch(
          (before) =>
            new URLSearchParams([...before].filter(([name]) => name !== 'date').concat([['date', target.value]])),
          { replace: true },
        )
      }
    >
      {others.map(({ scheduleId, startAt }) => (
        <option key={scheduleId} value={scheduleId}>
          {written(startAt)}
        </option>
      ))}
    </select>
  );
}
