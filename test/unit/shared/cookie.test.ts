// Cookies that no script reads, and no other site sends.
import { expect, it } from 'vitest';
import { endedCookie, strictCookie } from '../../../functions/shared/cookie.ts';

it('a cookie goes to the routes of signing in alone, by https, from our own site, and no script sees it', () => {
  expect(strictCookie('name', 'value', 60)).toBe(
    'name=value; Path=/api/v1/auth; Max-Age=60; HttpOnly; Secure; SameSite=Strict',
  );
});

it('an ended cookie is taken away by its name and path', () => {
  expect(endedCookie('name')).toBe('name=; Path=/api/v1/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict');
});
