// What the shop says: the Korean sentences are the list of what there is, and English has the same.
import type { messages as korean } from './ko/index.ts';

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };

/** The arguments of each sentence are read from these. */
export type Korean = typeof korean;

export type Messages = Shape<Korean>;
