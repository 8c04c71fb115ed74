// The one thing to do on a concert's page: join its line, go back to one's place there, or choose seats.
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import type { Schedule } from '../../api/concerts.ts';
import { forgetPlace, useAdmission } from '../../api/line.ts';
import { useSession } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Countdown } from '../../ui/values.tsx';
import css from './concert.module.css';
import type { Sale } from './sale.ts';

interface EnterProps {
  readonly concertId: string;
  readonly sale: Sale;
  /** The dates that can be chosen. */
  readonly among: readonly Schedule[];
  readonly chosen: Schedule | undefined;
}

export function Enter({ concertId, sale, among, chosen }: EnterProps) {
  const t = useTranslations('concerts');
  const admission = useAdmission(concertId);
  const scheduleId = chosen?.scheduleId;
  if (admission.state === 'active') {
    return (
      <Bar hint={t('toSeatsHint')}>
        <p className={css.leftToBuy}>
          {t('leftToBuy')} <Countdown until={admission.activeUntil} label={t('leftToBuy')} />
        </p>
        <LinkButton kind="main" wide to={paths.seats(concertId, scheduleId)}>
          {t('toSeats')}
        </LinkButton>
      </Bar>
    );
  }
  if (admission.state === 'waiting') {
    return (
      <Bar hint={t('backToPlaceHint')}>
        <LinkButton kind="main" wide to={paths.line(concertId, scheduleId)}>
          {t('backToPlace')}
        </LinkButton>
      </Bar>
    );
  }
  if (among.length === 0) return null;
  return (
    <Join
      concertId={concertId}
      isEarly={sale.is === 'coming'}
      scheduleId={scheduleId}
      isOver={admission.state === 'ended'}
    />
  );
}

interface JoinProps {
  readonly concertId: string;
  readonly isEarly: boolean;
  readonly scheduleId: string | undefined;
  /** Whether a place is kept here that is over. */
  readonly isOver: boolean;
}

function Join({ concertId, isEarly, scheduleId, isOver }: JoinProps) {
  const t = useTranslations('concerts');
  const isOut = useSession() === 'out';
  const [, go] = useLocation();
  const line = paths.line(concertId, scheduleId);
  const join = () => {
    if (isOver) forgetPlace(concertId);
    go(isOut ? paths.signIn(line) : line);
  };
  const hint = t(isEarly ? 'earlyHint' : 'joinHint');
  return (
    <Bar hint={isOut ? `${hint} ${t('signInHint')}` : hint}>
      <Button kind="main" wide onClick={join}>
        {t(isEarly ? 'joinEarly' : 'join')}
      </Button>
    </Bar>
  );
}

function Bar({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <div className={css.enter}>
      {children}
      <p className={css.hint}>{hint}</p>
    </div>
  );
}
