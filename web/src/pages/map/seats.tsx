// The page where those whose turn it is choose seats: of which date, and whether it is their turn.
import { useTranslations } from 'use-intl';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { type Schedule, useConcert, useSchedules } from '../../api/concerts.ts';
import { useAdmission } from '../../api/line.ts';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Page, Soft, Stack } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { When } from '../../ui/values.tsx';
import { Chooser } from './chooser.tsx';
import { Gate } from './gate.tsx';

export function SeatsPage() {
  const { concertId = '' } = useParams();
  const [search] = useSearchParams();
  const admission = useAdmission(concertId);
  const schedules = useSchedules(concertId);
  const concert = useConcert(concertId);
  const date = search.get('date') ?? undefined;
  if (admission.state !== 'active') return <Gate admission={admission} concertId={concertId} date={date} />;
  return (
    <Loaded of={concert}>
      {(one) => (
        <Loaded of={schedules}>
          {(all) => {
            const onSale = all.filter(({ status }) => status === 'ONGOING');
            const chosen = onSale.find(({ scheduleId }) => scheduleId === date) ?? (date ? undefined : only(onSale));
            if (!chosen) return <Dates concertId={concertId} dates={onSale} />;
            const given = { concert: one, schedule: chosen, others: onSale, admission };
            return <Chooser key={chosen.scheduleId} {...given} />;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

const only = (dates: readonly Schedule[]) => (dates.length === 1 ? dates[0] : undefined);

/** Which of several dates, before any is shown. */
function Dates({ concertId, dates }: { readonly concertId: string; readonly dates: readonly Schedule[] }) {
  const t = useTranslations('map');
  const [, go] = useLocation();
  if (dates.length === 0) {
    return (
      <Page title={t('noDate')} size="narrow" lead={t('noDateHint')}>
        <LinkButton to={paths.concert(concertId)} kind="main">
          {t('toConcert')}
        </LinkButton>
      </Page>
    );
  }
  return (
    <Page title={t('chooseDate')} tab={t('title')} size="narrow">
      <Stack>
        {dates.map(({ scheduleId, startAt, available }) => (
          <Button key={scheduleId} wide onClick={() => go(paths.seats(concertId, scheduleId), { replace: true })}>
            <When at={startAt} />
            <Soft>{available === 0 ? t('none') : t('free', { count: available })}</Soft>
          </Button>
        ))}
      </Stack>
    </Page>
  );
}
