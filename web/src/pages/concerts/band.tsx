// A band of a concert's own colour, for what has no picture.
import type { CSSProperties, ReactNode } from 'react';
import css from './concerts.module.css';
import { hueOf } from './sale.ts';

export function Band({ code, children }: { readonly code: string; readonly children?: ReactNode }) {
  return (
    <div className={css.band} style={{ '--turn': hueOf(code) } as CSSProperties}>
      {children}
    </div>
  );
}
