// What "best available" can be asked for: grades and standing rooms with what is free of them, and the wish itself.
import { GRADES, type Grade } from '../../../../functions/catalog/contract-layout.ts';
import type { BestAvailable } from '../../../../functions/reservations/contract.ts';
import { freeByGrade, type LiveSeats } from './live.ts';
import type { Hall } from './model.ts';

/** Where the seats may be. */
export type Where =
  | { readonly where: 'any' }
  | { readonly where: 'grade'; readonly grade: Grade }
  | { readonly where: 'section'; readonly section: string };

export interface Option {
  /** Names it in a form. */
  readonly id: string;
  readonly of: Where;
  /** Of what is had there; absent where it depends. */
  readonly price?: number;
  readonly free: number;
  /** Whether nobody sits there: then nothing is side by side, and no place is for a wheelchair. */
  readonly isStanding: boolean;
}

export interface Wish {
  readonly count: number;
  readonly of: Where;
  readonly together: boolean;
  readonly accessible: boolean;
}

/** Any grade first, then each grade that has seats, then each standing room. */
export function optionsOf(hall: Hall, live: LiveSeats, prices: Readonly<Partial<Record<Grade, number>>>): Option[] {
  const free = freeByGrade(hall, { ...live, areas: [] });
  const seats = hall.sections.flatMap(({ standing, grades }) => (standing === undefined ? grades : []));
  const grades = GRADES.filter((grade) => seats.includes(grade)).map((grade): Option => {
    const price = prices[grade];
    const of = { where: 'grade', grade } as const;
    return { id: grade, of, free: free[grade], isStanding: false, ...(price === undefined ? {} : { price }) };
  });
  const rooms = live.areas.map(({ section, price, available }): Option => {
    return { id: `in ${section}`, of: { where: 'section', section }, price, free: available, isStanding: true };
  });
  const sum = grades.reduce((all, option) => all + option.free, 0);
  const whichever: Option[] =
    grades.length > 1 ? [{ id: 'any', of: { where: 'any' }, free: sum, isStanding: false }] : [];
  return [...whichever, ...grades, ...rooms];
}

/** As the API takes it. */
export function bestAvailableOf({ count, of, together, accessible }: Wish): BestAvailable {
  switch (of.where) {
    case 'any':
      return { count, adjacent: together, accessible };
    case 'grade':
      return { count, grade: of.grade, adjacent: together, accessible };
    case 'section':
      return { count, section: of.section };
    default:
      return of satisfies never;
  }
}
