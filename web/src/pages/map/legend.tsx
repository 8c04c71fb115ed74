// What the signs of the map mean, and what is free of each grade.
import { useTranslations } from 'use-intl';
import { GRADES, type Grade } from '../../../../functions/catalog/contract-layout.ts';
import { freeByGrade, type LiveSeats } from './live.ts';
import css from './map.module.css';
import type { Hall } from './model.ts';
import { Sign } from './sign.tsx';
import type { Prices } from './words.ts';

interface LegendProps {
  readonly hall: Hall;
  readonly live: LiveSeats | undefined;
  readonly prices: Prices;
}

/** Each grade that the hall has: its sign, its price, and what is free. */
export function GradeLegend({ hall, live, prices }: LegendProps) {
  const t = useTranslations('map');
  const common = useTranslations('common');
  const free = live && freeByGrade(hall, live);
  const grades = GRADES.filter((grade) => hall.sections.some((section) => section.grades.includes(grade)));
  return (
    <ul className={css.grades}>
      {grades.map((grade: Grade) => (
        <li key={grade}>
          <Sign look={`free-${grade}`} />
          <p>
            <strong>{common(`grades.${grade}`)}</strong>
            <span>{common('won', { amount: prices[grade] ?? 0 })}</span>
            {free && <span>{free[grade] === 0 ? t('none') : t('free', { count: free[grade] })}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

const SIGNS = [
  ['free-STANDARD', 'free'],
  ['chosen', 'chosen'],
  ['mine', 'mine'],
  ['held', 'held'],
  ['sold', 'sold'],
  ['wheels-STANDARD', 'accessible'],
] as const;

/** For who looks at the map: who listens hears the states in words. */
export function Signs() {
  const t = useTranslations('map');
  return (
    <details className={css.signs}>
      <summary>{t('map.legend')}</summary>
      <ul>
        {SIGNS.map(([look, name]) => (
          <li key={look}>
            <Sign look={look} />
            {t(`legend.${name}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}
