// The second step of signing up: e-mail address, password, terms.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type IdentityReason, routes } from '../../../../functions/auth/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { type Config, useConfig } from '../../api/concerts.ts';
import { useErrorText } from '../../i18n/errors.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/notice.tsx';
import type { Draft } from './draft.ts';
import { EmailField, Form, PasswordField, useSaidFaults, useTypedFault } from './form.tsx';
import { identityReason } from './identity-reason.ts';
import { logIn, retriesOnce } from './log-in.ts';
import { SignUpRefused } from './sign-up-refused.tsx';
import { StepText } from './steps.tsx';
import { TermsCheck } from './terms.tsx';
import { faultOfEmail, faultOfNewPassword, PASSWORD_LENGTH } from './typed.ts';

interface SignUpProps {
  readonly draft: Draft;
  readonly onEmail: (email: string) => void;
  /** The verification does not count: another one is needed. */
  readonly onAgain: (reason: IdentityReason) => void;
  readonly onDone: () => void;
}

export function SignUpForm(props: SignUpProps) {
  return <Loaded of={useConfig()}>{(config) => <Fields {...props} config={config} />}</Loaded>;
}

type Faults = { readonly [K in 'email' | 'password' | 'terms']?: string | undefined };

const FIELDS = { email: 'email', password: 'password' } as const;

function Fields({ draft, onEmail, onAgain, onDone, config }: SignUpProps & { readonly config: Config }) {
  const t = useTranslations('account');
  const faultText = useTypedFault();
  const refusedFaults = useRefusedFaults();
  const { version } = config.terms;
  const { email } = draft;
  const [password, setPassword] = useState('');
  // Which version: another one is to be accepted anew.
  const [accepted, setAccepted] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const sending = useMutation({
    mutationFn: () => signUp(draft, password, version),
    retry: retriesOnce,
    onSuccess: onDone,
    onError: (error) => {
      const reason = identityReason(error);
      if (reason) onAgain(reason);
      else setFaults(refusedFaults(error) ?? {});
    },
  });
  const send = () => {
    const found: Faults = {
      email: faultText(faultOfEmail(email)),
      password: faultText(faultOfNewPassword(password)),
      terms: accepted === version ? undefined : t('typed.terms'),
    };
    setFaults(found);
    if (Object.values(found).every((fault) => fault === undefined)) sending.mutate();
  };
  const isSaid = Object.values(faults).some((fault) => fault !== undefined);
  return (
    <Form faults={faults} onSend={send}>
      <StepText>{t('identity.verified')}</StepText>
      <EmailField value={email} fault={faults.email} onType={onEmail} />
      <PasswordField
        label={t('password')}
        hint={t('passwordHint', PASSWORD_LENGTH)}
        value={password}
        fault={faults.password}
        isNew
        onType={setPassword}
      />
      <TermsCheck
        terms={config.terms}
        isAccepted={accepted === version}
        fault={faults.terms}
        onAccept={(isAccepted) => setAccepted(isAccepted ? version : '')}
      />
      {sending.error && !isSaid && <SignUpRefused error={sending.error} draft={draft} />}
      <Button type="submit" kind="main" wide busy={sending.isPending}>
        {t('signUp.action')}
      </Button>
    </Form>
  );
}

/** The same request again gets the same answer, so that both may be tried again. */
async function signUp({ email, identityVerificationId }: Draft, password: string, termsVersion: string): Promise<void> {
  const body = { email: email.trim(), password, identityVerificationId, termsVersion };
  await call(routes.signUp, { body });
  await logIn(email, password);
}

/** What a refusal says of a field; terms that changed are asked for anew. */
function useRefusedFaults(): (error: Error) => Faults | undefined {
  const errorText = useErrorText();
  const saidFaults = useSaidFaults(FIELDS);
  const queries = useQueryClient();
  return (error) => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === 'EMAIL_TAKEN') return { email: errorText(error).text };
    if (error.code !== 'TERMS_CHANGED') return saidFaults(error);
    void queries.invalidateQueries({ queryKey: ['config'] });
    return { terms: errorText(error).text };
  };
}
