// Leaving the line: on purpose only, after a question.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLeave } from '../../api/line.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Row } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import css from './line.module.css';

export function Leave({ concertId, token }: { readonly concertId: string; readonly token: string }) {
  const t = useTranslations('line');
  const [asks, setAsks] = useState(false);
  const leave = useLeave(concertId);
  return (
    <div className={css.leave}>
      <Button kind="quiet" onClick={() => setAsks(true)}>
        {t('leave')}
      </Button>
      {asks && (
        <Dialog title={t('leaveAsk')} onClose={() => setAsks(false)}>
          <p>{t('leaveHint')}</p>
          {leave.error && <Problem error={leave.error} />}
          <Row>
            <Button kind="main" onClick={() => setAsks(false)}>
              {t('stay')}
            </Button>
            <Button kind="danger" busy={leave.isPending} onClick={() => leave.mutate({ token })}>
              {t('leaveYes')}
            </Button>
          </Row>
        </Dialog>
      )}
    </div>
  );
}
