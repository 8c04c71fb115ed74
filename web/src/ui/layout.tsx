// How pages are laid out: the page with its heading, panels, stacks and rows.
import { type ReactNode, useEffect, useRef } from 'react';
import { isBackAgain } from './arrival.ts';
import css from './ui.module.css';

interface PageProps {
  /** The heading, and the tab's title. */
  readonly title: string;
  /** The tab's title, where it says more than the heading. */
  readonly tab?: string;
  readonly lead?: ReactNode;
  /** A form, or a page with much beside each other. */
  readonly size?: 'narrow' | 'wide';
  readonly children: ReactNode;
}

/**
 * A page: its heading takes the focus when one comes to it, so that it is read, and the keyboard begins there; and is
 * in sight, but for who comes back to where they were.
 */
export function Page({ title, tab, lead, size, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab ?? title} · onsale`;
  }, [title, tab]);
  useEffect(() => heading.current?.focus({ preventScroll: isBackAgain() }), []);
  return (
    <div className={css.page} data-wide={size === 'wide'} data-narrow={size === 'narrow'}>
      <header>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className={css.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  readonly title?: string;
  readonly children: ReactNode;
}

export function Panel({ title, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={title}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}

export function Stack({ gap, children }: { readonly gap?: 'small' | 'large'; readonly children: ReactNode }) {
  return (
    <div className={css.stack} data-gap={gap}>
      {children}
    </div>
  );
}

export function Row({ spread, children }: { readonly spread?: boolean; readonly children: ReactNode }) {
  return (
    <div className={css.row} data-spread={spread}>
      {children}
    </div>
  );
}

/** Names and what they are. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Soft({ children }: { readonly children: ReactNode }) {
  return <p className={css.soft}>{children}</p>;
}

/** For who listens, and not for who looks. */
export function Hidden({ children }: { readonly children: ReactNode }) {
  return <span className={css.hidden}>{children}</span>;
}

type Tone = 'good' | 'warn' | 'bad' | 'brand';

export function Badge({ tone, children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={css.badge} data-tone={tone}>
      {children}
    </span>
  );
}
