// What a tab keeps while its owner says who they are, and how they come back from that.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../functions/shared/client.ts';
import {
  type Draft,
  dropDraft,
  identityBack,
  keepDraft,
  keptForMs,
  readDraft,
} from '../../../../web/src/pages/account/draft.ts';
import { identityReason } from '../../../../web/src/pages/account/identity-reason.ts';

function tab(text?: string) {
  const kept = new Map<string, string>();
  if (text !== undefined) kept.set('onsale.identity', text);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    text: () => [...kept.values()].join(),
  };
}

const NOW = 1_800_000_000_000;
const TEN_MINUTES_MS = 600_000;

const DRAFT: Draft = {
  purpose: 'SIGN_UP',
  identityVerificationId: 'id-1',
  isVerified: false,
  email: 'a@b.kr',
  next: '/concerts/con_1?date=2',
  at: NOW,
};

describe('a draft', () => {
  it('is read as it was kept, until it is dropped', () => {
    const kept = tab();
    keepDraft(kept, DRAFT);
    expect(readDraft(kept, NOW)).toEqual(DRAFT);
    dropDraft(kept);
    expect([readDraft(kept, NOW), kept.text()]).toEqual([undefined, '']);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another purpose', JSON.stringify({ ...DRAFT, purpose: 'PAY' })],
    ['no time', JSON.stringify({ ...DRAFT, at: undefined })],
    ['no id', JSON.stringify({ ...DRAFT, identityVerificationId: 1 })],
  ])('is none with %s', (_, text) => {
    expect(readDraft(tab(text), NOW)).toBeUndefined();
  });

  it('is dropped ten minutes after it was begun or verified', () => {
    const kept = tab(JSON.stringify(DRAFT));
    expect(readDraft(kept, NOW + TEN_MINUTES_MS - 1)).toEqual(DRAFT);
    expect([readDraft(kept, NOW + TEN_MINUTES_MS), kept.text()]).toEqual([undefined, '']);
    expect([0, 1, TEN_MINUTES_MS + 1].map((ms) => keptForMs(DRAFT, NOW + ms))).toEqual([
      TEN_MINUTES_MS,
      TEN_MINUTES_MS - 1,
      0,
    ]);
  });

  it('goes on to no other shop', () => {
    const nexts = ['//evil.example', '/\\evil.example', 'https://evil.example', undefined];
    const read = nexts.map((next) => readDraft(tab(JSON.stringify({ ...DRAFT, next })), NOW)?.next);
    expect(read).toEqual(['/', '/', '/', '/']);
  });

  it('is verified only where that was said', () => {
    expect(readDraft(tab(JSON.stringify({ ...DRAFT, isVerified: 'yes' })), NOW)?.isVerified).toBe(false);
  });
});

describe('who comes back from the provider', () => {
  const back = (query: Record<string, string>, draft: Draft | undefined = DRAFT) =>
    identityBack(String(new URLSearchParams(query)), draft);

  it('is verified where nothing else is said', () => {
    const query = { transactionType: 'IDENTITY_VERIFICATION', identityVerificationId: 'id-1' };
    expect(back(query)).toEqual({ came: 'verified', draft: DRAFT });
  });

  it('is refused with a code, in the words of the provider', () => {
    expect(back({ identityVerificationId: 'id-1', code: 'FAILURE_TYPE_PG', message: '취소' })).toEqual({
      came: 'refused',
      draft: DRAFT,
      message: '취소',
    });
    expect(back({ identityVerificationId: 'id-1', code: '', message: '' })).toEqual({ came: 'refused', draft: DRAFT });
  });

  it('brings nothing that was not asked for here', () => {
    const others = [
      back({ identityVerificationId: 'id-2' }),
      back({}),
      identityBack('identityVerificationId=id-1', undefined),
    ];
    expect(others).toEqual([{ came: 'unasked' }, { came: 'unasked' }, { came: 'unasked' }]);
  });
});

describe('why a verification does not count', () => {
  const refused = (code: string, reason?: string) => new ApiError(400, { code, ...(reason ? { reason } : {}) }, null);

  it('is said by the server', () => {
    expect(identityReason(refused('IDENTITY_NOT_VERIFIED', 'TOO_OLD'))).toBe('TOO_OLD');
  });

  it('is that there is none, where the reason is a new one', () => {
    expect(identityReason(refused('IDENTITY_NOT_VERIFIED', 'NEW_ONE'))).toBe('NOT_FOUND');
  });

  it('is nothing of other errors', () => {
    const others = [refused('EMAIL_TAKEN'), new TypeError(), null];
    expect(others.map(identityReason)).toEqual([undefined, undefined, undefined]);
  });
});
