// The seats of a reservation: what each is called, and the list of them.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { routes } from '../../../functions/catalog/contract-layout.ts';
import type { ReservationView } from '../../../functions/reservations/contract.ts';
import { call } from '../api/call.ts';
import { Won } from '../ui/values.tsx';
import { useDates } from './dates.tsx';
import { labelOf } from './labels.ts';
import { saysWhatItIs } from './names.ts';
import css from './places.module.css';

export type Place = ReservationView['seats'][number];

/** What each seat of a reservation is called, as it is written on the way to it. */
export function usePlaceName({ concertId, scheduleId }: Pick<ReservationView, 'concertId' | 'scheduleId'>) {
  const t = useTranslations('checkout');
  const sectionOf = useSectionName();
  const layoutId = useDates([concertId]).get(scheduleId)?.layoutId;
  const layout = useQuery({
    queryKey: ['layout', layoutId],
    enabled: layoutId !== undefined,
    queryFn: () => call(routes.getLayout, { params: { layoutId: layoutId ?? '' } }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  return ({ section: name, row, seatNo }: Pick<Place, 'section' | 'row' | 'seatNo'>): string => {
    const section = sectionOf(name);
    return seatNo === undefined
      ? t('standing', { section })
      : t('seat', { section, row, label: labelOf(layout, seatNo) });
  };
}

/** "A" is a section's name, "1층" says that it is one. */
export function useSectionName(): (name: string) => string {
  const t = useTranslations('checkout');
  return (name) => (saysWhatItIs(name) ? name : t('section', { name }));
}

/** Places of standing room have no number: where it is in the list tells one from another. */
export const placeKey = ({ section, seatNo }: Place, index: number) => `${section} ${seatNo ?? `standing ${index}`}`;

interface PlacesProps {
  readonly reservation: ReservationView;
  /** What can be done with each. */
  readonly action?: (place: Place, index: number) => ReactNode;
}

export function Places({ reservation, action }: PlacesProps) {
  const grades = useTranslations('common.grades');
  const nameOf = usePlaceName(reservation);
  return (
    <ul className={css.places}>
      {reservation.seats.map((place, index) => (
        <li key={placeKey(place, index)}>
          <span className={css.place}>
            <strong>{nameOf(place)}</strong>
            {place.seatNo !== undefined && <span className={css.grade}>{grades(place.grade)}</span>}
          </span>
          <span className={css.price}>
            <Won amount={place.price} />
          </span>
          {action?.(place, index)}
        </li>
      ))}
    </ul>
  );
}
