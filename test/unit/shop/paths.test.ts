// Where one goes on to after signing in: a page of this shop, letter for letter as it was.
import { describe, expect, it } from 'vitest';
import { nextOf, paths } from '../../../web/src/paths.ts';

const goingOn = (next: string) => nextOf(String(new URLSearchParams({ next })));
const searchOf = (address: string) => new URL(address, 'https://shop.example').search;

describe('where one goes on to', () => {
  it.each(['/', '/wallet', '/concerts/con_1/seats?date=sch_2', '/card-back?paymentToken=ab%2Bcd%25&txId=%EC%97%B0'])(
    'is %s as it was written',
    (here) => {
      expect(nextOf(searchOf(paths.signIn(here)))).toBe(here);
    },
  );

  it('is the first page where nothing is said', () => {
    expect([nextOf(''), nextOf('?next='), nextOf('?other=/wallet')]).toEqual(['/', '/', '/']);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'wallet',
    '//',
    '//[',
  ])('is the first page for %j', (next) => {
    expect(goingOn(next)).toBe('/');
  });

  it('has no fragment', () => {
    expect(goingOn('/wallet?a=1#page')).toBe('/wallet?a=1');
  });
});
