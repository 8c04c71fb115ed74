// A field of a form: its label, its hint, and what is wrong with what was typed.
import { type ComponentProps, type ReactNode, useId } from 'react';
import css from './ui.module.css';

type FieldProps = Omit<ComponentProps<'input'>, 'className' | 'id'> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
};

export function Field({ label, hint, fault, ...input }: FieldProps) {
  const id = useId();
  const said = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className={css.input}
        aria-invalid={fault !== undefined}
        aria-describedby={said === '' ? undefined : said}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className={css.fault}>
          {fault}
        </p>
      )}
    </div>
  );
}

type CheckProps = Omit<ComponentProps<'input'>, 'className' | 'id' | 'type'> & { readonly label: ReactNode };

export function Check({ label, ...input }: CheckProps) {
  const id = useId();
  return (
    <div className={css.check}>
      <input {...input} id={id} type="checkbox" />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
