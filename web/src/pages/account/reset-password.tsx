// A new password for who forgot theirs: first who one is, then the account's address and the password.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { type IdentityReason, routes } from '../../../../functions/auth/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { useErrorText } from '../../i18n/errors.ts';
import { nextOf } from '../../paths.ts';
import { useRawSearch } from '../../search.ts';
import { Button } from '../../ui/button.tsx';
import { Page, Soft } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Draft } from './draft.ts';
import { EmailField, Form, PasswordField, Refused, useSaidFaults, useTypedFault } from './form.tsx';
import { IdentityStep } from './identity.tsx';
import { identityReason } from './identity-reason.ts';
import { logIn, retriesOnce } from './log-in.ts';
import { Steps, StepText } from './steps.tsx';
import { faultOfEmail, faultOfNewPassword, PASSWORD_LENGTH } from './typed.ts';
import { useDraft } from './use-draft.ts';

export function ResetPasswordPage() {
  const t = useTranslations('account');
  const next = nextOf(useRawSearch());
  const [, go] = useLocation();
  const inHand = useDraft('RESET');
  const [reason, setReason] = useState<IdentityReason>();
  const { draft, keep, drop } = inHand;
  const again = (why: IdentityReason) => {
    // What was typed stays.
    if (draft) keep({ ...draft, isVerified: false });
    setReason(why);
  };
  const done = () => {
    drop();
    go(next, { replace: true });
  };
  return (
    <Page title={t('reset.title')} size="narrow">
      <Steps at={draft?.isVerified ? 1 : 0} names={[t('steps.identity'), t('steps.reset')]} />
      {draft?.isVerified ? (
        <ResetForm draft={draft} onEmail={(email) => keep({ ...draft, email })} onAgain={again} onDone={done} />
      ) : (
        <IdentityStep purpose="RESET" next={next} inHand={inHand}>
          {reason && (
            <Notice tone="bad">
              <StepText>{t(`reasons.${reason}`)}</StepText>
            </Notice>
          )}
        </IdentityStep>
      )}
    </Page>
  );
}

interface ResetProps {
  readonly draft: Draft;
  readonly onEmail: (email: string) => void;
  readonly onAgain: (reason: IdentityReason) => void;
  readonly onDone: () => void;
}

type Faults = { readonly [K in 'email' | 'password']?: string | undefined };

const FIELDS = { email: 'email', new: 'password' } as const;

function ResetForm({ draft, onEmail, onAgain, onDone }: ResetProps) {
  const t = useTranslations('account');
  const faultText = useTypedFault();
  const errorText = useErrorText();
  const saidFaults = useSaidFaults(FIELDS);
  const { email } = draft;
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const sending = useMutation({
    mutationFn: () => reset(draft, password),
    retry: retriesOnce,
    onSuccess: onDone,
    onError: (error) => {
      const reason = identityReason(error);
      const isOther = error instanceof ApiError && error.code === 'IDENTITY_MISMATCH';
      if (reason) onAgain(reason);
      else setFaults(isOther ? { email: errorText(error).text } : (saidFaults(error) ?? {}));
    },
  });
  const send = () => {
    const found = { email: faultText(faultOfEmail(email)), password: faultText(faultOfNewPassword(password)) };
    setFaults(found);
    if (!found.email && !found.password) sending.mutate();
  };
  return (
    <Form faults={faults} onSend={send}>
      <StepText>{t('identity.verified')}</StepText>
      <EmailField value={email} hint={t('reset.emailHint')} fault={faults.email} onType={onEmail} />
      <PasswordField
        label={t('newPassword')}
        hint={t('passwordHint', PASSWORD_LENGTH)}
        value={password}
        fault={faults.password}
        isNew
        onType={setPassword}
      />
      {sending.error && !faults.email && !faults.password && <Refused error={sending.error} />}
      <Button type="submit" kind="main" wide busy={sending.isPending}>
        {t('reset.action')}
      </Button>
      <Soft>{t('reset.endsAll')}</Soft>
    </Form>
  );
}

/** The same request again gets the same answer, so that both may be tried again. */
async function reset({ email, identityVerificationId }: Draft, password: string): Promise<void> {
  await call(routes.resetPassword, { body: { email: email.trim(), identityVerificationId, new: password } });
  await logIn(email, password);
}
