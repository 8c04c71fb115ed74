// What a process was refused with, as its client sees it.
import { Refusal } from '../functions/shared/refusal.ts';

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/** The code, the reason if there is one, and after how many seconds to ask again. */
export interface Refused {
  readonly code: string;
  readonly reason: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** A process that died is a gateway's 502 to its client, who tries again. @throws what was not foreseen */
export function refusedBy(error: unknown, isDeath: (error: unknown) => boolean): Refused {
  if (isRefusal(error)) {
    const { reason } = error.fields;
    return {
      code: error.kind.code,
      reason: typeof reason === 'string' ? reason : undefined,
      retryAfterSeconds: error.retryAfterSeconds,
    };
  }
  if (isDeath(error)) return { code: 'TRY_AGAIN', reason: undefined, retryAfterSeconds: undefined };
  throw error;
}
