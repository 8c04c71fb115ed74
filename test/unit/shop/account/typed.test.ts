// What is wrong with what was typed, before and after it is sent.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { email, newPassword } from '../../../../functions/auth/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import {
  faultOfEmail,
  faultOfNewPassword,
  faultsOf,
  PASSWORD_LENGTH,
} from '../../../../web/src/pages/account/typed.ts';

describe('an e-mail address', () => {
  it.each([
    ['', 'EMPTY'],
    ['  ', 'EMPTY'],
    ['name', 'NO_EMAIL'],
    ['name@', 'NO_EMAIL'],
    ['name@example', 'NO_EMAIL'],
    ['na me@example.com', 'NO_EMAIL'],
    ['a@b@example.com', 'NO_EMAIL'],
  ])('%j is none: %s', (text, fault) => {
    expect([faultOfEmail(text), z.safeParse(email, text).success]).toEqual([fault, false]);
  });

  it.each(['name@example.com', ' name@example.com ', 'Name+x@mail.example.co.kr'])('%j is one', (text) => {
    expect([faultOfEmail(text), z.safeParse(email, text.trim()).success]).toEqual([undefined, true]);
  });
});

describe('a new password', () => {
  const { least, most } = PASSWORD_LENGTH;

  it.each([
    ['', 'EMPTY'],
    ['a'.repeat(least - 1), 'TOO_SHORT'],
    ['😀'.repeat(least - 1), 'TOO_SHORT'],
    ['한'.normalize('NFD').repeat(least - 1), 'TOO_SHORT'],
    ['a'.repeat(most + 1), 'TOO_LONG'],
  ])('%j is refused here and by the server: %s', (text, fault) => {
    expect([faultOfNewPassword(text), z.safeParse(newPassword, text).success]).toEqual([fault, false]);
  });

  it.each(['a'.repeat(least), '😀'.repeat(least), '한'.normalize('NFD').repeat(most)])('%j is long enough', (text) => {
    expect([faultOfNewPassword(text), z.safeParse(newPassword, text).success]).toEqual([undefined, true]);
  });
});

describe('what the server says of fields', () => {
  const NAMES = { email: 'email', new: 'password' } as const;
  const refused = (errors?: unknown) => new ApiError(400, { code: 'INVALID_REQUEST', errors }, null);

  it('is said beside the fields of the form', () => {
    const errors = [
      { field: 'email', message: 'is not an e-mail address' },
      { field: 'new', message: 'is among the passwords that are guessed first' },
    ];
    expect(faultsOf(refused(errors), NAMES)).toEqual({
      email: 'is not an e-mail address',
      password: 'is among the passwords that are guessed first',
    });
  });

  it('is said of the whole where the form has no such field', () => {
    const errors = [
      { field: 'email', message: 'is not an e-mail address' },
      { field: 'identityVerificationId', message: 'is not valid' },
    ];
    expect(faultsOf(refused(errors), NAMES)).toBeUndefined();
  });

  it.each([
    ['no list', refused()],
    ['an empty list', refused([])],
    ['no answer', new TypeError()],
  ])('is nothing with %s', (_, error) => {
    expect(faultsOf(error, NAMES)).toBeUndefined();
  });
});
