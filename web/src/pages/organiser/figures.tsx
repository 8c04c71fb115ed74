// How numbers are written on the organiser's pages, and the tiles that they stand in.
import type { ReactNode } from 'react';
import { useFormatter } from 'use-intl';
import css from './figures.module.css';

/** A share of 0 to 1 in percent; small ones with a digit more. */
export function usePercent(): (share: number) => string {
  const format = useFormatter();
  return (share) => format.number(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 });
}

/** A rate: people a second, which may be a few in a minute. */
export function useRate(): (ratePerSecond: number) => string {
  const format = useFormatter();
  return (rate) => format.number(rate, { maximumSignificantDigits: rate < 1 ? 2 : 4 });
}

/** A time of today to the second, in Korea. */
export function useClockTime(): (at: number | string) => string {
  const format = useFormatter();
  return (at) =>
    format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** A moment to the second, in Korea. */
export function useMoment(): (at: number | string) => string {
  const format = useFormatter();
  return (at) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' });
}

/** @param small where many lines are shown one below the other */
export function Tiles({ small, children }: { readonly small?: boolean; readonly children: ReactNode }) {
  return (
    <dl className={css.tiles} data-small={small}>
      {children}
    </dl>
  );
}

interface TileProps {
  readonly name: string;
  readonly children: ReactNode;
  /** What stands smaller behind it. */
  readonly of?: ReactNode;
}

export function Tile({ name, children, of }: TileProps) {
  return (
    <div className={css.tile}>
      <dt>{name}</dt>
      <dd>
        <span className={css.number}>{children}</span>
        {of !== undefined && <span className={css.of}> {of}</span>}
      </dd>
    </div>
  );
}
