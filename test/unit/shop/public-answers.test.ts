// The CDN keeps what the API calls public by its address alone: so that must be the same for everybody.
import { describe, expect, it } from 'vitest';
import { allRoutes } from '../../support/routes.ts';

const named = (routes: typeof allRoutes) => routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const shared = allRoutes.filter(({ cacheControl }) => cacheControl.startsWith('public'));

describe('an answer that a cache may give to anybody', () => {
  it.each(named(shared))('is of no one person, has one form, and sets nothing: %s', (_, route) => {
    const { method, who, accessToken, queueToken, headers, cookies, setsCookies, media } = route;
    expect({ method, who, accessToken, queueToken, headers, cookies, setsCookies, media }).toEqual({
      method: 'GET',
      who: 'open',
      accessToken: false,
      queueToken: false,
      headers: {},
      cookies: {},
      setsCookies: [],
      media: [],
    });
  });
});

it('every other answer is kept by nobody else', () => {
  const others = allRoutes.filter((route) => !shared.includes(route));
  expect(others.filter(({ cacheControl }) => !/^(no-store$|private\b)/.test(cacheControl))).toEqual([]);
});
