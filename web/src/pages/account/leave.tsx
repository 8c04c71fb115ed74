// Deleting one's account: what goes, what stays, and a question first.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { routes } from '../../../../functions/auth/contract.ts';
import { call } from '../../api/call.ts';
import { session } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel, Row, Soft } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import css from './account.module.css';
import { useSignedOut } from './signed-out.ts';

export function LeavePanel() {
  const t = useTranslations('account.leave');
  const [isAsked, setAsked] = useState(false);
  return (
    <Panel title={t('title')}>
      <Soft>{t('text')}</Soft>
      <Row>
        <Button kind="danger" onClick={() => setAsked(true)}>
          {t('open')}
        </Button>
      </Row>
      {isAsked && (
        <Dialog title={t('question')} onClose={() => setAsked(false)}>
          <Question onKeep={() => setAsked(false)} />
        </Dialog>
      )}
    </Panel>
  );
}

function Question({ onKeep }: { readonly onKeep: () => void }) {
  const t = useTranslations('account.leave');
  const left = useSignedOut();
  const leaving = useMutation({
    mutationFn: () => call(routes.deleteMe, {}),
    onSuccess: () => {
      session.signedOut();
      left();
    },
  });
  return (
    <>
      <ul className={css.leave}>
        <li>{t('gone')}</li>
        <li>{t('stays')}</li>
        <li>{t('tickets')}</li>
        <li>{t('later')}</li>
      </ul>
      {leaving.error && <Problem error={leaving.error} />}
      <Button wide onClick={onKeep}>
        {t('keep')}
      </Button>
      <Button kind="danger" wide busy={leaving.isPending} onClick={() => leaving.mutate()}>
        {t('action')}
      </Button>
    </>
  );
}
