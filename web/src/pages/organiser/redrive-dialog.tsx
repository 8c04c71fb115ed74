// The question before dead letters go back to their queue.
import { useTranslations } from 'use-intl';
import { type DeadQueue, useRedrive } from '../../api/organiser.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Stack } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import type { Asked } from './dead-panel.tsx';
import { DialogEnd } from './dialog-end.tsx';

interface RedriveDialogProps {
  readonly queue: DeadQueue;
  readonly asked: Asked;
  readonly onClose: () => void;
  /** @param said what became of it */
  readonly onDone: (said: string) => void;
}

export function RedriveDialog({ queue, asked: { messageId }, onClose, onDone }: RedriveDialogProps) {
  const t = useTranslations('organiser.dead');
  const redrive = useRedrive(queue.name);
  const send = () =>
    redrive.mutate(messageId, {
      onSuccess: ({ redriven, left, searched }) =>
        onDone(searched !== undefined && redriven === 0 ? t('notFound') : t('redriven', { count: redriven, left })),
    });
  return (
    <Dialog title={t(messageId === undefined ? 'askAll' : 'askOne')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack>
          <p>{t('askSays', { queue: queue.feeds ?? queue.name })}</p>
          {redrive.error && <Problem error={redrive.error} />}
          <DialogEnd label={t('redrive')} busy={redrive.isPending} />
        </Stack>
      </form>
    </Dialog>
  );
}
