// It is one's turn: the way to the seats, and the time left.
import { useTranslations } from 'use-intl';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel, Soft } from '../../ui/layout.tsx';
import { Countdown } from '../../ui/values.tsx';
import css from './line.module.css';

interface TurnProps {
  readonly concertId: string;
  readonly name: string;
  readonly scheduleId: string | undefined;
  /** ISO 8601. */
  readonly activeUntil: string;
  readonly onEnd: () => unknown;
}

export function Turn({ concertId, name, scheduleId, activeUntil, onEnd }: TurnProps) {
  const t = useTranslations('line');
  return (
    <Page title={t('turn')} tab={t('turnTab')} lead={name} size="narrow">
      <Panel>
        <div className={css.place}>
          <p>{t('timeLeft')}</p>
          <p className={css.number}>
            <Countdown until={activeUntil} label={t('timeLeft')} onEnd={onEnd} />
          </p>
        </div>
        <LinkButton kind="main" wide to={paths.seats(concertId, scheduleId)}>
          {t('toSeats')}
        </LinkButton>
        <Soft>{t('turnHint')}</Soft>
      </Panel>
    </Page>
  );
}
