// What seats, sections and their states are called.
import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { GRADES, type Grade } from '../../../../functions/catalog/contract-layout.ts';
import { saysWhatItIs } from '../../orders/names.ts';
import { FREE, freeIn, type LiveSeats, STATES } from './live.ts';
import type { Hall } from './model.ts';
import type { Words } from './scene.ts';

export type Prices = Readonly<Partial<Record<Grade, number>>>;

export interface Names {
  section(section: number): string;
  /** Where it is: section, row and number. */
  seat(seat: number): string;
  /** And of which grade, what it costs, and whether it is a place for a wheelchair. */
  full(seat: number): string;
  /** With what it costs. */
  grade(grade: Grade): string;
  /** As the map has it. */
  state(live: LiveSeats | undefined, seat: number): string;
  free(count: number, isRoom: boolean): string;
}

export function useNames(hall: Hall, prices: Prices): Names {
  const t = useTranslations('map');
  const common = useTranslations('common');
  return useMemo((): Names => {
    const sectionNamed = (name: string) => t(saysWhatItIs(name) ? 'asWhole' : 'section', { name });
    const section = (index: number) => sectionNamed(hall.sections[index]?.name ?? '');
    const seat = (index: number) => {
      const row = hall.rows[hall.rowOf[index] ?? -1];
      const label = hall.labels[index] ?? '';
      if (!row) return label;
      const place = { section: section(row.section), label };
      return row.name === '' ? t('seatNoRow', place) : t('seat', { ...place, row: row.name });
    };
    return {
      section,
      seat,
      full: (index) => {
        const grade = GRADES[hall.grades[index] ?? 0] ?? 'STANDARD';
        const price = prices[grade];
        const said = { seat: seat(index), grade: common(`grades.${grade}`) };
        const all =
          price === undefined
            ? t('fullNoPrice', said)
            : t('full', { ...said, price: common('won', { amount: price }) });
        if (hall.accessible.has(index)) return `${all}, ${t('accessible')}`;
        return hall.companion.has(index) ? `${all}, ${t('companion')}` : all;
      },
      grade: (grade) => {
        const price = prices[grade];
        const named = common(`grades.${grade}`);
        return price === undefined ? named : `${named} ${common('won', { amount: price })}`;
      },
      state: (live, index) => t(`states.${STATES[live?.states[index] ?? FREE] ?? 'AVAILABLE'}`),
      free: (count, isRoom) => (count === 0 ? t('none') : t(isRoom ? 'room' : 'free', { count })),
    };
  }, [t, common, hall, prices]);
}

/** What is written on the map. */
export function useWords(hall: Hall, live: LiveSeats | undefined, names: Names): Words {
  const t = useTranslations('map');
  const format = useFormatter();
  return useMemo(() => {
    const sections = hall.sections.map(({ name, standing }, i) => {
      const free = live ? freeIn(hall, live, i) : undefined;
      return {
        name,
        free: free === undefined ? '' : names.free(free, standing !== undefined),
        count: free === undefined ? '' : format.number(free),
        isOver: free === 0,
      };
    });
    return { stage: t('stage'), sections };
  }, [t, format, hall, live, names]);
}
