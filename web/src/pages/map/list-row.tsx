// One row of the list: its seats as boxes to tick.
import { memo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { GRADES } from '../../../../functions/catalog/contract-layout.ts';
import css from './list.module.css';
import { FREE, STATES } from './live.ts';
import type { Hall, HallRow } from './model.ts';
import { Sign } from './sign.tsx';
import type { Names } from './words.ts';

interface RowProps {
  readonly hall: Hall;
  readonly row: HallRow;
  /** Of its seats: a digit each, so that a row in which nothing changed is not drawn again. */
  readonly states: string;
  /** Of its seats those chosen, and those one's own: by index of the hall, with commas between. */
  readonly chosen: string;
  readonly mine: string;
  readonly freeOnly: boolean;
  readonly names: Names;
  readonly onSeat: (seat: number) => void;
}

export const ListRow = memo(function ListRow(props: RowProps) {
  const { hall, row, states, freeOnly, names, onSeat } = props;
  const t = useTranslations('map');
  const chosen = seatsOf(props.chosen);
  const mine = seatsOf(props.mine);
  const seats = Array.from({ length: row.length }, (_, i) => row.first + i);
  const isFree = (seat: number) => states[seat - row.first] === String(FREE);
  // What was shown stays where it is: nothing moves away from under a finger, or takes the focus with it.
  const known = useRef<ReadonlySet<number>>(new Set());
  const shown = seats.filter((seat) => !freeOnly || isFree(seat) || chosen.has(seat) || known.current.has(seat));
  known.current = new Set(freeOnly ? shown : []);
  if (shown.length === 0) return null;
  const free = seats.filter(isFree).length;
  const grades = GRADES.filter((_, grade) => seats.some((seat) => hall.grades[seat] === grade));
  return (
    <fieldset className={css.row}>
      <legend>
        {t('list.row', { row: row.name })}
        <span>{grades.map((grade) => names.grade(grade)).join(' · ')}</span>
        <span>{names.free(free, false)}</span>
      </legend>
      <div className={css.boxes}>
        {shown.map((seat) => {
          const state = STATES[Number(states[seat - row.first])] ?? 'AVAILABLE';
          const isChosen = chosen.has(seat);
          const full = names.full(seat);
          return (
            <label key={seat} className={css.box} data-free={isFree(seat) || isChosen}>
              <input
                type="checkbox"
                checked={isChosen}
                aria-disabled={!isFree(seat) && !isChosen}
                aria-label={isFree(seat) ? full : `${full}, ${mine.has(seat) ? t('mineState') : t(`states.${state}`)}`}
                onChange={() => onSeat(seat)}
              />
              <span aria-hidden="true">{hall.labels[seat]}</span>
              {hall.accessible.has(seat) && <Sign look="wheels-STANDARD" />}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}, isSame);

const seatsOf = (written: string) => new Set(written === '' ? [] : written.split(',').map(Number));

/** `onSeat` is another function each time, and does the same: an older one knows the row as it is drawn. */
function isSame(before: RowProps, after: RowProps): boolean {
  const { onSeat: _before, ...a } = before;
  const { onSeat: _after, ...b } = after;
  return (Object.keys(a) as (keyof typeof a)[]).every((key) => a[key] === b[key]);
}
