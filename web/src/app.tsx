// The frame of every page, and which page is at which address.
import { type ComponentType, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Frame } from './frame.tsx';
import { ConcertsPage } from './pages/concerts/concerts.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { PartMissingPage } from './pages/part-missing.tsx';
import { SignedIn } from './pages/signed-in.tsx';
import { part } from './part.ts';
import { patterns } from './paths.ts';
import { Loading } from './ui/notice.tsx';

/** What is not on the first page is loaded when one goes there. */
const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(() =>
    part(load).then(
      (loaded) => ({ default: loaded[name] }),
      () => ({ default: PartMissingPage }),
    ),
  );

const OPEN = [
  [patterns.concert, page(() => import('./pages/concerts/concert.tsx'), 'ConcertPage')],
  [patterns.signIn, page(() => import('./pages/account/sign-in.tsx'), 'SignInPage')],
  [patterns.signUp, page(() => import('./pages/account/sign-up.tsx'), 'SignUpPage')],
  [patterns.resetPassword, page(() => import('./pages/account/reset-password.tsx'), 'ResetPasswordPage')],
  [patterns.identityBack, page(() => import('./pages/account/identity-back.tsx'), 'IdentityBackPage')],
] as const;

const FOR_MEMBERS = [
  [patterns.line, page(() => import('./pages/line/line.tsx'), 'LinePage')],
  [patterns.seats, page(() => import('./pages/map/seats.tsx'), 'SeatsPage')],
  [patterns.reservation, page(() => import('./pages/checkout/reservation.tsx'), 'ReservationPage')],
  [patterns.cardBack, page(() => import('./pages/checkout/card-back.tsx'), 'CardBackPage')],
  [patterns.tickets, page(() => import('./pages/tickets/tickets.tsx'), 'TicketsPage')],
  [patterns.wallet, page(() => import('./pages/wallet/wallet.tsx'), 'WalletPage')],
  [patterns.account, page(() => import('./pages/account/account.tsx'), 'AccountPage')],
  [patterns.organiser, page(() => import('./pages/organiser/organiser.tsx'), 'OrganiserPage')],
  [patterns.organiserConcert, page(() => import('./pages/organiser/concert.tsx'), 'OrganiserConcertPage')],
] as const;

export function App() {
  return (
    <Frame>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path={patterns.concerts} component={ConcertsPage} />
          {OPEN.map(([path, Shown]) => (
            <Route key={path} path={path}>
              <Shown />
            </Route>
          ))}
          {FOR_MEMBERS.map(([path, Shown]) => (
            <Route key={path} path={path}>
              <SignedIn>
                <Shown />
              </SignedIn>
            </Route>
          ))}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  );
}
