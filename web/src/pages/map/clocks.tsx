// How long one may still choose, and the hold that already waits to be paid for.
import { useTranslations } from 'use-intl';
import { useServerNow } from '../../api/clock.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Countdown } from '../../ui/values.tsx';
import css from './map.module.css';

const SOON_MS = 120_000;

/** Quiet, until little is left. @param until ISO 8601 */
export function LeaseClock({ until }: { readonly until: string }) {
  const t = useTranslations('map');
  const isSoon = Date.parse(until) - useServerNow(1_000) < SOON_MS;
  return (
    <div className={css.lease} data-soon={isSoon}>
      <p>
        {t('lease')}{' '}
        <strong>
          <Countdown until={until} label={t('lease')} />
        </strong>
      </p>
      {isSoon && <p>{t('leaseSoon')}</p>}
    </div>
  );
}

interface HeldProps {
  readonly held: { readonly reservationId: string; readonly reservedUntil: string; readonly seats: readonly unknown[] };
  readonly onEnd: () => void;
}

export function Held({ held, onEnd }: HeldProps) {
  const t = useTranslations('map');
  return (
    <section className={css.held} aria-label={t('held')}>
      <div>
        <strong>{t('held')}</strong>
        <p>
          {t('heldSeats', { count: held.seats.length })}{' '}
          <strong>
            <Countdown until={held.reservedUntil} label={t('heldClock')} onEnd={onEnd} />
          </strong>
        </p>
      </div>
      <LinkButton to={paths.reservation(held.reservationId)} small>
        {t('toHeld')}
      </LinkButton>
    </section>
  );
}
