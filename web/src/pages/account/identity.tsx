// The step in which one says who one is: in PortOne's window over the page, or on a phone in place of it.
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { type Config, useConfig } from '../../api/concerts.ts';
import { TheirWords } from '../../orders/their-words.tsx';
import { verifyIdentity } from '../../portone.ts';
import { Button } from '../../ui/button.tsx';
import { Soft } from '../../ui/layout.tsx';
import { Loaded, Notice, Problem } from '../../ui/notice.tsx';
import css from './account.module.css';
import type { Purpose } from './draft.ts';
import type { DraftInHand } from './use-draft.ts';

interface IdentityProps {
  readonly purpose: Purpose;
  readonly next: string;
  readonly inHand: DraftInHand;
  /** Why the last one did not count. */
  readonly children?: ReactNode;
}

export function IdentityStep(props: IdentityProps) {
  return <Loaded of={useConfig()}>{(config) => <Step {...props} config={config} />}</Loaded>;
}

function Step({ purpose, next, inHand, config, children }: IdentityProps & { readonly config: Config }) {
  const t = useTranslations('account.identity');
  const { draft, keep } = inHand;
  const verifying = useMutation({
    mutationFn: async () => {
      // A new one each time: the provider takes none twice.
      const begun = {
        purpose,
        identityVerificationId: crypto.randomUUID(),
        isVerified: false,
        email: draft?.email ?? '',
        next,
        at: Date.now(),
      };
      keep(begun);
      const answer = await verifyIdentity(config, begun.identityVerificationId);
      if (answer.said === 'verified') keep({ ...begun, isVerified: true, at: Date.now() });
      return answer;
    },
    // One window at a time, opened by a tap.
    retry: false,
  });
  useBackAgain(verifying.reset);
  const answer = verifying.data;
  return (
    <div className={css.form}>
      {children}
      <p>{purpose === 'SIGN_UP' ? t('signUpText', { age: config.minimumAge }) : t('resetText')}</p>
      {answer?.said === 'refused' && <IdentityRefused {...(answer.message ? { message: answer.message } : {})} />}
      {verifying.error && <Problem error={verifying.error} />}
      <Button kind="main" wide busy={verifying.isPending} onClick={() => verifying.mutate()}>
        {answer?.said === 'refused' ? t('again') : t('action')}
      </Button>
      <Soft>{t('kept')}</Soft>
    </div>
  );
}

/** @param message the provider's */
export function IdentityRefused({ message }: { readonly message?: string }) {
  const t = useTranslations('account.identity');
  return (
    <Notice tone="warn" title={t('refused')}>
      <p>{t('refusedText')}</p>
      {message !== undefined && <p>{t.rich('provider', { words: () => <TheirWords words={message} /> })}</p>}
    </Notice>
  );
}

/** Who comes back to the page as they left it (the browser keeps whole pages) begins anew. */
function useBackAgain(again: () => void): void {
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent) => persisted && again();
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, [again]);
}
