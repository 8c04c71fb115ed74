// A band of a concert's own colour, for what has no picture.
import type { CSSProperties, ReactNode } from 'react';
import css from './band.module.css';
import { hueOf } from './sale.ts';

interface BandProps {
  readonly code: string;
  /** A mere line of it, beside a heading. */
  readonly isThin?: boolean;
  readonly children?: ReactNode;
}

export function Band({ code, isThin, children }: BandProps) {
  return (
    <div className={css.band} data-thin={isThin} style={{ '--turn': hueOf(code) } as CSSProperties}>
      {children}
    </div>
  );
}
