// Which show it is: the concert's name and the date, wherever a reservation is shown.
import { useQueries } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { routes } from '../../../functions/catalog/contract.ts';
import { call } from '../api/call.ts';
import { useConcert } from '../api/concerts.ts';
import { When } from '../ui/values.tsx';

/** Dates move seldom: seats left, which move each second, are for who chooses. */
const FRESH_MS = 300_000;

/** The dates of some concerts, by their ids, as far as they are known. */
export function useDates(concertIds: readonly string[]) {
  return useQueries({
    queries: [...new Set(concertIds)].map((concertId) => ({
      queryKey: ['dates', concertId],
      queryFn: () => call(routes.listSchedules, { params: { concertId } }),
      staleTime: FRESH_MS,
    })),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => data?.schedules ?? []).map((date) => [date.scheduleId, date])),
  });
}

/** The concert's name, and until it is known what it is. */
export function useConcertName(concertId: string): string {
  const t = useTranslations('checkout');
  return useConcert(concertId).data?.name ?? t('concertUnknown');
}

interface ShowDateProps {
  readonly concertId: string;
  readonly scheduleId: string;
}

export function ShowDate({ concertId, scheduleId }: ShowDateProps) {
  const startAt = useDates([concertId]).get(scheduleId)?.startAt;
  return startAt === undefined ? null : <When at={startAt} />;
}
