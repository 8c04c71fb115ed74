// The rules of accounts, and what an access token says of its owner.
import { describe, expect, it } from 'vitest';
import { accessClaims, accessOf, normalAddress } from '../../../functions/auth/domain.ts';
import { account, NOW } from './identity-samples.ts';

describe('a new account', () => {
  it('is a buyer, whatever the person was before', () => {
    expect(account()).toMatchObject({ role: 'buyer', createdAt: NOW, updatedAt: NOW });
  });
});

describe('an address', () => {
  it.each([
    ['Kim@Example.COM', 'kim@example.com'],
    ['ｋｉｍ＠example.com', 'kim@example.com'],
    ['\u212Aim@example.com', 'kim@example.com'],
  ])('written %s is %s', (written, normal) => {
    expect(normalAddress(written)).toBe(normal);
  });
});

describe('the claims of an access token', () => {
  const claims = { ...accessClaims(account(), 'ses_1', 'j1'), exp: 900 };

  it('name the account, the person, the role and the session, and the token itself', () => {
    expect(claims).toEqual({ sub: 'u1', personId: 'p1', role: 'buyer', sid: 'ses_1', jti: 'j1', exp: 900 });
  });

  it('say nothing of the address or the name', () => {
    expect(JSON.stringify(claims)).not.toMatch(/haneul|하늘/i);
  });

  it('are read back as the caller', () => {
    expect(accessOf(claims)).toEqual({ userId: 'u1', personId: 'p1', role: 'buyer', sessionId: 'ses_1', exp: 900 });
  });

  it('of an older version name no session', () => {
    expect(accessOf({ ...claims, sid: undefined })).toEqual({ userId: 'u1', personId: 'p1', role: 'buyer', exp: 900 });
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
