// What is chosen, what it comes to, and holding it: at hand wherever one is on the page.
import { useTranslations } from 'use-intl';
import { GRADES } from '../../../../functions/catalog/contract-layout.ts';
import { Button } from '../../ui/button.tsx';
import { Won } from '../../ui/values.tsx';
import css from './bar.module.css';
import type { Choice } from './choice.ts';
import page from './map.module.css';
import { Messages } from './messages.tsx';
import type { Hall } from './model.ts';
import type { Lost } from './use-choice.ts';
import type { Refusals } from './use-refusals.ts';
import type { Names, Prices } from './words.ts';

interface BarProps {
  readonly chosen: { readonly choice: Choice; readonly lost: Lost | undefined; forget(): void };
  readonly refused: Refusals;
  readonly hall: Hall;
  readonly names: Names;
  readonly prices: Prices;
  readonly limit: number;
  readonly owned: number;
  readonly isBusy: boolean;
  readonly warning: string;
  readonly onSeat: (seat: number) => void;
  readonly onHold: () => void;
  readonly onBest: () => void;
}

export function ChoiceBar(props: BarProps) {
  const { chosen, refused, names, limit, owned, isBusy, warning, onHold, onBest } = props;
  const t = useTranslations('map');
  const { choice } = chosen;
  const hasSome = choice.length > 0;
  return (
    <section className={css.bar} aria-label={t('bar.label')}>
      <div className={css.inner}>
        <Messages lost={chosen.lost} refused={refused} names={names} onForget={chosen.forget} />
        {warning !== '' && (
          <p className={css.warning} aria-hidden="true">
            {warning}
          </p>
        )}
        {hasSome && <Chips {...props} />}
        <div className={css.sum}>
          {hasSome ? <Sum {...props} /> : <Empty limit={limit} owned={owned} />}
          <div className={css.buttons}>
            <Button kind={hasSome ? 'quiet' : 'main'} disabled={limit === 0} onClick={onBest}>
              {t(hasSome ? 'bar.bestShort' : 'bar.best')}
            </Button>
            {hasSome && (
              <Button kind="main" busy={isBusy} onClick={onHold}>
                {t('bar.hold')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}

function Empty({ limit, owned }: Pick<BarProps, 'limit' | 'owned'>) {
  const t = useTranslations('map');
  if (limit === 0) return <p>{t('bar.noneLeft', { limit: owned })}</p>;
  return (
    <p>
      <strong>{t('bar.empty')}</strong>
      <span className={page.left}>{t('bar.emptyHint', { limit })}</span>
    </p>
  );
}

function Sum({ chosen: { choice }, hall, prices }: BarProps) {
  const t = useTranslations('map');
  const amount = choice.reduce((sum, seat) => sum + (prices[GRADES[hall.grades[seat] ?? 0] ?? 'STANDARD'] ?? 0), 0);
  return (
    <p>
      <span className={page.left}>{t('bar.count', { count: choice.length })}</span>
      <strong className={css.amount}>
        <Won amount={amount} />
      </strong>
    </p>
  );
}

/** Letting one go: the focus goes to the next of them, or to what comes after. */
function Chips({ chosen: { choice }, names, onSeat }: BarProps) {
  const t = useTranslations('map');
  return (
    <ul className={css.chips}>
      {choice.map((seat) => (
        <li key={seat}>
          <button
            type="button"
            aria-label={t('bar.remove', { seat: names.seat(seat) })}
            onClick={({ currentTarget }) => {
              const item = currentTarget.parentElement;
              const next = item?.nextElementSibling ?? item?.previousElementSibling;
              const bar = currentTarget.closest('section');
              onSeat(seat);
              const to = next?.querySelector('button') ?? bar?.querySelector<HTMLElement>('[data-kind]');
              to?.focus();
            }}
          >
            {names.seat(seat)}
            <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
            </svg>
          </button>
        </li>
      ))}
    </ul>
  );
}
