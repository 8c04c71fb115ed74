// What is there when one asks for it: opened and closed by its heading.
import type { ReactNode } from 'react';
import css from './fold.module.css';

export function Fold({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <details className={css.fold}>
      <summary className={css.summary}>{title}</summary>
      <div className={css.inside}>{children}</div>
    </details>
  );
}
