// A sentence for every error: what the API's code means for who reads it, and what to do next.
import { useTranslations } from 'use-intl';
import { ApiError } from '../../../functions/shared/client.ts';
import { SignedOut } from '../api/call.ts';
import { isNoAnswer } from '../api/retry.ts';

interface Said {
  readonly text: string;
  /** To mention when asking for help: of what nobody foresaw. */
  readonly requestId?: string;
}

/** Codes with sentences, but for what only the client knows. */
const OURS = ['unknown', 'network'];

export function useErrorText(): (error: Error) => Said {
  const t = useTranslations('errors');
  return (error) => {
    if (error instanceof SignedOut) return { text: t('UNAUTHENTICATED') };
    if (isNoAnswer(error)) return { text: t('network') };
    if (!(error instanceof ApiError)) return { text: t('unknown') };
    const { code, problem } = error;
    const known = code as Parameters<typeof t.has>[0];
    const requestId = typeof problem.requestId === 'string' ? { requestId: problem.requestId } : {};
    if (OURS.includes(code) || !t.has(known)) return { text: t('unknown'), ...requestId };
    return { text: t(known), ...(code === 'UNEXPECTED' ? requestId : {}) };
  };
}
