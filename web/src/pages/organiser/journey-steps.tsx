// Every step of one order in time order.
import { useEffect, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useJourney } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Row, Soft } from '../../ui/layout.tsx';
import { Loaded, Notice } from '../../ui/notice.tsx';
import { useMoment } from './figures.tsx';
import { detailsOf, type Timed, timedOf } from './journey.ts';
import css from './journey-panel.module.css';

interface JourneyStepsProps {
  readonly reservationId: string;
  readonly onClose: () => void;
}

export function JourneySteps({ reservationId, onClose }: JourneyStepsProps) {
  const t = useTranslations('organiser');
  const journey = useJourney(reservationId);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-label={t('journey.steps', { reservationId })} className={css.journey}>
      <Row spread>
        <h3 ref={heading} tabIndex={-1}>
          {t('journey.steps', { reservationId })}
        </h3>
        <Button small onClick={onClose}>
          {t('journey.close')}
        </Button>
      </Row>
      <Loaded of={journey}>
        {({ status, steps, incomplete = [], truncated }) => (
          <>
            <Row>
              <Badge>{t(`status.${status}`)}</Badge>
            </Row>
            {incomplete.length > 0 && (
              <Notice tone="warn">{t('journey.incomplete', { names: incomplete.join(', ') })}</Notice>
            )}
            {truncated && <Notice>{t('journey.truncated')}</Notice>}
            {steps.length === 0 && <Soft>{t('journey.noSteps')}</Soft>}
            <ol className={css.steps}>
              {timedOf(steps).map(({ key, ...timed }) => (
                <OneStep key={key} {...timed} />
              ))}
            </ol>
          </>
        )}
      </Loaded>
    </section>
  );
}

function OneStep({ step, sinceMs }: Omit<Timed, 'key'>) {
  const t = useTranslations('organiser.journey');
  const format = useFormatter();
  const moment = useMoment();
  const seconds = { style: 'unit', unit: 'second', maximumFractionDigits: 1 } as const;
  return (
    <li className={css.step} data-source={step.source}>
      <Row>
        <Badge {...(step.source === 'log' ? {} : { tone: 'brand' })}>{t(`source.${step.source}`)}</Badge>
        <strong>{step.what}</strong>
      </Row>
      <Soft>
        <time dateTime={step.at}>{moment(step.at)}</time>
        {sinceMs !== undefined && ` · ${t('later', { time: format.number(sinceMs / 1000, seconds) })}`}
        {` · ${step.service}`}
      </Soft>
      <dl className={css.details}>
        {detailsOf(step.detail).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
