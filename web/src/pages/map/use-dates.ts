// A date in words, where no element may be: in the options of a list.
import { useFormatter } from 'use-intl';

export function useDates(): (at: string) => string {
  const format = useFormatter();
  return (at) =>
    format.dateTime(new Date(at), {
      month: 'long',
      day: 'numeric',
      weekday: 'short',
      hour: 'numeric',
      minute: '2-digit',
    });
}
