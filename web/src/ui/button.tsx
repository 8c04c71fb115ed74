// Buttons, and links that look like them.
import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'wouter';
import css from './ui.module.css';

interface Looks {
  /** `main`: the one thing to do here; at most one on a page. */
  readonly kind?: 'main' | 'plain' | 'danger' | 'quiet';
  readonly wide?: boolean;
  readonly small?: boolean;
}

const looks = ({ kind = 'plain', wide, small }: Looks) => ({
  className: css.button,
  'data-kind': kind,
  'data-wide': wide,
  'data-small': small,
});

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & Looks & { readonly busy?: boolean };

/** While `busy` it keeps its focus, and does nothing. */
export function Button({ kind, wide, small, busy = false, type = 'button', onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      {...looks({ ...(kind ? { kind } : {}), ...(wide ? { wide } : {}), ...(small ? { small } : {}) })}
      type={type}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {busy && <span className={css.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

export function LinkButton({ to, children, ...rest }: Looks & { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link href={to} {...looks(rest)}>
      {children}
    </Link>
  );
}
