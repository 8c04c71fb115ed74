// What an operator may do with a line: each asks for a reason first, and says when it was done.
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LineNow } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/layout.tsx';
import css from './controls-panel.module.css';
import { Message } from './message.tsx';
import { OrderDialog } from './order-dialog.tsx';
import { type Control, controlsOf } from './orders.ts';

export function ControlsPanel({ concertId, line }: { readonly concertId: string; readonly line: LineNow }) {
  const t = useTranslations('organiser');
  const [asked, setAsked] = useState<Control>();
  const [done, setDone] = useState('');
  const told = useRef<HTMLParagraphElement>(null);
  const [first, ...others] = controlsOf(line);
  const ask = (control: Control) => {
    setDone('');
    setAsked(control);
  };
  const finish = (control: Control) => {
    setAsked(undefined);
    setDone(t('controls.done', { what: t(`controls.${control}`) }));
  };
  // The button that was pressed may be another one by now.
  useEffect(() => {
    if (done !== '') told.current?.focus();
  }, [done]);
  return (
    <Panel title={t('controls.title')}>
      <div className={css.flow}>
        <p ref={told} tabIndex={-1} role="status" className={css.done}>
          {done}
        </p>
        {first && (
          <Button key="flow" kind="main" wide onClick={() => ask(first)}>
            {t(`controls.${first}`)}
          </Button>
        )}
      </div>
      <div className={css.others}>
        {others.map((control) => (
          <Button key={control} kind={control === 'close' ? 'danger' : 'plain'} onClick={() => ask(control)}>
            {t(`controls.${control}`)}
          </Button>
        ))}
      </div>
      {line.message !== undefined && <Message title={t('line.messageNow')} text={line.message} />}
      {asked && (
        <OrderDialog
          key={asked}
          concertId={concertId}
          control={asked}
          line={line}
          onClose={() => setAsked(undefined)}
          onDone={() => finish(asked)}
        />
      )}
    </Panel>
  );
}
