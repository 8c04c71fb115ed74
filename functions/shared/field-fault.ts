// What is wrong with a field of a request, in the words of those who filled it in; patterns and types are in the OpenAPI.
import type * as z from 'zod/mini';
import type { Sentence } from './problem.ts';

const REQUIRED: Sentence = { ko: '필수 항목입니다', en: 'is required' };
const UNKNOWN: Sentence = { ko: '알 수 없는 항목입니다', en: 'is not known here' };
const INVALID: Sentence = { ko: '올바르지 않은 값입니다', en: 'is not valid' };

const TYPES: Readonly<Record<string, Sentence>> = {
  string: { ko: '문자열이어야 합니다', en: 'must be text' },
  number: { ko: '숫자여야 합니다', en: 'must be a number' },
  int: { ko: '정수여야 합니다', en: 'must be a whole number' },
  boolean: { ko: 'true 또는 false여야 합니다', en: 'must be true or false' },
  array: { ko: '목록이어야 합니다', en: 'must be a list' },
  object: { ko: 'JSON 객체여야 합니다', en: 'must be a JSON object' },
};

const FORMATS: Readonly<Record<string, Sentence>> = {
  email: { ko: '이메일 주소가 아닙니다', en: 'is not an e-mail address' },
  datetime: {
    ko: '2025-07-13T19:00:00+09:00처럼 오프셋이 있는 시각이어야 합니다',
    en: 'must be a time with an offset, such as 2025-07-13T19:00:00+09:00',
  },
  date: { ko: '2025-07-13처럼 날짜여야 합니다', en: 'must be a date, such as 2025-07-13' },
  regex: { ko: '형식이 올바르지 않습니다', en: 'does not have the right form' },
};

/** @param issue as zod hands it to an error map: with the input, so that what is missing can be told from what is wrong */
export function sentenceOf(issue: z.core.$ZodRawIssue): Sentence {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? REQUIRED : (TYPES[issue.expected] ?? INVALID);
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum);
    case 'invalid_format':
      return FORMATS[issue.format] ?? INVALID;
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { ko: `다음 중 하나여야 합니다: ${values}`, en: `must be one of: ${values}` };
    }
    case 'unrecognized_keys':
      return UNKNOWN;
    case 'custom':
      return ownSentence(issue.params) ?? INVALID;
    default:
      return INVALID;
  }
}

function tooSmall(origin: string, least: number | bigint): Sentence {
  if (origin === 'string') {
    if (Number(least) === 1) return { ko: '비워 둘 수 없습니다', en: 'must not be empty' };
    return { ko: `${least}자 이상이어야 합니다`, en: `must have at least ${least} characters` };
  }
  if (origin === 'array') return { ko: `${least}개 이상이어야 합니다`, en: `must have at least ${least} items` };
  return { ko: `${least} 이상이어야 합니다`, en: `must be at least ${least}` };
}

function tooBig(origin: string, most: number | bigint): Sentence {
  if (origin === 'string') return { ko: `${most}자 이하여야 합니다`, en: `must have at most ${most} characters` };
  if (origin === 'array') return { ko: `${most}개 이하여야 합니다`, en: `must have at most ${most} items` };
  return { ko: `${most} 이하여야 합니다`, en: `must be at most ${most}` };
}

/** A contract's own rule brings its sentence along. */
function ownSentence(params: Readonly<Record<string, unknown>> | undefined): Sentence | undefined {
  const { ko, en } = params ?? {};
  return typeof ko === 'string' && typeof en === 'string' ? { ko, en } : undefined;
}
