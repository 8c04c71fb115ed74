// The dates of a concert, with seats left and prices per grade; those that can be chosen are choices.
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Schedule } from '../../api/concerts.ts';
import { Badge, Hidden, Soft } from '../../ui/layout.tsx';
import { When, Won } from '../../ui/values.tsx';
import css from './concert.module.css';
import { type DateState, isFew, stateOfDate } from './sale.ts';

interface DatesProps {
  readonly dates: readonly Schedule[];
  /** Those that can be chosen. */
  readonly among: readonly Schedule[];
  readonly chosen: string | undefined;
  /** Epoch ms, by the server's clock. */
  readonly now: number;
  readonly onChoose: (scheduleId: string) => void;
}

export function Dates({ dates, among, chosen, now, onChoose }: DatesProps) {
  const t = useTranslations('concerts');
  const name = useId();
  if (dates.length === 0) {
    return (
      <div>
        <p>{t('noDates')}</p>
        <Soft>{t('noDatesHint')}</Soft>
      </div>
    );
  }
  return (
    <fieldset className={css.dates}>
      <legend>
        <Hidden>{among.length > 1 ? t('dates') : t('datesToSee')}</Hidden>
      </legend>
      {dates.map((date) => {
        const { scheduleId } = date;
        const shown = <DateShown date={date} state={stateOfDate(date, now)} />;
        if (!among.includes(date)) {
          return (
            <div key={scheduleId} className={css.date} data-off="true">
              {shown}
            </div>
          );
        }
        return (
          <label key={scheduleId} className={css.date} data-chosen={scheduleId === chosen}>
            <input
              type="radio"
              name={name}
              value={scheduleId}
              checked={scheduleId === chosen}
              onChange={() => onChoose(scheduleId)}
            />
            {shown}
          </label>
        );
      })}
    </fieldset>
  );
}

const TONES = { 'on-sale': 'good', 'sold-out': 'bad', coming: 'brand', ended: undefined } as const;

function DateShown({ date, state }: { readonly date: Schedule; readonly state: DateState }) {
  const t = useTranslations('concerts');
  const tone = TONES[state];
  return (
    <span className={css.dateBody}>
      <span className={css.dateHead}>
        <strong>
          <When at={date.startAt} />
        </strong>
        <Badge {...(tone ? { tone } : {})}>{t(`status.${state}`)}</Badge>
      </span>
      {state === 'coming' && (
        <span className={css.dateNote}>{t.rich('opensAt', { at: () => <When at={date.saleStartAt} /> })}</span>
      )}
      {state === 'on-sale' && (
        <span className={css.dateNote}>{t.rich('endsAt', { at: () => <When at={date.saleEndAt} /> })}</span>
      )}
      {state !== 'ended' && date.grades.map((one) => <Grade key={one.grade} {...one} />)}
    </span>
  );
}

function Grade({ grade, price, total, available }: Schedule['grades'][number]) {
  const t = useTranslations('concerts');
  const name = useTranslations('common')(`grades.${grade}`);
  return (
    <span className={css.grade}>
      <span>{name}</span>
      <span className={css.price}>
        <Won amount={price} />
      </span>
      <span className={css.left} data-few={isFew({ available, total })} data-none={available === 0}>
        {available === 0 ? t('noneLeft') : t('left', { count: available })}
      </span>
    </span>
  );
}
