// What is good to know before booking: when, how many, for how long.
import { useTranslations } from 'use-intl';
import type { Concert } from '../../api/concerts.ts';
import { Facts, Panel } from '../../ui/layout.tsx';
import { useDuration, When } from '../../ui/values.tsx';

const MINUTE_SECONDS = 60;

export function About({ concert }: { readonly concert: Concert }) {
  const t = useTranslations('concerts');
  const duration = useDuration();
  const { bookingStartAt, bookingEndAt, seatsPerPerson, holdSeconds } = concert;
  const minutes = holdSeconds / MINUTE_SECONDS;
  return (
    <Panel title={t('about')}>
      <Facts
        facts={[
          [t('opens'), <When key="opens" at={bookingStartAt} />],
          [t('until'), <When key="until" at={bookingEndAt} />],
          [t('perPerson'), t('seats', { count: seatsPerPerson })],
          [t('hold'), Number.isInteger(minutes) ? t('minutes', { count: minutes }) : duration(holdSeconds)],
        ]}
      />
    </Panel>
  );
}
