// The hall as a list, with all that the map can do: sections, their rows, and a box to tick for each seat.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import { Soft } from '../../ui/layout.tsx';
import css from './list.module.css';
import { ListRow } from './list-row.tsx';
import { freeIn, type LiveSeats } from './live.ts';
import type { MapProps } from './map-view.tsx';

type ListProps = Pick<MapProps, 'hall' | 'choice' | 'mine' | 'names' | 'onSeat' | 'onRoom'> & {
  readonly live: LiveSeats;
};

export function SeatList(props: ListProps) {
  const { hall, live } = props;
  const t = useTranslations('map');
  const [freeOnly, setFreeOnly] = useState(true);
  const [open, setOpen] = useState(hall.sections.length === 1 ? 0 : -1);
  const sections = hall.sections
    .map((_, section) => ({ section, free: freeIn(hall, live, section) }))
    .filter(({ section, free }) => !freeOnly || free > 0 || section === open);
  return (
    <div className={css.list}>
      <Check label={t('list.freeOnly')} checked={freeOnly} onChange={({ target }) => setFreeOnly(target.checked)} />
      {sections.length === 0 && <Soft>{t('list.allEmpty')}</Soft>}
      {sections.map(({ section, free }) => (
        <ListSection
          key={section}
          {...props}
          section={section}
          free={free}
          freeOnly={freeOnly}
          isOpen={section === open}
          onToggle={(isOpen) => setOpen((before) => (isOpen ? section : before === section ? -1 : before))}
        />
      ))}
    </div>
  );
}

interface SectionProps extends ListProps {
  readonly section: number;
  readonly free: number;
  readonly freeOnly: boolean;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** Only what is open is in the page: 50,000 boxes would be too many for any browser. */
function ListSection(props: SectionProps) {
  const { hall, section, names, free, freeOnly, isOpen, onToggle, live, choice, mine, onSeat, onRoom } = props;
  const t = useTranslations('map');
  const known = hall.sections[section];
  if (!known) return null;
  const isRoom = known.standing !== undefined;
  const rows = hall.rows.slice(known.firstRow, known.firstRow + known.rows);
  return (
    <details className={css.section} open={isOpen} onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
      <summary>
        <strong>{names.section(section)}</strong>
        <span>{names.free(free, isRoom)}</span>
      </summary>
      {isOpen && isRoom && (
        <div className={css.room}>
          <Soft>{t('list.standing')}</Soft>
          <Button
            onClick={() => onRoom(known.name)}
            aria-label={t('list.chooseIn', { section: names.section(section) })}
          >
            {t('list.choose')}
          </Button>
        </div>
      )}
      {isOpen && !isRoom && free === 0 && freeOnly && <Soft>{t('list.empty')}</Soft>}
      {isOpen &&
        rows.map((row) => {
          const states = live.states.subarray(row.first, row.first + row.length).join('');
          const own = (seats: Iterable<number>) =>
            [...seats].filter((seat) => seat >= row.first && seat < row.first + row.length).join();
          return (
            <ListRow
              key={row.first}
              hall={hall}
              row={row}
              states={states}
              chosen={own(choice)}
              mine={own(mine)}
              freeOnly={freeOnly}
              names={names}
              onSeat={onSeat}
            />
          );
        })}
    </details>
  );
}
