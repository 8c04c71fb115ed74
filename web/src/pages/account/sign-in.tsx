// Signing in with e-mail address and password.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { ApiError } from '../../../../functions/shared/client.ts';
import { useErrorText } from '../../i18n/errors.ts';
import { nextOf, paths } from '../../paths.ts';
import { useRawSearch } from '../../search.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import css from './account.module.css';
import { EmailField, Form, PasswordField, Refused, useTypedFault } from './form.tsx';
import { logIn, retriesOnce, useGoingOn } from './log-in.ts';
import { faultOfEmail, type TypedFault } from './typed.ts';

export function SignInPage() {
  const t = useTranslations('account.signIn');
  const next = nextOf(useRawSearch());
  useGoingOn(next);
  return (
    <Page title={t('title')} size="narrow">
      <SignInForm />
      <div className={css.asides}>
        <p>
          {t('newHere')} <Link href={paths.signUp(next)}>{t('signUp')}</Link>
        </p>
        <p>
          {t('forgot')} <Link href={paths.resetPassword(next)}>{t('reset')}</Link>
        </p>
      </div>
    </Page>
  );
}

const isWrong = (error: Error) => error instanceof ApiError && error.code === 'BAD_CREDENTIALS';

function SignInForm() {
  const t = useTranslations('account');
  const errorText = useErrorText();
  const faultText = useTypedFault();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<{ email?: TypedFault | undefined; password?: TypedFault | 'WRONG' | undefined }>(
    {},
  );
  const sending = useMutation({
    mutationFn: () => logIn(email, password),
    retry: retriesOnce,
    onError: (error) => isWrong(error) && setFaults({ password: 'WRONG' }),
  });
  const send = () => {
    const found = { email: faultOfEmail(email), password: password === '' ? ('EMPTY' as const) : undefined };
    setFaults(found);
    if (!found.email && !found.password) sending.mutate();
  };
  const { error } = sending;
  const wrong = faults.password === 'WRONG' ? error && errorText(error).text : faultText(faults.password);
  return (
    <Form faults={faults} onSend={send}>
      <EmailField value={email} fault={faultText(faults.email)} onType={setEmail} />
      <PasswordField label={t('password')} value={password} fault={wrong ?? undefined} onType={setPassword} />
      {error && !isWrong(error) && <Refused error={error} />}
      <Button type="submit" kind="main" wide busy={sending.isPending}>
        {t('signIn.action')}
      </Button>
    </Form>
  );
}
