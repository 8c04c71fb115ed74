// What a queue token must say.
import { describe, expect, it } from 'vitest';
import { claimsOf, toClaims, tokenExpiry } from '../../../functions/queue/domain-token.ts';

const claims = { userId: 'u1', personId: 'p1', concertId: 'con_1', seq: 7 };

describe('the claims of a queue token', () => {
  it('come back as they were signed', () => {
    expect(claimsOf(toClaims(claims))).toEqual(claims);
  });

  it.each(['sub', 'personId', 'concertId', 'seq'])('are none without %s', (missing) => {
    expect(claimsOf({ ...toClaims(claims), [missing]: undefined })).toBeUndefined();
  });

  it.each([0, -1, 1.5, '7', Number.NaN])('are none with the place %s', (seq) => {
    expect(claimsOf({ ...toClaims(claims), seq })).toBeUndefined();
  });

  it('last until the last hold of the last lease can be paid', () => {
    expect(tokenExpiry(1_000_000, { leaseSeconds: 60, holdSeconds: 5 })).toBe(1_065_000);
  });
});
