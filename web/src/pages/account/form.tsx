// What the forms of accounts are made of: a form that puts the focus on its first fault, passwords, and why it was refused.
import { type ComponentProps, type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { serverNow } from '../../api/clock.ts';
import { Check, Field } from '../../ui/field.tsx';
import { Soft } from '../../ui/layout.tsx';
import { Problem } from '../../ui/notice.tsx';
import { Countdown } from '../../ui/values.tsx';
import css from './account.module.css';
import { isGuessing } from './log-in.ts';
import { faultsOf, PASSWORD_LENGTH, type TypedFault } from './typed.ts';

interface FormProps {
  /** By field; after each change the focus goes to the first that is marked. */
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly onSend: () => void;
  /** In a dialog, which is a panel already. */
  readonly plain?: boolean;
  readonly children: ReactNode;
}

/** A form whose faults are said by us, beside the fields, in the page's language. */
export function Form({ faults, onSend, plain = false, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.values(faults).some((fault) => fault !== undefined)) focusFault(form.current);
  }, [faults]);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    onSend();
  };
  return (
    <form ref={form} className={plain ? css.plain : css.form} noValidate onSubmit={send}>
      {children}
    </form>
  );
}

function focusFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
}

type EmailProps = Pick<ComponentProps<typeof Field>, 'value' | 'hint' | 'fault'> & {
  readonly onType: (email: string) => void;
};

export function EmailField({ onType, ...field }: EmailProps) {
  const t = useTranslations('account');
  return (
    <Field
      {...field}
      label={t('email')}
      type="email"
      name="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      onChange={(event) => onType(event.target.value)}
    />
  );
}

interface PasswordProps {
  readonly label: string;
  readonly value: string;
  readonly fault?: string | undefined;
  readonly hint?: string;
  /** Whether it is chosen now; password managers then offer one. */
  readonly isNew?: boolean;
  readonly onType: (password: string) => void;
}

export function PasswordField({ isNew = false, onType, ...field }: PasswordProps) {
  const t = useTranslations('account');
  const [isShown, setShown] = useState(false);
  return (
    <div className={css.secret}>
      <Field
        {...field}
        type={isShown ? 'text' : 'password'}
        name={isNew ? 'new-password' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        autoCapitalize="none"
        spellCheck={false}
        required
        onChange={(event) => onType(event.target.value)}
      />
      <Check label={t('showPassword')} checked={isShown} onChange={(event) => setShown(event.target.checked)} />
    </div>
  );
}

/** In words, what is wrong with what was typed. */
export function useTypedFault(): (fault: TypedFault | undefined) => string | undefined {
  const t = useTranslations('account.typed');
  return (fault) => (fault === undefined ? undefined : t(fault, PASSWORD_LENGTH));
}

/** In whole sentences, what the server said of fields. @param names the form's fields by the contract's */
export function useSaidFaults<Field extends string>(names: Readonly<Record<string, Field>>) {
  const t = useTranslations('account.typed');
  return (error: Error): Partial<Record<Field, string>> | undefined => {
    const faults = faultsOf(error, names);
    if (!faults) return undefined;
    const said = Object.entries<string>(faults as Record<Field, string>);
    return Object.fromEntries(said.map(([field, message]) => [field, t('said', { message })])) as typeof faults;
  };
}

/** Why it was refused; who tried too often is told for how long yet. */
export function Refused({ error, children }: { readonly error: Error; readonly children?: ReactNode }) {
  return (
    <>
      <Problem error={error}>{children}</Problem>
      {isGuessing(error) && error.retryAfterSeconds !== undefined && (
        <Wait key={error.problem.requestId} seconds={error.retryAfterSeconds} />
      )}
    </>
  );
}

function Wait({ seconds }: { readonly seconds: number }) {
  const t = useTranslations('account');
  const [until] = useState(() => new Date(serverNow() + seconds * 1000).toISOString());
  const [isOver, setOver] = useState(false);
  if (isOver) return <p role="status">{t('waited')}</p>;
  return (
    <Soft>
      {t('wait')} <Countdown until={until} label={t('wait')} onEnd={() => setOver(true)} />
    </Soft>
  );
}
