// Pages for members: who is not signed in is asked to, and comes back to where they were.
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useSession, useUserId } from '../api/session.ts';
import { paths } from '../paths.ts';
import { useRawSearch } from '../search.ts';
import { LinkButton } from '../ui/button.tsx';
import { Page } from '../ui/layout.tsx';
import { Loading } from '../ui/notice.tsx';

export function SignedIn({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  const [path] = useLocation();
  const search = useRawSearch();
  const state = useSession();
  const userId = useUserId();
  const isAnothers = useIsAnothers(userId);
  if (state === 'unknown' || isAnothers) return <Loading />;
  if (state === 'in') return <Fragment key={userId}>{children}</Fragment>;
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

/**
 * Whether the page was opened by somebody else, before another tab signed another person in: that one begins at the first
 * page, as some pages do something for whoever opens them.
 */
function useIsAnothers(userId: string | undefined): boolean {
  const [, go] = useLocation();
  const [opener, setOpener] = useState(userId);
  if (opener === undefined && userId !== undefined) setOpener(userId);
  const isAnothers = opener !== undefined && userId !== undefined && opener !== userId;
  useEffect(() => {
    if (isAnothers) go(paths.concerts(), { replace: true });
  }, [isAnothers, go]);
  return isAnothers;
}
