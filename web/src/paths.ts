// The addresses of the shop's pages: how each is written, and how routes match it.
export const patterns = {
  concerts: '/',
  concert: '/concerts/:concertId',
  line: '/concerts/:concertId/line',
  seats: '/concerts/:concertId/seats',
  reservation: '/reservations/:reservationId',
  cardBack: '/card-back',
  identityBack: '/identity-back',
  tickets: '/tickets',
  wallet: '/wallet',
  account: '/account',
  signIn: '/sign-in',
  signUp: '/sign-up',
  resetPassword: '/reset-password',
  organiser: '/organiser',
  organiserConcert: '/organiser/:concertId',
} as const;

const at = (pattern: string, values: Readonly<Record<string, string>>) =>
  pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));

export const paths = {
  concerts: () => patterns.concerts,
  concert: (concertId: string) => at(patterns.concert, { concertId }),
  line: (concertId: string, scheduleId?: string) => at(patterns.line, { concertId }) + ofDate(scheduleId),
  seats: (concertId: string, scheduleId?: string) => at(patterns.seats, { concertId }) + ofDate(scheduleId),
  reservation: (reservationId: string) => at(patterns.reservation, { reservationId }),
  cardBack: () => patterns.cardBack,
  identityBack: () => patterns.identityBack,
  tickets: () => patterns.tickets,
  wallet: () => patterns.wallet,
  account: () => patterns.account,
  /** @param next where one goes on to afterwards */
  signIn: (next?: string) => patterns.signIn + goingOn(next),
  signUp: (next?: string) => patterns.signUp + goingOn(next),
  resetPassword: (next?: string) => patterns.resetPassword + goingOn(next),
  organiser: () => patterns.organiser,
  organiserConcert: (concertId: string) => at(patterns.organiserConcert, { concertId }),
};

const ofDate = (scheduleId?: string) => (scheduleId ? `?${new URLSearchParams({ date: scheduleId })}` : '');
const goingOn = (next?: string) => (next && next !== '/' ? `?${new URLSearchParams({ next })}` : '');

/** Whether a page is one on which one signs in or up: there, one goes on to where one came from. */
export const isOnTheWayIn = (path: string): boolean =>
  [patterns.signIn, patterns.signUp, patterns.resetPassword, patterns.identityBack].some((one) => one === path);

/** Stands for this shop, which has no other pages than these: where it is does not matter. */
const HERE = 'https://shop.invalid';

/**
 * Where to go on to: a path of this shop, whatever the address says and however a browser would read it.
 * @param search as it is in the address, not decoded
 */
export function nextOf(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  try {
    const { origin, pathname, search: query } = new URL(next, HERE);
    // A path that begins with two slashes is another shop's address.
    const isOurs = next.startsWith('/') && origin === HERE && !pathname.startsWith('//');
    return isOurs ? `${pathname}${query}` : '/';
  } catch {
    return '/';
  }
}
