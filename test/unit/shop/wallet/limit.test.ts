// Which limit a charge would have gone over.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../functions/shared/client.ts';
import { limitIn } from '../../../../web/src/orders/limit.ts';

const refused = (problem: Readonly<Record<string, unknown>>) => new ApiError(409, problem, null);

describe('a refused charge', () => {
  it('names the limit, and how much would be taken', () => {
    const problem = { code: 'LIMIT_REACHED', limit: 'PER_DAY', limitKrw: 3_000_000, remainingKrw: 20_000 };
    expect(limitIn(refused(problem))).toEqual({ limit: 'PER_DAY', limitKrw: 3_000_000, remainingKrw: 20_000 });
  });

  it('is of no such limit where the same code is of seats, or where it is another', () => {
    expect(limitIn(refused({ code: 'LIMIT_REACHED', limit: 4 }))).toBeUndefined();
    expect(
      limitIn(refused({ code: 'AMOUNT_INVALID', limit: 'PER_DAY', limitKrw: 1, remainingKrw: 1 })),
    ).toBeUndefined();
    expect(limitIn(new TypeError('no answer'))).toBeUndefined();
  });
});
