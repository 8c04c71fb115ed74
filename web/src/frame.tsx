// What is around every page: the way to the others, the language, and whether the server can be reached.
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link, useLocation } from 'wouter';
import { useConnection } from './api/connection.ts';
import { useSession } from './api/session.ts';
import css from './frame.module.css';
import { useLanguage } from './i18n/language.tsx';
import { isOnTheWayIn, nextOf, paths } from './paths.ts';
import { useRawSearch } from './search.ts';
import { useTop } from './ui/arrival.ts';

export function Frame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  useTop(useLocation()[0]);
  return (
    <>
      <a className={css.skip} href="#page">
        {t('skip')}
      </a>
      <header className={css.head}>
        <Link href={paths.concerts()} className={css.name}>
          {t('shop')}
        </Link>
        <Ways />
      </header>
      <Connection />
      <main id="page" tabIndex={-1} className={css.main}>
        {children}
      </main>
    </>
  );
}

function Ways() {
  const t = useTranslations('common');
  const { language, choose } = useLanguage();
  const state = useSession();
  const [here] = useLocation();
  const search = useRawSearch();
  const whole = search === '' ? here : `${here}?${search}`;
  const next = nextOf(search);
  const other = language === 'ko' ? 'en' : 'ko';
  const ways: readonly (readonly [string, string])[] =
    state === 'in'
      ? [
          [paths.tickets(), t('tickets')],
          [paths.wallet(), t('wallet')],
          [paths.account(), t('account')],
        ]
      : [[paths.signIn(isOnTheWayIn(here) ? next : whole), t('signIn')]];
  return (
    <nav className={css.ways} aria-label={t('menu')}>
      {state !== 'unknown' &&
        ways.map(([to, name]) => (
          <Link key={to} href={to} aria-current={here === to.split('?')[0] ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      <button type="button" lang={other} onClick={() => choose(other)}>
        {t('language')}
      </button>
    </nav>
  );
}

/** For so long an answer may take before it is spoken of. */
const PATIENCE_MS = 1_500;

/** That one is offline, or that the server is being asked again: said where it is seen and heard, in the way of nothing. */
function Connection() {
  const t = useTranslations('common');
  const state = useConnection();
  const [shown, setShown] = useState<typeof state>('good');
  useEffect(() => {
    const timer = setTimeout(() => setShown(state), state === 'waiting' ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className={css.connection} data-shown={shown !== 'good'}>
      {shown === 'offline' && t('offline')}
      {shown === 'waiting' && t('waitingForServer')}
    </div>
  );
}
