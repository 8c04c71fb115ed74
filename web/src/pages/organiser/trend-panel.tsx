// How the line and the seats went over the last minutes: small charts, and the same as a table.
import { useFormatter, useTranslations } from 'use-intl';
import { Panel, Soft } from '../../ui/layout.tsx';
import { useDuration } from '../../ui/values.tsx';
import { useClockTime } from './figures.tsx';
import { Fold } from './fold.tsx';
import { pathOf, pointsOf, rangeOf, type Sample, spanOf, thinned } from './trend.ts';
import css from './trend-panel.module.css';

const NAMES = ['waiting', 'active', 'taken'] as const;
type Name = (typeof NAMES)[number];

/** Of the box that is drawn in; it is stretched to what room there is. */
const [WIDTH, HEIGHT] = [300, 80];
const TABLE_EVERY_MS = 30_000;

export function TrendPanel({ samples }: { readonly samples: readonly Sample[] }) {
  const t = useTranslations('organiser.trend');
  return (
    <Panel title={t('title')}>
      {samples.length < 2 ? (
        <Soft>{t('soon')}</Soft>
      ) : (
        <>
          <div className={css.charts}>
            {NAMES.map((name) => (
              <Chart key={name} name={name} samples={samples} />
            ))}
          </div>
          <Fold title={t('table')}>
            <Table samples={thinned(samples, TABLE_EVERY_MS)} />
          </Fold>
          <Soft>{t('note')}</Soft>
        </>
      )}
    </Panel>
  );
}

function Chart({ name, samples }: { readonly name: Name; readonly samples: readonly Sample[] }) {
  const t = useTranslations('organiser.trend');
  const format = useFormatter();
  const duration = useDuration();
  const points = pointsOf(samples, name);
  const [span, first, last] = [spanOf(points), points[0], points.at(-1)];
  if (!span || !first || !last) return null;
  const lately = duration((span.to - span.from) / 1000);
  const summary = t('summary', { now: last.value, span: duration((last.at - first.at) / 1000), ...rangeOf(points) });
  return (
    <figure className={css.chart}>
      <figcaption className={css.caption}>
        <span>{t(name)}</span>
        <strong>{format.number(last.value)}</strong>
      </figcaption>
      <div className={css.plot}>
        <svg
          role="img"
          aria-label={`${t(name)}: ${summary}`}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          data-name={name}
        >
          <path className={css.grid} d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
          <path className={css.line} d={pathOf(points, span, WIDTH, HEIGHT)} />
        </svg>
        <span aria-hidden="true">{format.number(span.top, { notation: 'compact' })}</span>
      </div>
      <Soft>{t('lately', { span: lately })}</Soft>
    </figure>
  );
}

function Table({ samples }: { readonly samples: readonly Sample[] }) {
  const t = useTranslations('organiser.trend');
  const format = useFormatter();
  const time = useClockTime();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('time')}</th>
          {NAMES.map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {samples.map((sample) => (
          <tr key={sample.at}>
            <th scope="row">{time(sample.at)}</th>
            {NAMES.map((name) => (
              <td key={name}>{sample[name] === undefined ? '–' : format.number(sample[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
