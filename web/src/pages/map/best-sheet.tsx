// "Best available": how many, of what, and side by side or not; found and held at once.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BestAvailable } from '../../../../functions/reservations/contract.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check } from '../../ui/field.tsx';
import { Soft } from '../../ui/layout.tsx';
import { Notice, Problem } from '../../ui/notice.tsx';
import css from './best.module.css';
import { bestAvailableOf, type Option, optionsOf } from './best.ts';
import type { LiveSeats } from './live.ts';
import page from './map.module.css';
import { Limit } from './messages.tsx';
import type { Hall } from './model.ts';
import type { Refusals } from './use-refusals.ts';
import type { Names, Prices } from './words.ts';

interface SheetProps {
  readonly hall: Hall;
  readonly live: LiveSeats;
  readonly prices: Prices;
  readonly names: Names;
  readonly limit: number;
  /** Standing room that was asked for; empty: all of it. */
  readonly section: string;
  readonly isBusy: boolean;
  readonly refused: Refusals;
  readonly onFind: (wish: BestAvailable) => void;
  readonly onClose: () => void;
}

const USUAL = 2;

export function BestSheet(props: SheetProps) {
  const { hall, live, prices, limit, section, isBusy, refused, onFind, onClose } = props;
  const t = useTranslations('map');
  const options = optionsOf(hall, live, prices);
  const [count, setCount] = useState(Math.min(USUAL, Math.max(1, limit)));
  const [id, setId] = useState(section === '' ? (options[0]?.id ?? '') : `in ${section}`);
  const [together, setTogether] = useState(true);
  const [accessible, setAccessible] = useState(false);
  const option = options.find((one) => one.id === id) ?? options[0];
  const find = (asked: number) => {
    refused.forget();
    if (option) onFind(bestAvailableOf({ count: asked, of: option.of, together, accessible }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) find(count);
  };
  return (
    <Dialog title={t('best.title')} onClose={onClose}>
      <form onSubmit={submit} className={css.best}>
        <Soft>{t('best.lead')}</Soft>
        <Count count={count} limit={limit} onCount={setCount} />
        <Where {...props} options={options} chosen={option?.id ?? ''} onChoose={setId} />
        {option && !option.isStanding && (
          <div>
            {count > 1 && (
              <Check
                label={t('best.together')}
                checked={together}
                onChange={({ target }) => setTogether(target.checked)}
              />
            )}
            {hall.accessible.size > 0 && (
              <Check
                label={t('best.accessible')}
                checked={accessible}
                onChange={({ target }) => setAccessible(target.checked)}
              />
            )}
          </div>
        )}
        <Refusal
          {...props}
          onTake={(asked) => {
            setCount(asked);
            find(asked);
          }}
        />
        <div className={css.do}>
          <Button type="submit" kind="main" wide busy={isBusy}>
            {t('best.find')}
          </Button>
          <Button kind="quiet" wide onClick={onClose}>
            {useTranslations('common')('close')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface CountProps {
  readonly count: number;
  readonly limit: number;
  readonly onCount: (count: number) => void;
}

function Count({ count, limit, onCount }: CountProps) {
  const t = useTranslations('map');
  return (
    <fieldset className={css.count}>
      <legend>{t('best.count')}</legend>
      <Button aria-label={t('best.fewer')} disabled={count <= 1} onClick={() => onCount(count - 1)}>
        −
      </Button>
      <output aria-live="polite">{t('best.people', { count })}</output>
      <Button aria-label={t('best.more')} disabled={count >= limit} onClick={() => onCount(count + 1)}>
        +
      </Button>
    </fieldset>
  );
}

type WhereProps = Pick<SheetProps, 'names' | 'hall'> & {
  readonly options: readonly Option[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
};

function Where({ names, hall, options, chosen, onChoose }: WhereProps) {
  const t = useTranslations('map');
  const common = useTranslations('common');
  const nameOf = ({ of }: Option) => {
    if (of.where === 'any') return t('best.any');
    if (of.where === 'grade') return common(`grades.${of.grade}`);
    return names.section(hall.sections.findIndex(({ name }) => name === of.section));
  };
  return (
    <fieldset className={css.where}>
      <legend>{t('best.where')}</legend>
      {options.map((option) => (
        <label key={option.id} className={css.option}>
          <input
            type="radio"
            name="where"
            checked={option.id === chosen}
            disabled={option.free === 0 && option.id !== chosen}
            onChange={() => onChoose(option.id)}
          />
          <strong className={css.what}>{nameOf(option)}</strong>
          <span className={css.price}>
            {option.price !== undefined && common('won', { amount: option.price })}
            <span className={page.left}>{names.free(option.free, option.isStanding)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The focus goes to what was refused, so that it is read and the keyboard is beside what can be done. */
function Refusal({ refused, isBusy, onTake }: SheetProps & { readonly onTake: (count: number) => void }) {
  const t = useTranslations('map');
  const focus = useRef<HTMLDivElement>(null);
  const { refusal, error } = refused;
  useEffect(() => {
    if (error) focus.current?.focus();
  }, [error]);
  const said = () => {
    if (!refusal || !error) return null;
    if (refusal.refusal === 'limit') return <Limit limit={refusal.limit} owned={refusal.owned} t={t} />;
    if (refusal.refusal !== 'few') return <Problem error={error} />;
    const count = refusal.largest;
    return (
      <Notice tone="warn" title={count === 0 ? t('best.noneTitle') : t('best.few', { count })}>
        <p>{count === 0 ? t('best.noneHint') : t('best.fewHint', { count })}</p>
        {count > 0 && (
          <Button small busy={isBusy} onClick={() => onTake(count)}>
            {t('best.takeFew', { count })}
          </Button>
        )}
      </Notice>
    );
  };
  return (
    <div ref={focus} tabIndex={-1} className={css.messages}>
      {said()}
    </div>
  );
}
