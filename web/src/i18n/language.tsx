// The language of the page: Korean or English, the browser's until somebody chooses.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { part } from '../part.ts';
import type { Korean, Messages } from './messages.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'ko' | 'en';
    Messages: Korean;
  }
}

export type Language = 'ko' | 'en';

const CHOSEN = 'onsale.language';
/** Shows are in Korea, whoever looks at them from wherever. */
const TIME_ZONE = 'Asia/Seoul';

const LOADERS: Record<Language, () => Promise<{ readonly messages: Messages }>> = {
  ko: () => import('./ko/index.ts'),
  en: () => import('./en/index.ts'),
};

interface Choice {
  readonly language: Language;
  choose(language: Language): void;
}

const Chosen = createContext<Choice>({ language: 'ko', choose: () => {} });

/** The language, and how to choose another. */
export const useLanguage = (): Choice => useContext(Chosen);

function firstLanguage(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (chosen === 'ko' || chosen === 'en') return chosen;
  return navigator.languages.find((tag) => /^(ko|en)\b/.test(tag))?.startsWith('en') ? 'en' : 'ko';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [loaded, setLoaded] = useState<{ readonly language: Language; readonly messages: Messages }>();
  useEffect(() => {
    let isMeant = true;
    document.documentElement.lang = language;
    // Without its words nobody could be told, so this never gives up.
    part(LOADERS[language], Number.POSITIVE_INFINITY).then(
      ({ messages }) => isMeant && setLoaded({ language, messages }),
    );
    return () => {
      isMeant = false;
    };
  }, [language]);
  const choose = (next: Language) => {
    localStorage.setItem(CHOSEN, next);
    setLanguage(next);
  };
  if (!loaded) return null;
  return (
    <Chosen value={{ language: loaded.language, choose }}>
      <IntlProvider locale={loaded.language} messages={loaded.messages as Korean} timeZone={TIME_ZONE}>
        {children}
      </IntlProvider>
    </Chosen>
  );
}
