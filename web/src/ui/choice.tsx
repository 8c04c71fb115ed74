// One of several things to choose, with what it means beside it; all of it can be tapped.
import { type ReactNode, useId } from 'react';
import css from './choice.module.css';

interface ChoiceProps {
  /** The same for all of a question. */
  readonly name: string;
  readonly label: ReactNode;
  readonly hint: ReactNode;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

export function Choice({ name, label, hint, checked, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className={css.choice}>
      <input id={id} type="radio" name={name} checked={checked} onChange={onChoose} aria-describedby={`${id}-hint`} />
      <label htmlFor={id}>{label}</label>
      <span id={`${id}-hint`} className={css.hint}>
        {hint}
      </span>
    </div>
  );
}
