// A page whose part of the shop could not be loaded, however often it was tried.
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/layout.tsx';

export function PartMissingPage() {
  const t = useTranslations('common');
  return (
    <Page title={t('partMissing')} lead={t('partMissingHint')} size="narrow">
      <Button kind="main" onClick={() => location.reload()}>
        {t('retry')}
      </Button>
    </Page>
  );
}
