// Begins the shop: what the library of schemas may not do, the language, the session, the page.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { queries } from './api/queries.ts';
import { session } from './api/session.ts';
import { App } from './app.tsx';
import { LanguageProvider } from './i18n/language.tsx';
import './styles/base.css';
import { watchArrivals } from './ui/arrival.ts';

// Our content security policy lets nobody make functions of text.
z.config({ jitless: true });

session.begin();
watchArrivals();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <App />
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
