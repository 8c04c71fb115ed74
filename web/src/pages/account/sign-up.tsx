// Becoming a member: first who one is, then how one signs in.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { IdentityReason } from '../../../../functions/auth/contract.ts';
import { nextOf, paths } from '../../paths.ts';
import { useRawSearch } from '../../search.ts';
import { Page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import css from './account.module.css';
import { IdentityStep } from './identity.tsx';
import { useGoingOn } from './log-in.ts';
import { SignUpForm } from './sign-up-form.tsx';
import { Steps, StepText } from './steps.tsx';
import { useDraft } from './use-draft.ts';

export function SignUpPage() {
  const t = useTranslations('account');
  const next = nextOf(useRawSearch());
  const inHand = useDraft('SIGN_UP');
  const [reason, setReason] = useState<IdentityReason>();
  useGoingOn(next);
  const { draft, keep, drop } = inHand;
  const again = (why: IdentityReason) => {
    // What was typed stays.
    if (draft) keep({ ...draft, isVerified: false });
    setReason(why);
  };
  return (
    <Page title={t('signUp.title')} size="narrow">
      <Steps at={draft?.isVerified ? 1 : 0} names={[t('steps.identity'), t('steps.signUp')]} />
      {draft?.isVerified ? (
        <SignUpForm draft={draft} onEmail={(email) => keep({ ...draft, email })} onAgain={again} onDone={drop} />
      ) : (
        <IdentityStep purpose="SIGN_UP" next={next} inHand={inHand}>
          {reason && (
            <Notice tone="bad">
              <StepText>{t(`reasons.${reason}`)}</StepText>
            </Notice>
          )}
        </IdentityStep>
      )}
      <div className={css.asides}>
        <p>
          {t('signUp.member')} <Link href={paths.signIn(next)}>{t('signIn.action')}</Link>
        </p>
      </div>
    </Page>
  );
}
