// The two steps of whoever has to say first who they are.
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import css from './account.module.css';

/** @param at 0 or 1 */
export function Steps({ at, names }: { readonly at: number; readonly names: readonly string[] }) {
  const t = useTranslations('account.steps');
  return (
    <ol className={css.steps} aria-label={t('label')}>
      {names.map((name, i) => (
        <li key={name} aria-current={i === at ? 'step' : undefined} data-done={i < at}>
          {name}
        </li>
      ))}
    </ol>
  );
}

/** The first words of a step that came by itself: the focus goes there, so that it is read. */
export function StepText({ children }: { readonly children: ReactNode }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <p ref={text} tabIndex={-1} className={css.step}>
      {children}
    </p>
  );
}
