// One row of the list: its seats as boxes to tick.
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import css from './list.module.css';
import { FREE, STATES } from './live.ts';
import type { Hall, HallRow } from './model.ts';
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
  const shown = seats.filter((seat) => !freeOnly || states[seat - row.first] === String(FREE) || chosen.has(seat));
  if (shown.length === 0) return null;
  const free = [...states].filter((state) => state === String(FREE)).length;
  return (
    <fieldset className={css.row}>
      <legend>{t('list.rowFree', { row: row.name, free: names.free(free, false) })}</legend>
      <div className={css.boxes}>
        {shown.map((seat) => {
          const state = STATES[Number(states[seat - row.first])] ?? 'AVAILABLE';
          const isChosen = chosen.has(seat);
          const isFree = state === 'AVAILABLE';
          const full = names.full(seat);
          return (
            <label key={seat} className={css.box} data-free={isFree}>
              <input
                type="checkbox"
                checked={isChosen}
                disabled={!isFree && !isChosen}
                aria-label={isFree ? full : `${full}, ${mine.has(seat) ? t('mineState') : t(`states.${state}`)}`}
                onChange={() => onSeat(seat)}
              />
              <span aria-hidden="true">{hall.labels[seat]}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}, isSame);

const seatsOf = (written: string) => new Set(written === '' ? [] : written.split(',').map(Number));

/** `onSeat` is another function each time, and does the same. */
function isSame(before: RowProps, after: RowProps): boolean {
  const { onSeat: _before, ...a } = before;
  const { onSeat: _after, ...b } = after;
  return (Object.keys(a) as (keyof typeof a)[]).every((key) => a[key] === b[key]);
}
