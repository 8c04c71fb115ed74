// Pages for members: who is not signed in is asked to, and comes back to where they were.
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation, useSearch } from 'wouter';
import { useSession } from '../api/session.ts';
import { paths } from '../paths.ts';
import { LinkButton } from '../ui/button.tsx';
import { Page } from '../ui/layout.tsx';
import { Loading } from '../ui/notice.tsx';

export function SignedIn({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  const [path] = useLocation();
  const search = useSearch();
  const state = useSession();
  if (state === 'in') return children;
  if (state === 'unknown') return <Loading />;
  const here = search === '' ? path : `${path}?${search}`;
  return (
    <Page title={t('signInFirst')} size="narrow">
      <LinkButton to={paths.signIn(here)} kind="main">
        {t('signIn')}
      </LinkButton>
      <LinkButton to={paths.signUp(here)}>{t('signUp')}</LinkButton>
    </Page>
  );
}
