// What a request can be refused with: one vocabulary of codes, each with its status and its sentence in two languages.

/** A refusal as a contract lists it. `ko` and `en` are whole sentences a buyer may read (requirements R7). */
export interface RefusalKind<Code extends string = string> {
  readonly code: Code;
  readonly status: number;
  readonly ko: string;
  readonly en: string;
}

type Texts = readonly [status: number, ko: string, en: string];

/**
 * Names a contract's refusals.
 * @example const refusals = defineRefusals({ SEAT_TAKEN: [409, '이미 예약된 좌석입니다', 'That seat is already taken'] })
 */
export function defineRefusals<const T extends Record<string, Texts>>(table: T) {
  const kinds = Object.entries(table).map(([code, [status, ko, en]]) => [code, { code, status, ko, en }]);
  return Object.fromEntries(kinds) as { readonly [Code in keyof T & string]: RefusalKind<Code> };
}

/** Thrown by a use case to answer `kind`; `fields` are added to the problem document, `retryAfterSeconds` as a header. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: RefusalKind, fields: Readonly<Record<string, unknown>> = {}, retryAfterSeconds?: number) {
    super(kind.code);
    this.name = 'Refusal';
    this.kind = kind;
    this.fields = fields;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Refusals that any route can answer. */
export const common = defineRefusals({
  INVALID_REQUEST: [400, '요청이 올바르지 않습니다', 'The request is not valid'],
  UNAUTHENTICATED: [401, '로그인이 필요합니다', 'Please sign in'],
  OPERATORS_ONLY: [403, '운영자만 사용할 수 있습니다', 'Only operators may do this'],
  NOT_FOUND: [404, '찾을 수 없습니다', 'Not found'],
  NOT_ACCEPTABLE: [
    406,
    '응답이 커서 Accept-Encoding: gzip이 필요합니다',
    'This answer is large: please accept gzip (Accept-Encoding)',
  ],
  PAYLOAD_TOO_LARGE: [413, '요청이 너무 큽니다', 'The request is too large'],
  UNSUPPORTED_MEDIA_TYPE: [415, '받지 않는 형식입니다', 'That type of body is not accepted'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    '같은 Idempotency-Key가 다른 요청에 이미 사용되었습니다',
    'This Idempotency-Key was used for another request',
  ],
  UNEXPECTED: [500, '예기치 못한 오류가 발생했습니다', 'Something unexpected went wrong'],
  TRY_AGAIN: [503, '잠시 후 다시 시도해 주세요', 'Please try again in a moment'],
});
