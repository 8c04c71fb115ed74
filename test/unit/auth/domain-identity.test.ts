// The rules of identity: which verifications count, how old somebody is, who may become a member.
import { describe, expect, it } from 'vitest';
import {
  ageAt,
  decideIdentity,
  decideMember,
  type Identity,
  leaving,
  type Owner,
  personIdOf,
  personNames,
} from '../../../functions/auth/domain-identity.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { CHANNEL, identity, KEY_A, KEY_B, NOW, ringA, ringAB, verification } from './identity-samples.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a verification', () => {
  const asked = { identityVerificationId: 'v1', channelKey: CHANNEL, now: NOW };
  const decide = (change: Parameters<typeof verification>[1]) => decideIdentity(verification('v1', change), asked);

  it('names the person', () => {
    expect(decide({})).toEqual({ decision: 'known', identity });
  });

  it.each([
    ['it is not there', undefined, 'NOT_FOUND'],
    ['the person has not gone through with it', { status: 'NOT_COMPLETED' } as const, 'NOT_COMPLETED'],
    ['it failed', { status: 'FAILED' } as const, 'FAILED'],
    ['it is another one than was asked for', verification('v2'), 'NOT_OURS'],
    ['it was made on a channel of somebody else', verification('v1', { channelKey: 'channel-key-2' }), 'NOT_OURS'],
    ['it names no channel', verification('v1', { channelKey: undefined }), 'NOT_OURS'],
    ['it is older than ten minutes', verification('v1', { verifiedAt: NOW - 10 * MINUTE - 1 }), 'TOO_OLD'],
    ['it is in the future', verification('v1', { verifiedAt: NOW + MINUTE + 1 }), 'NOT_COMPLETED'],
    ['nothing names the person', verification('v1', { ci: undefined, di: undefined }), 'NO_KEY'],
    ['what should name the person is blank', verification('v1', { ci: '', di: ' \n' }), 'NO_KEY'],
  ])('is refused when %s', (_, found, reason) => {
    expect(decideIdentity(found, asked)).toEqual({ decision: 'refused', reason });
  });

  it.each([
    ['ten minutes old', NOW - 10 * MINUTE],
    ['by a clock that is a minute ahead of ours', NOW + MINUTE],
  ])('counts when it is %s', (_, verifiedAt) => {
    expect(decide({ verifiedAt })).toEqual({ decision: 'known', identity });
  });

  it('falls back to DI where the provider gives no CI, and says so', () => {
    expect(decide({ ci: undefined })).toMatchObject({
      identity: { identifiers: [{ kind: 'DI', value: 'di-of-haneul' }] },
    });
  });
});

describe('age', () => {
  it.each([
    ['on the birthday', '2012-11-21', '2026-11-21T00:00:00+09:00', 14],
    ['on the day before it', '2012-11-21', '2026-11-20T23:59:59+09:00', 13],
    ['on the birthday in Seoul, which is the day before in London', '2012-11-21', '2026-11-20T15:00:00Z', 14],
    ['on the last evening in Seoul, when it is the day in Auckland', '2012-11-21', '2026-11-20T14:59:59Z', 13],
    ['born on 29 February, on 28 February of a year without', '2012-02-29', '2026-02-28T23:59:59+09:00', 13],
    ['born on 29 February, on 1 March of a year without', '2012-02-29', '2026-03-01T00:00:00+09:00', 14],
    ['born on 29 February, on 28 February of a leap year', '2012-02-29', '2028-02-28T12:00:00+09:00', 15],
    ['born on 29 February, on that day', '2012-02-29', '2028-02-29T00:00:00+09:00', 16],
    ['at 31 December', '2012-12-31', '2026-12-30T12:00:00+09:00', 13],
    ['at New Year', '2012-01-01', '2026-01-01T00:00:00+09:00', 14],
    ['not born yet', '2027-01-01', '2026-11-21T12:00:00+09:00', -1],
  ])('%s', (_, birthDate, now, age) => {
    expect(ageAt(birthDate, Date.parse(now))).toBe(age);
  });
});

describe('the names of a person', () => {
  it('are one for each identifier and key, CI first and the oldest key first', () => {
    const names = personNames(identity, ringAB);
    const [a, b] = [ringAB.oldest.kid, ringAB.newest.kid];
    expect(names.map(({ kind, kid }) => [kind, kid])).toEqual([
      ['CI', a],
      ['CI', b],
      ['DI', a],
      ['DI', b],
    ]);
    expect(new Set(names.map(({ hash }) => hash)).size).toBe(4);
  });

  it('are 256 bits each, and show nothing of the identifiers', () => {
    const names = personNames(identity, ringAB);
    expect(names.every(({ hash }) => /^[\w-]{43}$/.test(hash))).toBe(true);
    expect(JSON.stringify(names)).not.toContain('haneul');
  });

  it('tell a CI from a DI that reads the same', () => {
    const same: Identity = {
      ...identity,
      identifiers: [
        { kind: 'CI', value: 'x' },
        { kind: 'DI', value: 'x' },
      ],
    };
    const [ci, di] = personNames(same, ringA);
    expect(ci?.hash).not.toBe(di?.hash);
  });

  it('overlap between instances that know different keys, until the ring is another', () => {
    const hashes = (secret: string) => personNames(identity, parseKeyRing(secret)).map(({ hash }) => hash);
    const shared = (one: string, other: string) => hashes(one).filter((hash) => hashes(other).includes(hash)).length;
    expect(shared(KEY_A, `${KEY_A}\n${KEY_B}`)).toBe(2);
    expect(shared(`${KEY_A}\n${KEY_B}`, KEY_B)).toBe(2);
    expect(shared(KEY_A, KEY_B)).toBe(0);
  });

  it('are given once by a key that is twice in the secret', () => {
    expect(personNames(identity, parseKeyRing(`${KEY_A}\n${KEY_A}`))).toHaveLength(2);
  });
});

describe('the id of a person', () => {
  it('stays when a key is added', () => {
    expect(personIdOf(identity, ringAB)).toBe(personIdOf(identity, ringA));
    expect(personIdOf(identity, ringA)).toMatch(/^\w{22}$/);
  });

  it('is another for another person', () => {
    const other = { ...identity, identifiers: [{ kind: 'CI', value: 'ci-of-bada' } as const] as const };
    expect(personIdOf(other, ringA)).not.toBe(personIdOf(identity, ringA));
  });
});

describe('becoming a member', () => {
  const newcomer: Owner = { userId: 'new', personId: 'new' };
  const decide = (...persons: Parameters<typeof decideMember>[0]['persons']) =>
    decideMember({ used: undefined, persons }, newcomer, NOW);
  const ci = { hash: 'ci', userId: 'u1', personId: 'p1' };
  const di = { hash: 'di', userId: 'u2', personId: 'p2' };

  it('is for who was never here', () => {
    expect(decide()).toEqual({ decision: 'member', owner: newcomer });
  });

  it('is not for who has an account, under whatever name', () => {
    expect(decide(ci)).toEqual({ decision: 'ALREADY_A_MEMBER' });
    expect(decide({ ...ci, freeAt: NOW - DAY }, di)).toEqual({ decision: 'ALREADY_A_MEMBER' });
  });

  it('is not yet for who left, until the last of their names is free', () => {
    const left = decide({ ...ci, freeAt: NOW + DAY }, { ...di, freeAt: NOW + 2 * DAY });
    expect(left).toEqual({ decision: 'LEFT_RECENTLY', from: NOW + 2 * DAY });
    expect(decide({ ...ci, freeAt: NOW + 1 })).toEqual({ decision: 'LEFT_RECENTLY', from: NOW + 1 });
  });

  it('is for who comes back when they may, with the ids they had', () => {
    expect(decide({ ...ci, freeAt: NOW })).toEqual({ decision: 'member', owner: { userId: 'u1', personId: 'p1' } });
  });

  it('takes the ids of the CI where two names have different ones', () => {
    const decided = decide({ ...ci, freeAt: NOW - DAY }, { ...di, freeAt: NOW - 2 * DAY });
    expect(decided).toEqual({ decision: 'member', owner: { userId: 'u1', personId: 'p1' } });
  });

  it('is not for a verification that was used, whoever it was', () => {
    const used = { userId: 'u1', use: 'RESET' } as const;
    expect(decideMember({ used, persons: [ci] }, newcomer, NOW)).toEqual({ decision: 'used', used });
  });
});

describe('leaving', () => {
  it('frees the person after the days given, and keeps whose records they are for the years given', () => {
    expect(leaving(NOW, { rejoinDays: 30, recordYears: 5 })).toEqual({
      freeAt: NOW + 30 * DAY,
      ttl: Math.ceil((NOW + 1826.25 * DAY) / 1000),
    });
  });

  it('never forgets when a person may come back before they may', () => {
    const { freeAt, ttl } = leaving(NOW, { rejoinDays: 3_650, recordYears: 1 });
    expect(ttl * 1000).toBeGreaterThanOrEqual(freeAt);
  });
});
