// The estimated wait in words.
import { useTranslations } from 'use-intl';
import type { Waiting } from '../../api/line-standing.ts';
import { rangeOf } from './room.ts';

const ONE = { minutes: 'etaMinute', hours: 'etaHour' } as const;
const SEVERAL = { minutes: 'etaMinutes', hours: 'etaHours' } as const;

export function useEta(): (standing: Waiting) => string {
  const t = useTranslations('line');
  return (standing) => {
    const range = rangeOf(standing);
    switch (range.unit) {
      case 'unknown':
        return t('etaUnknown');
      case 'paused':
        return t('etaPaused');
      case 'soon':
        return t('etaSoon');
      case 'minutes':
      case 'hours': {
        const { unit, from, to } = range;
        return from === to ? t(ONE[unit], { to }) : t(SEVERAL[unit], { from, to });
      }
      default:
        return range satisfies never;
    }
  };
}
