// An address that is none of the shop's.
import { useTranslations } from 'use-intl';
import { paths } from '../paths.ts';
import { LinkButton } from '../ui/button.tsx';
import { Page } from '../ui/layout.tsx';

export function NotFoundPage() {
  const t = useTranslations('common');
  return (
    <Page title={t('notFound')} lead={t('notFoundHint')} size="narrow">
      <LinkButton to={paths.concerts()} kind="main">
        {t('concerts')}
      </LinkButton>
    </Page>
  );
}
