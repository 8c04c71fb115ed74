// Seats of this concert that still wait to be paid for: before anything else that there is to do.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { admittedOf } from '../../api/places.ts';
import { useReservations } from '../../api/reservations.ts';
import { useUserId } from '../../api/session.ts';
import { heldOf } from '../../orders/own.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Panel, Soft } from '../../ui/layout.tsx';
import { Countdown } from '../../ui/values.tsx';

/** What one holds of a concert. Who was never let in here is not asked for: all who wait may see a page at one moment. */
export function useLivingHold(concertId: string) {
  const userId = useUserId();
  const wasIn = userId !== undefined && admittedOf(concertId, userId) !== undefined;
  const reservations = useReservations({ isAsked: wasIn }).data?.pages[0]?.reservations ?? [];
  return wasIn ? heldOf(reservations, concertId) : undefined;
}

interface LivingHoldProps {
  readonly held: { readonly reservationId: string; readonly reservedUntil: string } | undefined;
}

export function LivingHold({ held }: LivingHoldProps) {
  const t = useTranslations('line');
  const queries = useQueryClient();
  if (!held) return null;
  return (
    <Panel title={t('held')}>
      <p>
        {t('heldTime')}{' '}
        <strong>
          <Countdown
            until={held.reservedUntil}
            label={t('heldTime')}
            onEnd={() => queries.invalidateQueries({ queryKey: ['reservations'] })}
          />
        </strong>
      </p>
      <LinkButton kind="main" wide to={paths.reservation(held.reservationId)}>
        {t('toHeld')}
      </LinkButton>
      <Soft>{t('heldHint')}</Soft>
    </Panel>
  );
}
