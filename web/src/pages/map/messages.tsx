// Why seats are no longer chosen, or could not be held, and what to do next. The focus goes there after one asked for them.
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Row } from '../../ui/layout.tsx';
import { News, Notice, Problem } from '../../ui/notice.tsx';
import css from './best.module.css';
import type { Lost } from './use-choice.ts';
import type { Refusals } from './use-refusals.ts';
import type { Names } from './words.ts';

interface MessagesProps {
  readonly lost: Lost | undefined;
  readonly refused: Refusals;
  readonly names: Names;
  readonly onForget: () => void;
}

export function Messages({ lost, refused, names, onForget }: MessagesProps) {
  const focus = useRef<HTMLDivElement>(null);
  const { error } = refused;
  useEffect(() => {
    // Over a dialog it is the dialog that says it.
    if (error && !document.querySelector('dialog[open]')) focus.current?.focus();
  }, [error]);
  return (
    <div ref={focus} tabIndex={-1} className={css.messages}>
      <News>
        {lost && (
          <LostSeats
            lost={lost}
            names={names}
            onClose={() => {
              onForget();
              refused.forget();
            }}
          />
        )}
      </News>
      <Why refused={refused} />
    </div>
  );
}

function LostSeats({
  lost,
  names,
  onClose,
}: {
  readonly lost: Lost;
  readonly names: Names;
  readonly onClose: () => void;
}) {
  const t = useTranslations('map');
  const seats = lost.seats.map((seat) => names.seat(seat)).join(' / ');
  const isOwn = lost.reservationId !== undefined;
  return (
    <Notice tone="warn" isNews title={isOwn ? t('lost.own') : t('lost.title')}>
      <p>{t(isOwn ? 'lost.ownHint' : 'lost.seats', { seats })}</p>
      <Row>
        {lost.reservationId !== undefined && (
          <LinkButton to={paths.reservation(lost.reservationId)} small>
            {t('lost.toOwn')}
          </LinkButton>
        )}
        <Button small onClick={onClose}>
          {t('lost.close')}
        </Button>
      </Row>
    </Notice>
  );
}

/** What a sheet over the page says by itself is not said here again. */
function Why({ refused: { refusal, error } }: { readonly refused: Refusals }): ReactNode {
  const t = useTranslations('map');
  if (!refusal || !error) return null;
  switch (refusal.refusal) {
    case 'taken':
    case 'few':
    case 'not-admitted':
      return null;
    case 'limit':
      return <Limit limit={refusal.limit} owned={refusal.owned} t={t} />;
    case 'other':
      return <Problem error={error} />;
    default:
      return refusal satisfies never;
  }
}

interface LimitProps {
  readonly limit: number;
  readonly owned: number;
  readonly t: ReturnType<typeof useTranslations<'map'>>;
}

export function Limit({ limit, owned, t }: LimitProps) {
  return (
    <Notice tone="warn" title={t('limit.title')}>
      <p>{t('limit.hint', { limit, owned })}</p>
      <LinkButton to={paths.tickets()} small>
        {t('limit.toTickets')}
      </LinkButton>
    </Notice>
  );
}
