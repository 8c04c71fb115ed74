// Ending a refund that was made without the gateway: how much went back, and how.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type RefundTask, useCloseRefund } from '../../api/organiser.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Stack } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import { DialogEnd } from './dialog-end.tsx';
import { faultsOf, numberOf } from './orders.ts';

interface RefundDialogProps {
  readonly task: RefundTask;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RefundDialog({ task, onClose, onDone }: RefundDialogProps) {
  const t = useTranslations('organiser');
  const form = useRef<HTMLFormElement>(null);
  const close = useCloseRefund(onDone);
  const [amount, setAmount] = useState(String(task.refundAmount ?? task.amount));
  const [note, setNote] = useState('');
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  const theirs = faultsOf(close.error);
  useEffect(() => {
    const isFaulty = close.error !== null || Object.keys(own).length > 0;
    if (isFaulty) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [close.error, own]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const refundedAmount = numberOf(amount);
    const written = note.trim();
    setOwn({
      ...(refundedAmount === undefined ? { refundedAmount: t('controls.notANumber') } : {}),
      ...(written === '' ? { note: t('refunds.noteMissing') } : {}),
    });
    if (refundedAmount === undefined || written === '') return;
    close.mutate({ paymentId: task.paymentId, note: written, refundedAmount });
  };
  return (
    <Dialog title={t('refunds.closeTitle')} onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack>
          <p>{t('refunds.closeSays')}</p>
          <Field
            label={t('refunds.refunded')}
            fault={own.refundedAmount ?? theirs.refundedAmount}
            value={amount}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setAmount(event.target.value)}
          />
          <Field
            label={t('refunds.note')}
            hint={t('refunds.noteHint')}
            fault={own.note ?? theirs.note}
            value={note}
            maxLength={500}
            autoComplete="off"
            onChange={(event) => setNote(event.target.value)}
          />
          {close.error && Object.keys(theirs).length === 0 && <Problem error={close.error} />}
          <DialogEnd label={t('refunds.end')} danger busy={close.isPending} />
        </Stack>
      </form>
    </Dialog>
  );
}
