// Why a charge did not work: of a limit, which one, and how much would be taken.
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Notice, Problem } from '../ui/notice.tsx';
import { limitIn } from './limit.ts';

interface ChargeProblemProps {
  readonly error: Error;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}

export function ChargeProblem({ error, onRetry, children }: ChargeProblemProps) {
  const t = useTranslations('wallet.charge.limits');
  const over = limitIn(error);
  if (!over) {
    return (
      <Problem error={error} onRetry={onRetry}>
        {children}
      </Problem>
    );
  }
  return (
    <Notice tone="bad">
      <p>{t(over.limit, { limit: over.limitKrw })}</p>
      <p>{over.remainingKrw > 0 ? t('left', { remaining: over.remainingKrw }) : t('none')}</p>
    </Notice>
  );
}
