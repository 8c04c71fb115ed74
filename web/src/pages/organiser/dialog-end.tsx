// The end of a dialog: what one does in it, and the way out.
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { Row } from '../../ui/layout.tsx';

interface DialogEndProps {
  readonly label: string;
  readonly danger?: boolean;
  readonly busy: boolean;
}

/** Inside a form: what it does, and a way out that changes nothing. */
export function DialogEnd({ label, danger = false, busy }: DialogEndProps) {
  const t = useTranslations('common');
  return (
    <Row>
      <Button type="submit" kind={danger ? 'danger' : 'main'} busy={busy}>
        {label}
      </Button>
      <Button onClick={(event) => event.currentTarget.closest('dialog')?.close()}>{t('cancel')}</Button>
    </Row>
  );
}
