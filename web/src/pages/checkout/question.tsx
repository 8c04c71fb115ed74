// A question before something that cannot be undone.
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import css from './checkout.module.css';

interface QuestionProps {
  readonly title: string;
  /** What its button says that does it. */
  readonly confirm: string;
  /** What the other one says. */
  readonly keep: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Question({ title, confirm, keep, busy, onConfirm, onClose, children }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {/* The browser closes it, and brings the focus back to where it was. */}
      <form method="dialog" className={css.answers}>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {confirm}
        </Button>
        <Button type="submit">{keep}</Button>
      </form>
    </Dialog>
  );
}
