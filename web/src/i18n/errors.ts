// A sentence for every error: what the API's code means for who reads it, and what to do next.
import { useTranslations } from 'use-intl';
import { errorKey } from './error-key.ts';

interface Said {
  readonly text: string;
  /** To mention when asking for help: of what nobody foresaw. */
  readonly requestId?: string;
}

export function useErrorText(): (error: Error) => Said {
  const t = useTranslations('errors');
  return (error) => {
    const { key, ...rest } = errorKey(error, (name) => t.has(name as Known));
    return { text: t(key as Known), ...rest };
  };
}

type Known = Parameters<ReturnType<typeof useTranslations<'errors'>>>[0];
