// A place that is over: why, and what to do.
import { useTranslations } from 'use-intl';
import type { EndReason } from '../../../../functions/queue/contract.ts';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Page, Stack } from '../../ui/layout.tsx';
import css from './line.module.css';
import { LivingHold, useLivingHold } from './living-hold.tsx';
import { type Action, actionsAfter } from './room.ts';

interface OverProps {
  readonly concertId: string;
  readonly name: string;
  readonly reason: EndReason;
  readonly onJoin: () => unknown;
}

export function Over({ concertId, name, reason, onJoin }: OverProps) {
  const t = useTranslations('line');
  const held = useLivingHold(concertId);
  const links: Record<Exclude<Action, 'join'>, readonly [to: string, label: string]> = {
    tickets: [paths.tickets(), t('toTickets')],
    dates: [paths.concert(concertId), t('toConcert')],
    concerts: [paths.concerts(), t('toConcerts')],
    concert: [paths.concert(concertId), t('backToConcert')],
  };
  return (
    <Page title={t(`over.${reason}`)} lead={name} size="narrow">
      <LivingHold held={held} />
      {/* What is still held did not go to others. */}
      {!held && <p>{t(`overHint.${reason}`)}</p>}
      <Stack gap="small">
        {actionsAfter(reason).map((action, at) => {
          const kind = at === 0 && !held ? 'main' : 'plain';
          if (action === 'join') {
            return (
              <Button key={action} kind={kind} wide onClick={onJoin}>
                {t('joinAgain')}
              </Button>
            );
          }
          const [to, label] = links[action];
          return (
            <LinkButton key={action} kind={kind} wide to={to}>
              {label}
            </LinkButton>
          );
        })}
      </Stack>
    </Page>
  );
}

export function Foreign({ concertId, name, onJoin }: Omit<OverProps, 'reason'>) {
  const t = useTranslations('line');
  const held = useLivingHold(concertId);
  return (
    <Page title={t('foreign')} lead={name} size="narrow">
      <LivingHold held={held} />
      <p className={css.message}>{t('foreignHint')}</p>
      <Button kind={held ? 'plain' : 'main'} wide onClick={onJoin}>
        {t('joinAgain')}
      </Button>
    </Page>
  );
}
