// Card refunds that the gateway refused: asked for once more, or ended as made otherwise.
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type RefundTask, useRetryRefund, useTasks } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Facts, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded, Problem } from '../../ui/notice.tsx';
import { Won } from '../../ui/values.tsx';
import css from './dead-panel.module.css';
import { useMoment } from './figures.tsx';
import { RefundDialog } from './refund-dialog.tsx';

export function RefundsPanel() {
  const t = useTranslations('organiser.refunds');
  const [done, setDone] = useState('');
  const told = useRef<HTMLParagraphElement>(null);
  // What it was done to is gone from the list.
  useEffect(() => {
    if (done !== '') told.current?.focus();
  }, [done]);
  return (
    <Panel title={t('title')}>
      <p ref={told} tabIndex={-1} role="status" className={css.done}>
        {done}
      </p>
      <Loaded of={useTasks()}>
        {({ tasks }) =>
          tasks.length === 0 ? (
            <Soft>{t('none')}</Soft>
          ) : (
            <ul className={css.messages}>
              {tasks.map((task) => (
                <Task key={task.paymentId} task={task} onDone={setDone} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Task({ task, onDone }: { readonly task: RefundTask; readonly onDone: (said: string) => void }) {
  const t = useTranslations('organiser.refunds');
  const moment = useMoment();
  const retry = useRetryRefund();
  const [isClosing, setIsClosing] = useState(false);
  const { paymentId } = task;
  const said = (status: string) => t('retried', { paymentId, status });
  return (
    <li className={css.queue}>
      <Facts
        facts={[
          [t('amount'), <Won key="amount" amount={task.refundAmount ?? task.amount} />],
          [t('paid'), <Won key="paid" amount={task.amount} />],
          [t('why'), task.message === undefined ? task.code : `${task.code}: ${task.message}`],
          [t('payment'), paymentId],
          ...(task.reservationId === undefined ? [] : [[t('reservation'), task.reservationId] as const]),
          [t('user'), task.userId],
          [t('since'), moment(task.since)],
        ]}
      />
      {retry.error && <Problem error={retry.error} />}
      <Row>
        <Button
          busy={retry.isPending}
          onClick={() => retry.mutate(paymentId, { onSuccess: ({ status }) => onDone(said(status)) })}
        >
          {t('retry')}
        </Button>
        <Button kind="danger" onClick={() => setIsClosing(true)}>
          {t('close')}
        </Button>
      </Row>
      {isClosing && (
        <RefundDialog
          task={task}
          onClose={() => setIsClosing(false)}
          onDone={() => {
            setIsClosing(false);
            onDone(t('closed', { paymentId }));
          }}
        />
      )}
    </li>
  );
}
