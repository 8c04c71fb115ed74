// A line as it is now: what it does, how many wait and are in, how fast it goes, and how long people wait.
import { useFormatter, useTranslations } from 'use-intl';
import { useServerNow } from '../../api/clock.ts';
import type { LineNow, Look } from '../../api/organiser.ts';
import { Badge, Facts, Panel, Row, Soft } from '../../ui/layout.tsx';
import { useDuration } from '../../ui/values.tsx';
import { Tile, Tiles, usePercent, useRate } from './figures.tsx';
import css from './line-panel.module.css';
import { isPassing, isStale, stateOf, type Ticks, ticksOf, toneOf } from './line-state.ts';

const SECOND_MS = 1000;

export function LinePanel({ look }: { readonly look: Look }) {
  const t = useTranslations('organiser.line');
  const { view } = look;
  return (
    <Panel title={t('title')}>
      <State view={view} />
      <Age at={look.at} />
      <Numbers view={view} />
      <More view={view} />
    </Panel>
  );
}

/** What the line does: heard when it changes. */
function State({ view }: { readonly view: LineNow }) {
  const t = useTranslations('organiser');
  const duration = useDuration();
  const now = useServerNow(SECOND_MS);
  const state = stateOf(view, now);
  const { calls, failedShare, factor } = view.backpressure;
  const percent = usePercent();
  return (
    <div className={css.state}>
      <div role="status" className={css.state}>
        <Row>
          <Badge {...toned(toneOf(state))}>{t(`state.${state}`)}</Badge>
          {view.draining && !view.closed && <Badge tone="warn">{t('state.draining')}</Badge>}
        </Row>
        <p>{t(`stateHint.${state}`)}</p>
      </div>
      {state === 'passing' && isPassing(view, now) && view.passThroughUntil !== undefined && (
        <Soft>{t('line.until', { left: duration((Date.parse(view.passThroughUntil) - now) / SECOND_MS) })}</Soft>
      )}
      {state === 'slowed' && (
        <Soft>{t('line.pressure', { calls, share: percent(failedShare), factor: percent(factor) })}</Soft>
      )}
    </div>
  );
}

const toned = (tone: ReturnType<typeof toneOf>) => (tone === undefined ? {} : { tone });

/** Says so where what one sees is old. */
function Age({ at }: { readonly at: number }) {
  const t = useTranslations('organiser.line');
  const duration = useDuration();
  const ageMs = useServerNow(SECOND_MS) - at;
  if (!isStale(ageMs)) return null;
  return <p className={css.stale}>{t('asOf', { ago: duration(ageMs / SECOND_MS) })}</p>;
}

function Numbers({ view }: { readonly view: LineNow }) {
  const t = useTranslations('organiser.line');
  const format = useFormatter();
  const { admittedPerMinute } = view;
  return (
    <Tiles>
      <Tile name={t('waiting')}>{format.number(view.waiting)}</Tile>
      <Tile name={t('active')} of={t('ofCapacity', { capacity: view.capacity })}>
        {format.number(view.active)}
      </Tile>
      <Tile name={t('admittedPerMinute')}>
        {admittedPerMinute === undefined ? '–' : format.number(admittedPerMinute, { maximumFractionDigits: 1 })}
      </Tile>
      <Tile name={t('admitted')} of={`/ ${format.number(view.joined)}`}>
        {format.number(view.admitted)}
      </Tile>
    </Tiles>
  );
}

function More({ view }: { readonly view: LineNow }) {
  const t = useTranslations('organiser.line');
  const [duration, rate, percent] = [useDuration(), useRate(), usePercent()];
  const { measuredRatePerSecond, wait, noShowShare, waitOfNext, backpressure } = view;
  const seconds = (value: number | undefined) => (value === undefined ? '–' : duration(value));
  const share = noShowShare === undefined ? '–' : t('noShowOf', { share: percent(noShowShare), count: view.noShows });
  return (
    <div className={css.more}>
      <Facts
        facts={[
          [`${t('rate')} · ${t('rateSet')}`, rate(view.ratePerSecond)],
          [
            `${t('rate')} · ${t('rateMeasured')}`,
            measuredRatePerSecond === undefined ? t('notMeasured') : rate(measuredRatePerSecond),
          ],
          [`${t('rate')} · ${t('rateUsed')}`, rate(backpressure.ratePerSecond)],
          [t('noShow'), share],
          [t('ticks'), <TicksNow key="ticks" ticks={view.ticks} />],
        ]}
      />
      <Facts
        facts={[
          [t('p50'), seconds(wait?.p50)],
          [t('p90'), seconds(wait?.p90)],
          [t('next'), seconds(waitOfNext)],
          [t('lease'), seconds(view.leaseSeconds)],
          [t('claim'), seconds(view.claimSeconds)],
        ]}
      />
    </div>
  );
}

const TICKS = {
  none: ['ticksNone', undefined],
  good: ['ticksGood', undefined],
  late: ['ticksLate', 'warn'],
  stopped: ['ticksStopped', 'bad'],
} as const satisfies Record<Ticks, readonly [string, string | undefined]>;

function TicksNow({ ticks }: { readonly ticks: LineNow['ticks'] }) {
  const t = useTranslations('organiser.line');
  const [words, tone] = TICKS[ticksOf(ticks)];
  const text = words === 'ticksNone' ? t(words) : t(words, { seconds: ticks.oldestSeconds ?? 0 });
  return tone === undefined ? text : <Badge tone={tone}>{text}</Badge>;
}
