// The rules of accounts, and what an access token says of its owner.
import { describe, expect, it } from 'vitest';
import { accessClaims, accessOf, newAccount } from '../../../functions/auth/domain.ts';

const account = newAccount({ userId: 'u1', email: 'Kim@Example.com', name: 'Kim', at: 1_000 });

describe('a new account', () => {
  it('is a buyer, and the person that limits count for', () => {
    expect(account).toMatchObject({ role: 'buyer', personId: 'u1' });
  });

  it('keeps the address as its owner wrote it', () => {
    expect(account.email).toBe('Kim@Example.com');
  });
});

describe('the claims of an access token', () => {
  const claims = { ...accessClaims(account, 'j1'), exp: 900 };

  it('name the account, the person and the role, and the token itself', () => {
    expect(claims).toEqual({ sub: 'u1', personId: 'u1', role: 'buyer', jti: 'j1', exp: 900 });
  });

  it('say nothing of the address or the name', () => {
    expect(JSON.stringify(claims)).not.toMatch(/kim/i);
  });

  it('are read back as the caller', () => {
    expect(accessOf(claims)).toEqual({ userId: 'u1', personId: 'u1', role: 'buyer', exp: 900 });
  });

  it.each([
    ['no subject', { sub: undefined }],
    ['a person that is no text', { personId: 7 }],
    ['no end', { exp: undefined }],
    ['a role nobody knows', { role: 'admin' }],
  ])('are refused with %s', (_, change) => {
    expect(accessOf({ ...claims, ...change })).toBeUndefined();
  });
});
