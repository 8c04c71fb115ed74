// One's account: who one is, where one is signed in, the password, and leaving.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { type Me, useMe } from '../../api/me.ts';
import { session } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Facts, Page, Panel, Row } from '../../ui/layout.tsx';
import { Loaded, Problem } from '../../ui/notice.tsx';
import { When } from '../../ui/values.tsx';
import css from './account.module.css';
import { LeavePanel } from './leave.tsx';
import { PasswordPanel } from './password.tsx';
import { SessionsPanel } from './sessions.tsx';
import { useSignedOut } from './signed-out.ts';

export function AccountPage() {
  const t = useTranslations('account.page');
  return (
    <Page title={t('title')}>
      <Panel title={t('me')}>
        <Loaded of={useMe()}>{(me) => <AboutMe me={me} />}</Loaded>
      </Panel>
      <SessionsPanel />
      <PasswordPanel />
      <LeavePanel />
      <Link href={paths.organiser()} className={css.quiet}>
        {t('organiser')}
      </Link>
    </Page>
  );
}

function AboutMe({ me: { name, email, createdAt } }: { readonly me: Me }) {
  const t = useTranslations('account');
  const facts = [
    [t('page.name'), name],
    [t('email'), email],
    [t('page.since'), <When key="since" at={createdAt} withTime={false} />],
  ] as const;
  return (
    <>
      <Facts facts={facts} />
      <Row>
        <LinkButton to={paths.tickets()}>{t('page.tickets')}</LinkButton>
        <LinkButton to={paths.wallet()}>{t('page.wallet')}</LinkButton>
        <SignOut />
      </Row>
    </>
  );
}

function SignOut() {
  const t = useTranslations('account.page');
  const leaving = useSignedOut();
  const signingOut = useMutation({ mutationFn: () => session.signOut(), onSuccess: leaving });
  return (
    <>
      <Button busy={signingOut.isPending} onClick={() => signingOut.mutate()}>
        {t('signOut')}
      </Button>
      {signingOut.error && <Problem error={signingOut.error} onRetry={() => signingOut.mutate()} />}
    </>
  );
}
