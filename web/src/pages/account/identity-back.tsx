// Where a phone comes back to from the provider of identities: it goes on with what the verification was for.
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { paths } from '../../paths.ts';
import { useRawSearch } from '../../search.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Loading, Notice } from '../../ui/notice.tsx';
import { type Draft, identityBack, keepDraft, readDraft } from './draft.ts';
import { IdentityRefused } from './identity.tsx';

const pathOf = ({ purpose, next }: Draft) => (purpose === 'SIGN_UP' ? paths.signUp(next) : paths.resetPassword(next));

export function IdentityBackPage() {
  const t = useTranslations('account');
  const search = useRawSearch();
  const [, go] = useLocation();
  const [back] = useState(() => identityBack(search, readDraft(sessionStorage, Date.now())));
  useEffect(() => {
    if (back.came !== 'verified') return;
    keepDraft(sessionStorage, { ...back.draft, isVerified: true, at: Date.now() });
    go(pathOf(back.draft), { replace: true });
  }, [back, go]);
  if (back.came === 'verified') return <Loading />;
  if (back.came === 'refused') {
    return (
      <Page title={t('identity.back')} size="narrow">
        <IdentityRefused {...(back.message === undefined ? {} : { message: back.message })} />
        <LinkButton to={pathOf(back.draft)} kind="main" wide>
          {t('identity.again')}
        </LinkButton>
      </Page>
    );
  }
  return (
    <Page title={t('identity.back')} size="narrow">
      <Notice>
        <p>{t('identity.unasked')}</p>
      </Notice>
      <LinkButton to={paths.signUp()} kind="main">
        {t('signUp.title')}
      </LinkButton>
      <LinkButton to={paths.resetPassword()}>{t('reset.title')}</LinkButton>
    </Page>
  );
}
