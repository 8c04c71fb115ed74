// Problem documents: one shape, in the reader's language.
import { describe, expect, it } from 'vitest';
import { languageOf, problem } from '../../../functions/shared/problem.ts';
import { common, defineRefusals, Refusal } from '../../../functions/shared/refusal.ts';

const { SEAT_TAKEN } = defineRefusals({ SEAT_TAKEN: [409, '이미 예약된 좌석입니다', 'That seat is already taken'] });

describe('the language', () => {
  it.each([
    [undefined, 'ko'],
    ['', 'ko'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
    ['en;q=0.8, ko;q=0.9', 'ko'],
    ['fr, en;q=0.5', 'en'],
    ['fr', 'ko'],
    ['en;q=0', 'ko'],
    ['ko;q=0.5, en;q=0.5', 'ko'],
    ['en;q=nonsense', 'ko'],
    ['enm', 'ko'],
  ])('for Accept-Language %s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('a problem document', () => {
  it('keeps its own members, whatever the fields of a code are called', () => {
    const fields = { status: 'CONFIRMED', code: 'x', seats: [15] };
    expect(problem(SEAT_TAKEN, 'en', 'r1', fields)).toMatchObject({ status: 409, code: 'SEAT_TAKEN', seats: [15] });
  });

  it('has the members of RFC 9457, the code, and the code’s own fields', () => {
    expect(problem(SEAT_TAKEN, 'ko', 'r1', { seats: [15] })).toEqual({
      type: 'urn:onsale:problem:SEAT_TAKEN',
      title: 'Conflict',
      status: 409,
      detail: '이미 예약된 좌석입니다',
      code: 'SEAT_TAKEN',
      requestId: 'r1',
      seats: [15],
    });
  });

  it('says each fault of a field in the reader’s language', () => {
    const errors = [
      { field: 'a', message: { ko: '틀렸습니다', en: 'is wrong' } },
      { field: 'b', message: 'as it is' },
    ];
    expect(problem(common.INVALID_REQUEST, 'en', 'r1', { errors })).toMatchObject({
      errors: [
        { field: 'a', message: 'is wrong' },
        { field: 'b', message: 'as it is' },
      ],
    });
  });
});

describe('a refusal', () => {
  it('is an error that carries its kind, its fields and when to come again', () => {
    const refusal = new Refusal(SEAT_TAKEN, { seats: [15] }, 3);
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).toMatchObject({ message: 'SEAT_TAKEN', kind: SEAT_TAKEN, fields: { seats: [15] } });
    expect(refusal.retryAfterSeconds).toBe(3);
  });

  it('is listed by its code, with status and both sentences', () => {
    expect(SEAT_TAKEN).toEqual({
      code: 'SEAT_TAKEN',
      status: 409,
      ko: '이미 예약된 좌석입니다',
      en: 'That seat is already taken',
    });
  });
});
