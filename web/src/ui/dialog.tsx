// A question over the page: the browser's own modal dialog, which keeps the focus inside and closes with Escape.
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import css from './ui.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before it leaves the page, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onClose={() => dialog.current?.open || onClose()}>
      <div className={css.stack}>
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
