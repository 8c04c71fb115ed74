// Money is integer KRW, never below zero where a person has it.
import * as z from 'zod/mini';

/** An amount in won. */
export type Krw = number;

/** A whole number as JSON carries it: no fraction, no -0, nothing beyond 2^53. */
export const wholeNumber = z.int().check(z.refine((n: number) => !Object.is(n, -0)));

/** A price in won: 1 to 100,000,000. */
export const priceKrw = wholeNumber.check(z.minimum(1), z.maximum(100_000_000));
