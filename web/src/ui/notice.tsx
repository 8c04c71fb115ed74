// What the page has to say: news, refusals with what to do next, and that something is being loaded.
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../i18n/errors.ts';
import { Button } from './button.tsx';
import css from './ui.module.css';

interface NoticeProps {
  readonly tone?: 'good' | 'warn' | 'bad';
  readonly title?: ReactNode;
  /** It is in a `News`, which reads it aloud. */
  readonly isNews?: boolean;
  readonly children?: ReactNode;
}

/** Read aloud when it comes: what is bad at once, all else when there is a pause. */
export function Notice({ tone, title, isNews = false, children }: NoticeProps) {
  const role = tone === 'bad' ? 'alert' : 'status';
  return (
    <div className={css.notice} data-tone={tone} role={isNews ? undefined : role}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}

/** Around what comes by itself: only what comes into a region that was there is read aloud everywhere. */
export function News({ children }: { readonly children: ReactNode }) {
  return (
    <div className={css.news} role="status" aria-atomic="false">
      {children}
    </div>
  );
}

interface ProblemProps {
  readonly error: Error;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** Why something did not work, and what to do next. */
export function Problem({ error, onRetry, children }: ProblemProps) {
  const t = useTranslations('common');
  const { text, requestId } = useErrorText()(error);
  return (
    <Notice tone="bad">
      <p>{text}</p>
      {requestId !== undefined && <p className={css.soft}>{t('requestId', { requestId })}</p>}
      {onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
      {children}
    </Notice>
  );
}

export function Loading() {
  const t = useTranslations('common');
  return (
    <div className={css.loading} role="status">
      <span className={css.spinner} aria-hidden="true" />
      {t('loading')}
    </div>
  );
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  refetch(): unknown;
}

/** What a query found; until then that it is loading, or why it could not be had. What was had stays while it is asked again. */
export function Loaded<T>({ of, children }: { readonly of: Asked<T>; readonly children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Problem error={of.error} onRetry={() => of.refetch()} />;
  return <Loading />;
}
