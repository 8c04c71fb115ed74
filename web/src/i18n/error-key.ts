// Which sentence is an error's: by the API's code, by what API Gateway says itself, or by how no answer came.
import { ApiError } from '../../../functions/shared/client.ts';
import { isNoAnswer } from '../api/retry.ts';

/** Answers without a code of ours: API Gateway's own, and those of what stands between. */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TRY_AGAIN',
  502: 'UPSTREAM_UNREACHABLE',
  503: 'TRY_AGAIN',
  504: 'UPSTREAM_UNREACHABLE',
};

/** Sentences that are the client's own: no code of an answer means them. */
const OURS = ['unknown', 'network', 'outdated'];

/** By the names of errors, as they are thrown here. `SyntaxError`: a page of a hotspot, where JSON was asked for. */
const BY_NAME: Readonly<Record<string, string>> = {
  SignedOut: 'UNAUTHENTICATED',
  SyntaxError: 'network',
  $ZodError: 'outdated',
};

export interface ErrorKey {
  /** Of the sentence; `unknown` where nobody foresaw the error. */
  readonly key: string;
  /** To mention when asking for help: of what nobody foresaw. */
  readonly requestId?: string;
}

/** @param has whether there is a sentence under a key */
export function errorKey(error: Error, has: (key: string) => boolean): ErrorKey {
  if (!(error instanceof ApiError)) return { key: isNoAnswer(error) ? 'network' : (BY_NAME[error.name] ?? 'unknown') };
  const { code, problem } = error;
  const isForeseen = problem.code !== undefined && !OURS.includes(code) && has(code) && code !== 'UNEXPECTED';
  if (isForeseen) return { key: code };
  const requestId = typeof problem.requestId === 'string' ? { requestId: problem.requestId } : {};
  const key = code === 'UNEXPECTED' ? code : problem.code === undefined ? BY_STATUS[error.status] : undefined;
  return { key: key ?? 'unknown', ...requestId };
}
