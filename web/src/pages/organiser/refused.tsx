// The organiser's pages for who is no operator: what they are, and where to go instead.
import { useTranslations } from 'use-intl';
import { ApiError } from '../../../../functions/shared/client.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';

export const isRefused = (error: Error | null): boolean => error instanceof ApiError && error.code === 'OPERATORS_ONLY';

export function Refused() {
  const t = useTranslations('organiser');
  return (
    <Page title={t('refused')} lead={t('refusedHint')} size="narrow">
      <LinkButton to={paths.concerts()} kind="main">
        {t('toConcerts')}
      </LinkButton>
    </Page>
  );
}
