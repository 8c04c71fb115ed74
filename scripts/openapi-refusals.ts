// The error half of docs/openapi.json: which refusals a route can answer, and how a problem document looks.
import { refusals as queue } from '../functions/queue/contract.ts';
import { problem } from '../functions/shared/problem.ts';
import { common, type RefusalKind } from '../functions/shared/refusal.ts';
import { nothing, type Route } from '../functions/shared/route.ts';
import type { Contract, Json } from './openapi.ts';

/** What a problem document says beside what all say, as an example. */
const FIELDS: Readonly<Record<string, Json>> = {
  INVALID_REQUEST: { errors: [{ field: 'amount', message: '…' }] },
  SEAT_TAKEN: { seats: [{ seatNo: 15, status: 'HOLD' }] },
  SEAT_NOT_FOUND: { seatNos: [51, 99] },
  NOT_ENOUGH_SEATS: { largest: 2 },
  LIMIT_REACHED: { limit: 4, seats: 3 },
};

/** What a route refuses by its contract, by its gate, and as every route does. */
export function refusalsOf(route: Route): RefusalKind[] {
  const reads = route.params !== nothing || route.query !== nothing || route.body !== nothing || route.idempotent;
  const admitted = route.who === 'admitted' || route.who === 'once-admitted';
  const kinds = [
    ...(reads ? [common.INVALID_REQUEST] : []),
    ...(route.body === nothing && !route.rawBody ? [] : [common.PAYLOAD_TOO_LARGE]),
    ...(route.body === nothing ? [] : [common.UNSUPPORTED_MEDIA_TYPE]),
    ...(route.who === 'open' ? [] : [common.UNAUTHENTICATED]),
    ...(route.who === 'operator' ? [common.OPERATORS_ONLY] : []),
    ...(admitted ? [queue.QUEUE_TOKEN_INVALID, queue.NOT_ADMITTED] : []),
    ...(route.idempotent ? [common.IDEMPOTENCY_KEY_REUSED] : []),
    ...route.refusals,
    common.UNEXPECTED,
    common.TRY_AGAIN,
  ];
  return [...new Set(kinds)];
}

/** Names each refusal by the service whose contract has it: two services may use one code, each with its sentence. */
export class Refusals {
  private readonly names = new Map<RefusalKind, string>();

  constructor(contracts: readonly Contract[]) {
    const owned = contracts.map(({ service, refusals }) => ({ service, refusals }));
    for (const { service, refusals } of [{ service: 'common', refusals: common }, ...owned]) {
      for (const kind of Object.values(refusals)) this.names.set(kind, `${service}.${kind.code}`);
    }
  }

  /** One example per refusal: the problem document in Korean, its sentence in English as the summary. */
  examples(): Json {
    const examples = [...this.names].map(([kind, name]) => {
      return [name, { summary: kind.en, value: problem(kind, 'ko', 'dHVlfgZhIE0EMYg=', FIELDS[kind.code] ?? {}) }];
    });
    return Object.fromEntries(examples);
  }

  /** The responses that any route can refer to. */
  shared(): Json {
    const kinds: RefusalKind[] = Object.values(common);
    return Object.fromEntries(kinds.map((kind) => [kind.code, this.response([kind])]));
  }

  /** The error responses of a route, by status. */
  responses(route: Route): Json {
    const byStatus = Map.groupBy(refusalsOf(route), (kind) => kind.status);
    const responses = [...byStatus].map(([status, kinds]) => {
      const [only, ...others] = kinds;
      const isCommon = only && others.length === 0 && this.names.get(only) === `common.${only.code}`;
      // API Gateway itself refuses what has no header, and asks for none on an open route.
      const isGateways = route.who !== 'open' || only !== common.UNAUTHENTICATED;
      const shared = isCommon && isGateways ? { $ref: `#/components/responses/${only.code}` } : undefined;
      return [String(status), shared ?? this.response(kinds, route.who !== 'open')];
    });
    return Object.fromEntries(responses);
  }

  private response(kinds: readonly RefusalKind[], hasGate = true): Json {
    const sentences = kinds.map(({ code, ko, en }) => `- \`${code}\`: ${ko} · ${en}`);
    const names = kinds.map((kind) => this.names.get(kind) ?? kind.code);
    const status = kinds[0]?.status;
    return {
      description: sentences.join('\n'),
      headers: {
        'X-Correlation-Id': { $ref: '#/components/headers/X-Correlation-Id' },
        ...(status === 503 || status === 429 ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}),
      },
      content: {
        'application/problem+json': {
          schema: {
            allOf: [{ $ref: '#/components/schemas/Problem' }],
            properties: { code: { enum: kinds.map(({ code }) => code) } },
          },
          examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
        },
        ...(hasGate && kinds.includes(common.UNAUTHENTICATED)
          ? { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } }
          : {}),
      },
    };
  }
}

/** What every problem document has (RFC 9457), and what API Gateway says itself when a header is missing. */
export const errorSchemas: Json = {
  Problem: {
    type: 'object',
    description: 'RFC 9457; a code may add fields of its own. `detail` follows Accept-Language: Korean or English.',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string' },
      requestId: { type: 'string' },
      errors: {
        type: 'array',
        description:
          'With INVALID_REQUEST: each fault by its field; in CSV its column, and its line from 1. After 1,000, how many more.',
        items: {
          type: 'object',
          required: ['field', 'message'],
          properties: { field: { type: 'string' }, line: { type: 'integer' }, message: { type: 'string' } },
        },
      },
    },
  },
  GatewayMessage: {
    type: 'object',
    description: "API Gateway's own body: Authorization or X-Queue-Token was not sent at all.",
    required: ['message'],
    properties: { message: { type: 'string' } },
  },
};
