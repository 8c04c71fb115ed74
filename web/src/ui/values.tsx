// How money and times are written, and a clock that counts down by the server's time.
import { useEffect, useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useServerNow } from '../api/clock.ts';
import { Hidden } from './layout.tsx';

const SECOND_MS = 1000;

export function Won({ amount }: { readonly amount: number }) {
  return useTranslations('common')('won', { amount });
}

/** A moment of a show or of a sale, in Korea. */
export function When({ at, withTime = true }: { readonly at: string; readonly withTime?: boolean }) {
  const format = useFormatter();
  const day = { month: 'long', day: 'numeric', weekday: 'short' } as const;
  const time = withTime ? ({ hour: 'numeric', minute: '2-digit' } as const) : {};
  const date = new Date(at);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const);
  return <time dateTime={at}>{format.dateTime(date, { ...year, ...day, ...time })}</time>;
}

/** A length of time in words, as coarse as it is long. */
export function useDuration(): (seconds: number) => string {
  const t = useTranslations('common');
  return (asked) => {
    const whole = Math.max(0, Math.ceil(asked));
    const [days, hours, minutes, seconds] = [
      Math.floor(whole / 86_400),
      Math.floor(whole / 3_600) % 24,
      Math.floor(whole / 60) % 60,
      whole % 60,
    ];
    if (days > 0) return t('days', { days, hours });
    if (whole >= 3_600) return t('hours', { hours, minutes });
    if (whole < 60) return t('seconds', { count: seconds });
    return seconds === 0 ? t('wholeMinutes', { minutes }) : t('minutes', { minutes, seconds });
  };
}

/** Seconds left at which who listens is told. */
const TOLD_AT = [300, 120, 60, 30, 10];

interface CountdownProps {
  /** ISO 8601, by the server's clock. */
  readonly until: string;
  /** Said with the time when little is left, e.g. "Time to pay". */
  readonly label: string;
  readonly onEnd?: () => void;
}

/** The time left until then; who listens hears it now and then, and not every second. */
export function Countdown({ until, label, onEnd }: CountdownProps) {
  const duration = useDuration();
  const left = Math.max(0, Math.ceil((Date.parse(until) - useServerNow()) / SECOND_MS));
  const [told, setTold] = useState('');
  const ended = useRef('');
  useEffect(() => {
    if (TOLD_AT.includes(left)) setTold(`${label} ${duration(left)}`);
    if (left > 0 || ended.current === until) return;
    ended.current = until;
    onEnd?.();
  });
  return (
    <>
      <span role="timer" aria-label={label}>
        {duration(left)}
      </span>
      <span aria-live="assertive">
        <Hidden>{told}</Hidden>
      </span>
    </>
  );
}

/** How far something is, which never goes back. @param share 0 to 1 */
export function useForward(share: number): number {
  const most = useRef(0);
  most.current = Math.max(most.current, Math.min(1, Math.max(0, share)));
  return most.current;
}
