// What a field's fault is called: a sentence for people in both languages, and nothing of types and patterns.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Refusal } from '../../../functions/shared/refusal.ts';
import { parse } from '../../../functions/shared/request.ts';
import { isoTime, text } from '../../../functions/shared/route.ts';

const schema = z.strictObject({
  name: text(5),
  email: z.optional(z.string().check(z.minLength(6, { abort: true }), z.email())),
  count: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  share: z.optional(z.number()),
  open: z.optional(z.boolean()),
  seats: z.optional(z.array(z.int()).check(z.minLength(1), z.maxLength(2))),
  kind: z.optional(z.enum(['A', 'B'])),
  at: z.optional(isoTime),
  day: z.optional(z.iso.date()),
  id: z.optional(z.string().check(z.regex(/^[a-z]+$/))),
  odd: z.optional(z.number().check(z.refine((n: number) => n % 2 === 1))),
});

function told(value: unknown, language: 'ko' | 'en'): unknown {
  try {
    return parse(schema, value, language, 'body');
  } catch (error) {
    return (error as Refusal).fields.errors;
  }
}

describe('a fault', () => {
  it.each([
    [{}, 'name', '필수 항목입니다', 'is required'],
    [{ name: '' }, 'name', '비워 둘 수 없습니다', 'must not be empty'],
    [{ name: 'too long' }, 'name', '5자 이하여야 합니다', 'must have at most 5 characters'],
    [{ name: 5 }, 'name', '문자열이어야 합니다', 'must be text'],
    [{ name: null }, 'name', '문자열이어야 합니다', 'must be text'],
    [{ name: 'a', email: 'x' }, 'email', '6자 이상이어야 합니다', 'must have at least 6 characters'],
    [{ name: 'a', email: 'x at y z' }, 'email', '이메일 주소가 아닙니다', 'is not an e-mail address'],
    [{ name: 'a', count: 0 }, 'count', '1 이상이어야 합니다', 'must be at least 1'],
    [{ name: 'a', count: 10 }, 'count', '9 이하여야 합니다', 'must be at most 9'],
    [{ name: 'a', count: 1.5 }, 'count', '정수여야 합니다', 'must be a whole number'],
    [{ name: 'a', share: 'x' }, 'share', '숫자여야 합니다', 'must be a number'],
    [{ name: 'a', open: 1 }, 'open', 'true 또는 false여야 합니다', 'must be true or false'],
    [{ name: 'a', seats: {} }, 'seats', '목록이어야 합니다', 'must be a list'],
    [{ name: 'a', seats: [] }, 'seats', '1개 이상이어야 합니다', 'must have at least 1 items'],
    [{ name: 'a', seats: [1, 2, 3] }, 'seats', '2개 이하여야 합니다', 'must have at most 2 items'],
    [{ name: 'a', kind: 'C' }, 'kind', '다음 중 하나여야 합니다: A, B', 'must be one of: A, B'],
    [{ name: 'a', day: 'soon' }, 'day', '2025-07-13처럼 날짜여야 합니다', 'must be a date, such as 2025-07-13'],
    [{ name: 'a', id: '!!' }, 'id', '형식이 올바르지 않습니다', 'does not have the right form'],
    [{ name: 'a', odd: 2 }, 'odd', '올바르지 않은 값입니다', 'is not valid'],
    [{ name: 'a', more: 1 }, 'more', '알 수 없는 항목입니다', 'is not known here'],
    ['text', 'body', 'JSON 객체여야 합니다', 'must be a JSON object'],
  ])('of %j is told of %s as “%s”, “%s”', (value, field, ko, en) => {
    expect(told(value, 'ko')).toEqual([{ field, message: ko }]);
    expect(told(value, 'en')).toEqual([{ field, message: en }]);
  });

  it('of a time gives an example', () => {
    const example = expect.stringContaining('2025-07-13T19:00:00+09:00');
    expect(told({ name: 'a', at: 'soon' }, 'ko')).toEqual([{ field: 'at', message: example }]);
  });
});
