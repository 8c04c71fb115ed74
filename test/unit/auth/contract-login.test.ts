// What a login may say: an address in whatever form, that is looked for in one.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { routes } from '../../../functions/auth/contract-sessions.ts';

const read = (email: string) => z.safeParse(routes.logIn.body, { email, password: 'x' });

describe('the address of a login', () => {
  it.each(['Kim@Example.com', 'KIM@EXAMPLE.COM', 'ｋｉｍ@example.com'])('is looked for in one form: %s', (email) => {
    expect(read(email).data?.email).toBe('kim@example.com');
  });

  it('may be one that nobody can have: the answer is the same', () => {
    expect(read('nobody').success).toBe(true);
  });

  it('is refused when it is too long, also in the form it is looked for in', () => {
    expect(
      ['a'.repeat(254), 'a'.repeat(255), '\ufdfa'.repeat(14), '\ufdfa'.repeat(15)].map((text) => read(text).success),
    ).toEqual([true, false, true, false]);
  });
});
